import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { buildTree } from '../../src/config/document/build-tree.ts';
import { versionWarnings } from '../../src/config/document/yaml-versions.ts';
import { describeChart, render } from './helm.ts';
import { only } from './manifest.ts';

const words = `
  y Y yes Yes YES n N no No NO on On ON off Off OFF yES oN true True TRUE false False tRue
  0755 012 -012 +012 00 0 08 0789 0_7 0_12 00.5 01.5 01e3 012e1
  0o14 0o19 0O14 -0o14 +0o14 0o7_7 0x1F 0X1f 0x1_F 0x_1 0x 0xG -0x1F +0x1f 0xFFFFFFFFFFFFFFFFFF
  0b11 0B11 -0b11 0b12 1_000 1_000.5 1__0 1_ _1 0.1_5 1e1_0
  1e3 1E3 1e+3 1.5e3 1.e3 1e 0.5e .e3 e3 1.10 1.0 .5 -.5 +.5 5. +5 -5 +1.5 1e400
  1:30 190:20:30 1:30.5 2026-11-22 2026-1-2 2026-11-22T09:00:00Z 2026-11-22T09:00:00
  inf Inf NaN nan 9007199254740993 18446744073709551615 18446744073709551616 1e21 1000000
  12345678 123456.7 1234567.5 0.00001 0.0001 0.30000000000000004 16777217 1e-7 = 1p3
`
  .trim()
  .split(/\s+/);

const hugeKey = '18446744073709551615';
const refusedByHelm = ['.inf', '.Inf', '-.inf', '+.INF', '.nan', '.NaN'];

let chart = '';

beforeAll(async () => {
  chart = await mkdtemp(join(tmpdir(), 'polyprom-yaml-'));
  await mkdir(join(chart, 'templates'));
  await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: yaml\nversion: 1.0.0\n');
  const metadata = 'metadata: { name: yaml, namespace: yaml, labels: {} }';
  const data = 'data: { text: {{ toYaml .Values.words | quote }} }';
  await writeFile(join(chart, 'templates/a.yaml'), `kind: ConfigMap\n${metadata}\n${data}\n`);
});

afterAll(async () => {
  await rm(chart, { recursive: true });
});

/** What polyprom reads in a ConfigMap that Helm made of values. */
async function throughHelm(items: readonly string[]): Promise<unknown[]> {
  const values = `words:\n${items.map((item) => `  - ${item}\n`).join('')}`;
  const text = only(await render({ chart, values }), 'ConfigMap').data?.['text'] ?? '';
  return Array.from(parse(text));
}

function isWarned(text: string): boolean {
  return versionWarnings(buildTree(parseDocument(text)).tree).length > 0;
}

function keyOf(map: unknown): string {
  return Object.keys(Object(map)).join();
}

/** What Helm 4 says of values that it cannot read, or Helm 3. */
const cannotRead = /cannot unmarshal yaml document|error converting YAML to JSON/;

describeChart('YAML, read by Helm and by polyprom', () => {
  it('is warned of where a value is another one', async () => {
    const read = await throughHelm(words);
    const differing = words.filter((word, i) => !Object.is(parse(word), read[i]));
    expect(words.filter(isWarned)).toEqual(differing);
    expect(differing).toEqual(expect.arrayContaining(['n', '0755', '0b11', '1_000', '0X1f']));
  });

  it('is warned of where a key is another one', async () => {
    const keys = words.filter((word) => word !== hugeKey);
    const read = await throughHelm(keys.map((word) => `? ${word}\n    : 1`));
    const differing = keys.filter((word, i) => keyOf(parse(`? ${word}\n: 1`)) !== keyOf(read[i]));
    const warned = keys.filter((word) => isWarned(`? ${word}\n: 1`));
    expect(differing.filter((word) => !warned.includes(word))).toEqual([]);
    // The others are not the text that is written, for Helm and polyprom alike.
    const others = warned.filter((word) => !differing.includes(word));
    expect(others.filter((word) => keyOf(parse(`? ${word}\n: 1`)) === word)).toEqual([]);
  });

  it.each([...refusedByHelm, '? ~\n    : 1', `? ${hugeKey}\n    : 1`])(
    'is warned of where Helm refuses it: %s',
    async (word) => {
      await expect(throughHelm([word])).rejects.toThrow(cannotRead);
      expect(isWarned(word)).toBe(true);
    },
  );

  it('is the same in quotes', async () => {
    const quoted = [...words, ...refusedByHelm, '~', 'null'].map((word) => `'${word}'`);
    const read = await throughHelm(quoted);
    expect(quoted.filter((text, i) => parse(text) !== read[i])).toEqual([
      // Helm writes these without quotes, though they are numbers in YAML 1.2.
      "'0xFFFFFFFFFFFFFFFFFF'",
      "'1e400'",
    ]);
  });
});
