import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { checkFile } from '../../src/commands/check-file.ts';
import { CHART, describeChart, render } from './helm.ts';
import { kinds, only, podOf, type Manifest } from './manifest.ts';

const ciFiles = (await readdir(join(CHART, 'ci'))).map((file) => join('ci', file));
const examples = (await Promise.all(['README.md', ...ciFiles].map(examplesOf))).flat();
const withConfig = examples.filter(({ config }) => config !== undefined);
const without = examples.filter(({ config }) => config === undefined);

describeChart('values for everybody to read', () => {
  it.each(withConfig)('$name installs, and polyprom takes its config', async (example) => {
    const manifests = await render({ values: example.text });
    const text = only(manifests, 'ConfigMap').data?.['polyprom.yaml'] ?? '';
    expect(parse(text)).toEqual(example.config);
    const { summary, filesRead } = await checkConfig(text);
    expect(summary).toContain('fine, 1 collector, 1 metric');
    for (const file of filesRead) expect(mountedFiles(manifests)).toContain(file);
  });

  it.each(without)('$name installs the demo', async ({ text }) => {
    expect(kinds(await render({ values: text }))).not.toContain('ConfigMap');
  });

  it('are found', () => {
    expect(withConfig.map(({ name }) => name)).toEqual([
      'README.md, 1',
      'ci/collector-values.yaml',
    ]);
    expect(without.length).toBeGreaterThan(2);
  });
});

interface Example {
  readonly name: string;
  readonly text: string;
  readonly config: unknown;
}

/** A values file as it is, and the blocks of YAML in a page. */
async function examplesOf(file: string): Promise<Example[]> {
  const content = await readFile(join(CHART, file), 'utf8');
  const texts = file.endsWith('.md')
    ? [...content.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text)
    : [content];
  return texts.map((text, index) => {
    const values = z.looseObject({ config: z.unknown().optional() }).nullable().parse(parse(text));
    const name = texts.length > 1 ? `${file}, ${index + 1}` : file;
    return { name, text, config: values?.config };
  });
}

/** What `polyprom check` says of a configuration, and which other files it wants. */
async function checkConfig(text: string): Promise<{ summary: string; filesRead: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'polyprom-example-'));
  try {
    const file = join(folder, 'polyprom.yaml');
    await writeFile(file, text);
    const filesRead: string[] = [];
    const readOther = (path: string) => {
      filesRead.push(path);
      return 'content';
    };
    return { summary: checkFile(file, { env: {}, readFile: readOther }).summary, filesRead };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The files of Secrets that the pod sees. */
function mountedFiles(manifests: readonly Manifest[]): string[] {
  const volumes = JSON.stringify(podOf(manifests).spec.volumes);
  return [...volumes.matchAll(/"path":"([^"]*)"/g)].map(
    ([, path]) => `/etc/polyprom/secrets/${path}`,
  );
}
