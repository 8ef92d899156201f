import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/engine/clock.ts';
import { digestOf } from '../../src/config/fingerprint.ts';
import { createReloader, type Applied } from '../../src/reload/reloader.ts';
import { oneAtATime } from '../../src/reload/one-at-a-time.ts';
import { UsageError } from '../../src/usage-error.ts';
import { memoryLogger } from '../engine/sources.ts';

function reloaderOf(apply: (text: string) => Promise<void>) {
  const file = { text: 'first' };
  const applied: string[] = [];
  const logger = memoryLogger();
  const reloader = createReloader({
    file: 'polyprom.yaml',
    digest: digestOf('first'),
    read: async () => file.text,
    async apply(text): Promise<Applied> {
      await apply(text);
      applied.push(text);
      return { restartNeeded: [], summary: {} };
    },
    clock: systemClock,
    logger,
  });
  return { file, applied, logger, reloader };
}

describe('reading the configuration again', () => {
  it('does nothing for a file with the same content', async () => {
    const { applied, reloader } = reloaderOf(async () => {});
    await reloader.reloadIfChanged();
    expect(applied).toEqual([]);
  });

  it('never overlaps, and ends with the last version', async () => {
    let underWay = 0;
    let most = 0;
    const { file, applied, reloader } = reloaderOf(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
    });
    const done: Promise<unknown>[] = [];
    for (let i = 0; i < 100; i += 1) {
      file.text = `version ${i}`;
      done.push(i % 3 === 0 ? reloader.reload() : reloader.reloadIfChanged());
      if (i % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(done);
    expect(most).toBe(1);
    expect(applied.at(-1)).toBe('version 99');
    expect(applied.length).toBeLessThan(50);
  });

  it('goes on after a failure that is no mistake of the user, and tells it without details', async () => {
    const { file, logger, reloader } = reloaderOf(async (text) => {
      if (text === 'bug') throw new TypeError('x is not a function');
      if (text === 'bad') throw new UsageError('bad.yaml is bad');
    });
    file.text = 'bug';
    const outcome = await reloader.reload();
    expect(outcome.problems).toEqual(['polyprom.yaml: internal error, see the log']);
    expect(String(logger.lines[0]?.fields['err'])).toContain('x is not a function');
    file.text = 'bad';
    expect((await reloader.reload()).problems).toEqual(['bad.yaml is bad']);
    expect(reloader.state().refused?.problems).toEqual(['bad.yaml is bad']);
    file.text = 'first';
    await reloader.reloadIfChanged();
    expect(reloader.state().refused).toBe(undefined);
  });
});

describe('one at a time', () => {
  it('lets calls during a run share one that begins after them', async () => {
    const runs: { end: () => void; flag: boolean }[] = [];
    const call = oneAtATime(
      (flag) =>
        new Promise<number>((resolve) => runs.push({ flag, end: () => resolve(runs.length) })),
    );
    const first = call(false);
    const others = [call(false), call(true), call(false)];
    expect(runs).toHaveLength(1);
    runs[0]!.end();
    await first;
    await expect.poll(() => runs.length).toBe(2);
    expect(runs[1]!.flag).toBe(true);
    runs[1]!.end();
    expect(await Promise.all(others)).toEqual([2, 2, 2]);
    void call(false);
    expect(runs).toHaveLength(3);
  });
});
