import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/parse.ts';
import { configJsonSchema, type JsonSchema } from '../../../src/config/schema/json-schema.ts';

const page = readFileSync(new URL('../../../docs/sources/http.md', import.meta.url), 'utf8');

const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

/** Every variable is set and every file is there. */
const environment = {
  env: { BILLING_CLIENT_SECRET: 'x', GITHUB_TOKEN: 'x' },
  readFile: () => '-----BEGIN CERTIFICATE-----',
};

describe('the page of the source', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(8);
  });

  it.each(examples)('has an example that is read without a warning: %s', (text) => {
    const { collectors, warnings } = parseConfig(text, 'http.md', environment);

    expect(warnings).toEqual([]);
    expect(collectors.length).toBeGreaterThan(0);
  });

  it('names every option', () => {
    const schema = configJsonSchema({ target: 'draft-2020-12' });
    const collector = schema.properties?.['collectors']?.additionalProperties;
    const http = typeof collector === 'object' ? collector.properties?.['http'] : undefined;

    const missing = optionsOf(http).filter(
      (name) => !new RegExp(`\`[^\`]*\\b${name}\\b`).test(page),
    );

    expect(missing).toEqual([]);
    expect(optionsOf(http)).toContain('clientAuthentication');
  });
});

function optionsOf(schema: JsonSchema | undefined): readonly string[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, child]) => [
    name,
    ...optionsOf(child),
  ]);
}
