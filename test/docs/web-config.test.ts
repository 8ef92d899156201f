import { expect, it } from 'vitest';
import { parseWebConfig } from '../../src/web-config/parse.ts';
import { blocksOfPages } from './configurations.ts';

const blocks = (await blocksOfPages()).filter(({ info }) => info === 'yaml web-config');

it('there are web configurations in the pages', () => {
  expect(blocks.length).toBeGreaterThan(2);
});

it.each(blocks)('the web configuration $name is taken', ({ name, text }) => {
  const environment = { env: {}, readFile: () => '' };

  expect(() => parseWebConfig(text, name, environment)).not.toThrow();
});
