import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseConfig } from '../../src/config/parse.ts';
import { documentedConfigurations, isForChart, worldFor } from '../docs/configurations.ts';
import { describeChart, render } from './helm.ts';
import { kinds, only } from './manifest.ts';

const documented = await documentedConfigurations();
const values = documented.filter(({ text }) => isForChart(text));
const shop = join(import.meta.dirname, '../config/shop/polyprom.yaml');
const configurations = [
  ...documented.filter(({ text }) => !isForChart(text)),
  { name: 'a metric of every type', text: await readFile(shop, 'utf8') },
];

/** What the chart says in values of its own. */
const keysOfTheChart = ['host', 'port', 'healthPort'];

describeChart('what the pages say of a configuration', () => {
  it.each(configurations)('comes out of Helm as it went in: $name', async ({ name, text }) => {
    const asFile = withoutKeysOfTheChart(text);
    const isValues = parseDocument(asFile).has('config');
    const asValues = isValues ? asFile : `config:\n${asFile.replaceAll(/^(?=.)/gm, '  ')}`;
    const manifests = await render({ values: asValues });
    const rendered = only(manifests, 'ConfigMap').data?.['polyprom.yaml'] ?? '';
    const world = worldFor(text);
    const written = parseConfig(asFile, name, world);
    const installed = parseConfig(rendered, 'polyprom.yaml', world);
    expect(sortKeys(installed.print())).toEqual(sortKeys(written.print()));
    expect(installed.warnings).toEqual([]);
  });

  it.each(values)('installs: $name', async ({ text }) => {
    expect(kinds(await render({ values: text }))).toContain('Deployment');
  });
});

function withoutKeysOfTheChart(text: string): string {
  const document = parseDocument(text);
  const paths = keysOfTheChart.map((key) => ['server', key]).filter((path) => document.hasIn(path));
  for (const path of paths) document.deleteIn(path);
  return paths.length === 0 ? text : document.toString();
}

/** The order of a map says nothing, and Helm sorts it. */
function sortKeys(yaml: string): unknown {
  return JSON.parse(
    JSON.stringify(parseDocument(yaml).toJS(), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    ),
  );
}
