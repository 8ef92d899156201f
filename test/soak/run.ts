import { fileURLToPath } from 'node:url';
import { soakReloads } from './reload.ts';
import { verdictOf } from './verdict.ts';

// `npm run soak -- reload [NUMBER]`: what a polyprom that works for long must not gather.

const [name, count = '1000'] = process.argv.slice(2);
if (name !== 'reload') {
  process.stdout.write('usage: npm run soak -- reload [NUMBER OF RELOADS]\n');
  process.exit(2);
}
const verdicts = verdictOf(
  await soakReloads({
    main: fileURLToPath(new URL('../../dist/main.cjs', import.meta.url)),
    reloads: Math.ceil(Number(count) / 3) * 3,
    warmUp: 99,
    scrapers: 2,
  }),
);
for (const { line, holds } of verdicts)
  process.stdout.write(`${holds ? 'ok  ' : 'FAIL'} ${line}\n`);
const failed = verdicts.filter(({ holds }) => !holds).length;
process.stdout.write(`${verdicts.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
