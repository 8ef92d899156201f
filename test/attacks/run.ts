import { attacks } from './attacks.ts';
import type { Attack } from './harness/attack.ts';
import { control } from './kinds/control.ts';
import { measure, type MeasureOptions } from './harness/measure.ts';
import { heading, line } from './harness/table.ts';
import { faultsOf } from './harness/verdict.ts';

// `npm run attack [-- NAME...]`: each attack against a polyprom of its own, one after the other, held against the bar.
// One that fails is repeated: a machine that others use can hold a process for longer than any attack. A fault of the
// program fails every time.

const options: MeasureOptions = {
  limited: true,
  program: 'built',
  warmUpSeconds: 2.2,
  quietSeconds: 15,
};
const wanted = process.argv.slice(2);
const known = new Set(attacks.map(({ name }) => name));
const unknown = wanted.filter((name) => !known.has(name));
if (unknown.length > 0) {
  write(`no such attack: ${unknown.join(', ')}. There are:`);
  for (const { name, about } of attacks) write(`  ${name.padEnd(26)} ${about}`);
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const start = performance.now();
const quiet = await measure(control, options);
write(`memory limit: ${quiet.limitKind}`);
write(heading());
write(line('without an attack', quiet, []));
const usual = { heldMs: quiet.loop?.worstHeldMs ?? 0, healthyMs: quiet.healthy.p99 };

const mostRuns = 3;
let failed = 0;
const chosen = attacks.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
for (const attack of chosen) {
  let passed = false;
  for (let run = 1; run <= mostRuns && !passed; run += 1) passed = await runOnce(attack);
  if (!passed) failed += 1;
}
write(`after ${Math.round((performance.now() - start) / 1000)} s`);
write(`${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function runOnce(attack: Attack): Promise<boolean> {
  try {
    const figures = await measure(attack, options);
    const faults = faultsOf(figures, attack, usual);
    write(line(attack.name, figures, faults));
    return faults.length === 0;
  } catch (error) {
    write(`${attack.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}
