import { expect, it } from 'vitest';
import { deadlineAfter, timerDelay } from '../../src/engine/deadline.ts';

const over = () => new Error('over');

/** Resolves when a timer of `ms` that begins now has fired, and with it all that were due before. */
function afterTimer(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

it.each([2 ** 31, 2_000_000_000_000, 1e308, Infinity])(
  'a deadline of %d ms neither fires at once nor warns',
  async (ms) => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => warnings.push(name);
    process.on('warning', onWarning);
    const deadline = deadlineAfter(ms, over);
    await afterTimer(5);
    process.off('warning', onWarning);
    deadline.clear();

    expect(deadline.signal.aborted).toBe(false);
    expect(warnings).toEqual([]);
    expect(timerDelay(ms)).toBe(2 ** 31 - 1);
  },
);

it('a deadline fires with its reason, later when it is restarted', async () => {
  const deadline = deadlineAfter(1, over);
  deadline.restart(30);
  await afterTimer(10);
  expect(deadline.signal.aborted).toBe(false);
  await afterTimer(40);
  expect(deadline.signal.reason).toEqual(over());
});
