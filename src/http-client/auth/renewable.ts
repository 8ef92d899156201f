import type { Clock } from '../../engine/clock.ts';
import { deadlineAfter, reasonOf } from '../../engine/deadline.ts';
import { CollectionError } from '../../engine/source.ts';

/** A value that is expensive to obtain and valid for some time, such as a token. */
export interface Renewable<T, N> {
  /** The cached value, or a new one. `fresh` if this call had to wait for it. */
  get(signal: AbortSignal, note: N): Promise<{ readonly value: T; readonly fresh: boolean }>;
  /** Discards the value, unless a newer one has replaced it. */
  drop(value: T): void;
}

export interface Obtained<T> {
  readonly value: T;
  /** Validity in milliseconds; undefined: unknown. */
  readonly lifetime?: number | undefined;
}

export interface RenewalRules {
  /** Name in messages: `requesting a token`. */
  readonly doing: string;
  /** Milliseconds after which it is renewed, even if it is valid for longer. */
  readonly maxAge: number;
}

/** Separate deadline, because the collection that began it may end early while others wait for the same value. */
const obtainMs = 30_000;

/**
 * Obtains one value at a time for all callers. It continues when the callers give up, so that the next
 * collection can use the result of a slow login.
 *
 * @param obtain receives the note of the first caller
 */
export function createRenewable<T, N>(
  obtain: (signal: AbortSignal, note: N) => Promise<Obtained<T>>,
  { doing, maxAge }: RenewalRules,
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
    const requested = clock.monotonic();
    const deadline = deadlineAfter(
      obtainMs,
      () => new CollectionError('timeout', `no response within ${obtainMs / 1000} s`),
    );
    try {
      const { value, lifetime = Infinity } = await obtain(deadline.signal, note);
      kept = { value, renewAt: requested + Math.min(lifetime, maxAge) };
      return value;
    } finally {
      deadline.clear();
    }
  }
}

/** Waits until `signal` fires; the error then names what was awaited. */
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
