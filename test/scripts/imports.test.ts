import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const oxlint = join(
  dirname(createRequire(import.meta.url).resolve('oxlint/package.json')),
  'bin/oxlint',
);

const swapped = new Map([
  ['x', 'y'],
  ['y', 'x'],
  ['X', 'Y'],
  ['Y', 'X'],
]);

/** What lint says of one file with one import, by the configuration of this repository. */
function lint(file: string, imported: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-imports-'));
  const rules: { options: object } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'));
  // Types are not needed to see an import, and there are no packages here to take them from.
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ ...rules, options: {} }));
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), `import { x } from '${imported}';\n\nexport const y = x;\n`);
  return spawnSync(process.execPath, [oxlint, file], { cwd: folder, encoding: 'utf8' }).stdout;
}

it.each([
  ['src/metric/family.ts', '../engine/clock.ts'],
  ['src/metric/family.ts', '../budget/budget.ts'],
  ['src/budget/budget.ts', '../metric/family.ts'],
  ['src/expression/compile/compile.ts', '../extract/extract.ts'],
  ['src/expression/compile/compile.ts', 'node:fs'],
  ['src/decode/json.ts', '../sources/context.ts'],
  ['src/decode/json.ts', '../expression/json.ts'],
  ['src/extract/extract.ts', '../engine/source.ts'],
  ['src/extract/extract.ts', 'zod'],
  ['src/engine/exporter.ts', '../sources/kinds.ts'],
  ['src/engine/exporter.ts', '../exposition/renderer.ts'],
  ['src/exposition/text.ts', '../engine/source.ts'],
  ['src/schema/text.ts', '../config/parse.ts'],
  ['src/sources/http/http.ts', '../../config/parse.ts'],
  ['src/sources/http/http.ts', '../../server/app.ts'],
  ['src/sources/http/http.ts', '../file/file.ts'],
  ['src/sources/file/file.ts', '../http/http.ts'],
  ['src/sources/made-up/made-up.ts', '../http/http.ts'],
  ['src/sources/made-up/parts/part.ts', '../../http/http.ts'],
  ['src/http-client/exchange/send.ts', '../../server/app.ts'],
  ['src/http-client/exchange/send.ts', '../../documents/document.ts'],
  ['src/http-client/exchange/send.ts', '../../sources/context.ts'],
  ['src/documents/document.ts', '../http-client/exchange/send.ts'],
  ['src/documents/document.ts', '../offload/process.ts'],
  ['src/documents/document.ts', '../sources/context.ts'],
  ['src/offload/process.ts', '../http-client/exchange/send.ts'],
  ['src/offload/process.ts', '../sources/context.ts'],
  ['src/config/parse.ts', '../server/app.ts'],
  ['src/server/app.ts', '../commands/check.ts'],
  ['src/server/app.ts', '../run.ts'],
  ['src/commands/check.ts', '../cli.ts'],
  ['src/run.ts', './commands/check.ts'],
])('lint refuses that %s imports %s', (file, imported) => {
  expect(lint(file, imported)).toContain('no-restricted-imports');
});

it.each([
  ['src/decode/json.ts', '../budget/budget.ts'],
  ['src/expression/json.ts', '../decode/json.ts'],
  ['src/engine/exporter.ts', '../extract/extraction.ts'],
  ['src/exposition/text.ts', '../metric/family.ts'],
  ['src/sources/http/http.ts', '../../engine/source.ts'],
  ['src/sources/http/http.ts', '../../documents/document.ts'],
  ['src/sources/http/http.ts', './schema.ts'],
  ['src/offload/process.ts', '../documents/document.ts'],
  ['src/sources/made-up/parts/part.ts', '../made-up.ts'],
  ['src/sources/made-up/parts/part.ts', '../../../http-client/exchange/send.ts'],
  ['src/sources/kinds.ts', './http/http.ts'],
  ['src/config/collectors.ts', '../sources/kinds.ts'],
  ['src/run.ts', './server/app.ts'],
  ['src/commands/serve.ts', '../run.ts'],
])('lint lets %s import %s', (file, imported) => {
  expect(lint(file, imported)).not.toContain('no-restricted-imports');
});

it.each([
  ['values', "import { x } from './b.ts';\n\nexport const y = () => x;\n"],
  ['types', "import type { X } from './b.ts';\n\nexport type Y = X[];\n"],
])('lint refuses a circle of imports of %s', (_, text) => {
  const folder = mkdtempSync(join(tmpdir(), 'polyprom-circle-'));
  const rules: { options: object } = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'));
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ ...rules, options: {} }));
  writeFileSync(join(folder, 'a.ts'), text);
  writeFileSync(
    join(folder, 'b.ts'),
    text.replace('./b', './a').replaceAll(/\b[xXyY]\b/g, (name) => swapped.get(name) ?? name),
  );

  const { stdout } = spawnSync(process.execPath, [oxlint], { cwd: folder, encoding: 'utf8' });

  expect(stdout).toContain('import(no-cycle)');
});

it('the sources of this repository keep the direction', () => {
  const output = execFileSync(process.execPath, [oxlint, 'src'], { cwd: root, encoding: 'utf8' });

  expect(output).not.toContain('no-restricted-imports');
});
