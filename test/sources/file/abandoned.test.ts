import { expect, it } from 'vitest';
import { createAbandonedGuard } from '../../../src/sources/file/abandoned.ts';

it('does not begin while earlier work is stuck that nobody waits for', async () => {
  const guarded = createAbandonedGuard('reading files');
  const stuck = Promise.withResolvers<string>();
  const first = new AbortController();
  const abandoned = guarded(() => stuck.promise, first.signal);
  first.abort(new Error('no result within 1 s'));

  const second = new AbortController();
  let begun = false;
  const waiting = guarded(async () => {
    begun = true;
  }, second.signal);
  second.abort(new Error('no result within 2 s'));
  await expect(waiting).rejects.toThrow(
    'no result within 2 s: an earlier collection is still reading files: its disk does not answer',
  );
  expect(begun).toBe(false);

  const third = guarded(async () => 'third', new AbortController().signal);
  stuck.resolve('first');
  expect(await third).toBe('third');
  expect(await abandoned).toBe('first');
});

it('lets work go on side by side that somebody waits for', async () => {
  const guarded = createAbandonedGuard('reading files');
  const slow = Promise.withResolvers<string>();
  const { signal } = new AbortController();

  const first = guarded(() => slow.promise, signal);

  expect(await guarded(async () => 'second', signal)).toBe('second');
  slow.resolve('first');
  expect(await first).toBe('first');
});

it('forgets work that failed', async () => {
  const guarded = createAbandonedGuard('reading files');
  const ending = new AbortController();
  const failed = guarded(async () => {
    throw new Error('broken');
  }, ending.signal);
  ending.abort(new Error('over'));
  await expect(failed).rejects.toThrow('broken');

  expect(await guarded(async () => 'next', new AbortController().signal)).toBe('next');
});
