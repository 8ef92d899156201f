import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutationsOf, type Mutation } from './mutations.ts';

// Changes the code in one small place at a time and runs its tests: a mutant that no test notices is printed.
// `npm run mutants -- extract decode --sample 50 --seed 7` takes 50 mutants of each of two folders.

/** The tests that should notice a change in a folder of `src/`. */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  config: ['test/config', 'test/schema'],
  decode: ['test/decode'],
  engine: ['test/engine', 'test/budget'],
  exposition: ['test/exposition'],
  expression: ['test/expression'],
  extract: ['test/extract', 'test/tasks'],
};

const root = join(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
  },
});
const folders = positionals.length > 0 ? positionals : Object.keys(testsOf);
const copy = copyOfRepository();
let killed = 0;
const survivors: string[] = [];
try {
  for (const folder of folders) runFolder(folder);
} finally {
  rmSync(copy, { recursive: true });
}
for (const survivor of survivors) console.log(survivor);
console.log(`${killed} noticed, ${survivors.length} survived`);

function copyOfRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-mutants-'));
  for (const name of ['src', 'test', 'scripts', 'docs', 'examples', 'charts', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  cpSync(join(root, 'vitest.config.ts'), join(folder, 'vitest.config.ts'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function runFolder(folder: string): void {
  const tests = testsOf[folder];
  if (tests === undefined) throw new Error(`no tests are named for ${folder}`);
  const existing = tests.filter((path) => globSync(path, { cwd: copy }).length > 0);
  if (!passes(existing)) throw new Error(`the tests of ${folder} fail without a mutation`);
  const all = globSync(`src/${folder}/**/*.ts`, { cwd: root })
    .toSorted()
    .flatMap((file) =>
      mutationsOf(readFileSync(join(root, file), 'utf8')).map((mutation) => ({ file, mutation })),
    );
  for (const { file, mutation } of sample(all, Number(values.sample), Number(values.seed))) {
    const original = readFileSync(join(root, file), 'utf8');
    writeFileSync(join(copy, file), apply(original, mutation));
    if (passes(existing)) survivors.push(describe(file, original, mutation));
    else killed += 1;
    writeFileSync(join(copy, file), original);
  }
}

/** A test that hangs has noticed, too. */
function passes(tests: readonly string[]): boolean {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--bail=1', '--reporter=dot', ...tests];
  return spawnSync(process.execPath, args, { cwd: copy, timeout: 120_000 }).status === 0;
}

function apply(source: string, { start, end, replacement }: Mutation): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

function describe(file: string, source: string, { start, end, replacement }: Mutation): string {
  const line = source.slice(0, start).split('\n').length;
  return `${file}:${line} ${source.slice(start, end).split('\n')[0]} -> ${replacement.split('\n')[0]}`;
}

/** `size` of the items, the same ones for the same seed (mulberry32). */
function sample<T>(items: readonly T[], size: number, seed: number): readonly T[] {
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const drawn = items.map((item) => ({ item, key: random() })).toSorted((a, b) => a.key - b.key);
  return drawn.slice(0, size).map(({ item }) => item);
}
