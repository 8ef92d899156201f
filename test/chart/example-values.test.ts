import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeChart, render } from './helm.ts';
import { only, podOf } from './manifest.ts';

const root = join(import.meta.dirname, '../../examples');
const examples = globSync('*/polyprom.yaml', { cwd: root }).toSorted();

/** The values that the comment of an example tells to write, with the example as their `config`. */
function valuesOf(example: string): string {
  const lines = example.split('\n');
  const told = lines.filter((line) => line.startsWith('#   ')).map((line) => line.slice(4));
  const config = lines.filter((line) => !line.startsWith('#')).map((line) => `  ${line}`);
  return [...told, 'config:', ...config].join('\n');
}

describeChart('the values that an example tells to write', () => {
  it.each(examples)('%s install, with every variable and folder that it names', async (path) => {
    const example = readFileSync(join(root, path), 'utf8');
    const manifests = await render({ values: valuesOf(example) });
    const pod = JSON.stringify(podOf(manifests).spec);

    expect(only(manifests, 'ConfigMap').data?.['polyprom.yaml']).toContain('collectors:');
    const code = example.replaceAll(/^#.*$/gm, '');
    const named = [...code.matchAll(/\$\{env:(\w+)\}|(\/(?:run|var)\/\w+\/\w+)/g)];
    for (const [, env, folder] of named) expect(pod).toContain(env ?? folder);
  });
});
