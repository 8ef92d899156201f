/**
 * Feeds generated pages, of families and of documents, in every format, to parsers that are not ours: the strict ones of the official
 * Python client, promtool, and Prometheus itself. Usage: node test/conformance/run.ts [SEED] [PAGES].
 * Needs python3, promtool and prometheus (3.x) on the PATH.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import * as fc from 'fast-check';

import type { Format } from '../../src/exposition/format.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import type { Exemplar } from '../../src/metric/exemplar.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { mergeFamilies } from '../../src/metric/merge.ts';
import { documentPages } from './documents.ts';
import { FORMATS, pages, type Page } from './pages.ts';
import { scrapePages } from './prometheus.ts';

const CLIENT = 'prometheus-client==0.26.0';
const CACHE = path.resolve('node_modules/.cache/conformance');

const run = promisify(execFile);
const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.argv[3] ?? 150);

process.exitCode = await main();

async function main(): Promise<number> {
  for (const tool of ['python3', 'promtool', 'prometheus']) requireTool(tool);
  say(
    `seed ${seed}, ${count} pages of families and ${count} of documents in ${FORMATS.length} formats`,
  );
  const folder = path.join(CACHE, 'pages');
  const written = writePages(folder);
  const failures = [
    ...(await checkWithPython(folder)),
    ...(await checkWithPromtool(written)),
    ...(await scrapePages(written, path.join(CACHE, 'prometheus'))),
  ];
  for (const failure of failures) say(`not ok ${failure}`);
  const texts = written.filter(({ format }) => isForPromtool(format)).length;
  const checks = written.length * 2 + texts;
  say(`${checks - failures.length} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function requireTool(name: string): void {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Error(`${name} is needed on the PATH for the conformance tests`, { cause: error });
  }
}

function writePages(folder: string): readonly Page[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const renderer = createRenderer();
  const generated = [
    ...fc.sample(pages, { seed, numRuns: count }),
    ...fc.sample(documentPages, { seed, numRuns: count }),
  ];
  return generated.flatMap((families, index) =>
    FORMATS.map((format) => {
      const name = `${String(index).padStart(4, '0')}-${format.syntax}-${format.escaping}`;
      const samples = samplesOf(families);
      const bytes = renderer.render(families, format);
      writeFileSync(path.join(folder, `${name}.page`), bytes);
      const isExact = format.escaping === 'allow-utf-8';
      writeFileSync(
        path.join(folder, `${name}.json`),
        JSON.stringify({
          syntax: format.syntax,
          count: samples.length,
          samples: isExact ? samples : null,
        }),
      );
      return { name, format, bytes, count: samples.length };
    }),
  );
}

type Point = [labels: Record<string, string>, value: string, seconds: number | null];

type Sample = [name: string, ...point: Point, exemplar: Point | null];

/** What a parser should find; names are those of the family, whatever the format. */
function samplesOf(families: readonly MetricFamily[]): Sample[] {
  return mergeFamilies(families).families.flatMap((family) => {
    const width = family.labelNames.length;
    return [...family.values].map((value, row): Sample => {
      const labels = family.labelNames
        .map((name, column) => [name, family.labelValues[row * width + column]!] as const)
        .filter(([, text]) => text !== '');
      return [
        family.name + (family.suffixes?.[row] ?? ''),
        Object.fromEntries(labels),
        String(value),
        secondsOf(family.timestamps?.[row]),
        exemplarOf(family.exemplars?.[row]),
      ];
    });
  });
}

function secondsOf(timestamp = NaN): number | null {
  const milliseconds = Math.round(timestamp * 1000);
  return Number.isSafeInteger(milliseconds) && milliseconds >= 0 ? milliseconds / 1000 : null;
}

/** As it is on a page that may have it: left out where it is too long, or one of the parsers could not read it. */
function exemplarOf(exemplar: Exemplar | undefined): Point | null {
  if (exemplar === undefined) return null;
  const { labelNames, labelValues, value, timestamp } = exemplar;
  const all = [...labelNames, ...labelValues].join('');
  if (Array.from(all).length > 128 || /[\0"]/.test(all)) return null;
  const labels = labelNames.map((name, index) => [name, labelValues[index]!]);
  return [Object.fromEntries(labels), String(value), secondsOf(timestamp)];
}

async function checkWithPython(folder: string): Promise<readonly string[]> {
  const venv = path.join(CACHE, 'venv');
  const python = path.join(venv, 'bin/python');
  await run('python3', ['-m', 'venv', venv]);
  await run(python, ['-m', 'pip', 'install', '--quiet', CLIENT]);
  const script = path.join(import.meta.dirname, 'parse_pages.py');
  const { stdout } = await run(python, [script, folder], { maxBuffer: 2 ** 28 });
  const lines = stdout.trim().split('\n');
  return lines.filter((line) => !line.endsWith(' ok')).map((line) => `python: ${line}`);
}

/** promtool 3 reads the text format only, and of that not yet the quoted names. */
function isForPromtool({ syntax, escaping }: Format): boolean {
  return syntax === 'text' && escaping !== 'allow-utf-8';
}

/** Its exit code 3 is advice on style, not a refusal. */
async function checkWithPromtool(written: readonly Page[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { name, format, bytes } of written) {
    if (!isForPromtool(format)) continue;
    const child = run('promtool', ['check', 'metrics'], { maxBuffer: 2 ** 28 });
    child.child.stdin?.end(bytes);
    await child.catch((error: { readonly code: number; readonly stderr: string }) => {
      if (error.code !== 3) failures.push(`promtool: ${name} ${error.stderr.trim()}`);
    });
  }
  return failures;
}
