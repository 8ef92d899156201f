import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { configJsonSchema } from '../src/config/schema/json-schema.ts';
import { sourceKinds } from '../src/sources/kinds.ts';
import { functionDocs } from '../src/expression/functions/functions.ts';
import { buildChartSchema } from './chart-schema.ts';
import { configurationReference, type ReferenceTexts } from './configuration-reference.ts';
import { withExpressions } from './expressions-page.ts';
import { withValuesTable } from './values-table.ts';

/** The values that the project's README shows; the chart's README has all of them. */
const mainValues = [
  'config',
  'image.registry',
  'image.repository',
  'image.tag',
  'monitoring.serviceMonitor.enabled',
  'monitoring.labels',
  'monitoring.namespace',
  'monitoring.interval',
  'service.port',
  'extraEnv',
];

/** Generated files, by their path from the root of the repository. */
const generated: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/configuration.md': async () =>
    configurationReference(
      configJsonSchema({ target: 'draft-2020-12' }),
      await readReferenceTexts('scripts/reference'),
    ),
  'charts/polyprom/values.schema.json': () =>
    JSON.stringify(buildChartSchema(configJsonSchema({ target: 'draft-7' }))),
  'charts/polyprom/templates/_source-kinds.tpl': () => chartSourceKinds(Object.keys(sourceKinds)),
  'docs/expressions.md': async () =>
    withExpressions(
      await read('docs/expressions.md'),
      functionDocs,
      await read('test/extract/semantics.yaml'),
    ),
  'README.md': async () =>
    withValuesTable(await read('README.md'), await read('charts/polyprom/values.yaml'), mainValues),
  'charts/polyprom/README.md': async () =>
    withValuesTable(
      await read('charts/polyprom/README.md'),
      await read('charts/polyprom/values.yaml'),
    ),
};

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');
const drifted: string[] = [];

for (const [path, make] of Object.entries(generated)) {
  const file = join(root, path);
  const wanted = await formatted(await make(), file);
  const found = existsSync(file) ? await read(path) : undefined;
  if (found === wanted) continue;
  drifted.push(path);
  if (!check) await writeFile(file, wanted);
}

if (check && drifted.length > 0) {
  console.error(`out of date: ${drifted.join(', ')}\nrun: npm run generate`);
  process.exitCode = 1;
} else {
  console.log(
    drifted.length === 0 ? 'generated files are up to date' : `wrote ${drifted.join(', ')}`,
  );
}

/** As Prettier writes the file, where it knows its language. */
async function formatted(text: string, file: string): Promise<string> {
  const { inferredParser } = await getFileInfo(file);
  if (inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}

/** The kinds of sources as a template, for the check that a collector has one. */
function chartSourceKinds(kinds: readonly string[]): string {
  return `{{/* Written by npm run generate. */}}
{{- define "polyprom.sourceKinds" -}}
${kinds.join(' ')}
{{- end -}}
`;
}

function read(path: string): Promise<string> {
  return readFile(join(root, path), 'utf8');
}

/** One file per section, named after its path. */
async function readReferenceTexts(folder: string): Promise<ReferenceTexts> {
  const files = await readdir(join(root, folder));
  const texts = await Promise.all(
    files.map(async (file) => [basename(file, '.md'), await read(join(folder, file))] as const),
  );
  const { introduction = '', ...after } = Object.fromEntries(texts);
  return { introduction, after };
}
