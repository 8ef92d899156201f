import { expect, it } from 'vitest';
import { attacks } from './attacks.ts';
import { measure } from './harness/measure.ts';
import { faultsOf } from './harness/verdict.ts';

/** A machine that runs tests is busy: twice the bar, which is the most that the verdict allows. */
const busy = { heldMs: Infinity, healthyMs: Infinity };
const options = {
  limited: false,
  program: 'sources',
  warmUpSeconds: 1.2,
  quietSeconds: 15,
} as const;
const quick = attacks
  .filter((attack) => attack.quick === true)
  .map((attack) => [attack.name, attack] as const);

it('are those that need no limit on the memory and are soon over', () => {
  expect(quick.length).toBeGreaterThan(3);
});

it.each(quick)('%s', { timeout: 60_000, retry: 1 }, async (_name, attack) => {
  expect(faultsOf(await measure(attack, options), attack, busy)).toEqual([]);
});
