import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';
import { blocksOfPages, documentedConfigurations, isForChart, worldFor } from './configurations.ts';

const blocks = await blocksOfPages();
const documented = await documentedConfigurations();
const configurations = documented.filter(({ text }) => !isForChart(text));

/** What a block can be; of YAML all is a configuration, or values of the chart, that says nothing else. */
const infos = [
  'console',
  'csv',
  'json',
  'sh',
  'text',
  'xml',
  'yaml',
  'yaml prometheus',
  'yaml web-config',
  'yaml manifest',
  'yaml rules',
];

describe('the pages', () => {
  it('say of every block what it is', () => {
    const silent = blocks.filter(({ info }) => !infos.includes(info));
    expect(silent.map(({ name, info }) => `${name} ${info}`)).toEqual([]);
    expect(blocks.length).toBeGreaterThan(20);
  });

  it.each(configurations)('have a configuration without a mistake or a doubt: $name', (example) => {
    const { warnings } = parseConfig(example.text, example.name, worldFor(example.text));
    expect(warnings).toEqual([]);
  });
});
