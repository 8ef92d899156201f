import type { Clock } from '../../engine/clock.ts';
import { deadlineAfter, reasonOf } from '../../engine/deadline.ts';
import { CollectionError } from '../../engine/source.ts';

/** Something that is costly to get and good for a while, such as a token. */
export interface Renewable<T, N> {
  /** What is kept, or a new one. `fresh` when this very call had to wait for it. */
  get(signal: AbortSignal, note: N): Promise<{ readonly value: T; readonly fresh: boolean }>;
  /** Forgets it, unless a newer one has taken its place. */
  drop(value: T): void;
}

export interface Obtained<T> {
  readonly value: T;
  /** Milliseconds that it is good for; undefined: until it is dropped. */
  readonly lifetime?: number | undefined;
}

/** Whoever began it may give up early; others wait for the same. */
const obtainMs = 30_000;

/**
 * One at a time is obtained, whoever waits for it, and it outlives them: a slow login helps the next
 * collection.
 *
 * @param obtain is given the note of whoever asked first
 * @param doing what a message calls it: `asking for a token`
 */
export function createRenewable<T, N>(
  obtain: (signal: AbortSignal, note: N) => Promise<Obtained<T>>,
  doing: string,
  clock: Clock,
): Renewable<T, N> {
  let kept: { readonly value: T; readonly renewAt: number } | undefined;
  let underWay: Promise<T> | undefined;

  return {
    async get(signal, note) {
      if (kept !== undefined && clock.monotonic() < kept.renewAt) {
        return { value: kept.value, fresh: false };
      }
      underWay ??= renew(note).finally(() => {
        underWay = undefined;
      });
      return { value: await within(underWay, signal, doing), fresh: true };
    },
    drop(value) {
      if (kept?.value === value) kept = undefined;
    },
  };

  async function renew(note: N): Promise<T> {
    const asked = clock.monotonic();
    const deadline = deadlineAfter(
      obtainMs,
      () => new CollectionError('timeout', `no answer within ${obtainMs / 1000} s`),
    );
    try {
      const { value, lifetime = Infinity } = await obtain(deadline.signal, note);
      kept = { value, renewAt: asked + lifetime };
      return value;
    } finally {
      deadline.clear();
    }
  }
}

/** Waits no longer than `signal`, and then says for what. */
function within<T>(work: Promise<T>, signal: AbortSignal, doing: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      const cause = reasonOf(signal);
      const reason = cause instanceof CollectionError ? cause.reason : 'timeout';
      reject(new CollectionError(reason, `${cause.message}: was ${doing}`, { cause }));
    };
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
