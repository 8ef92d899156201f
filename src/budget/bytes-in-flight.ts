/** The deadline of a collection passed while it waited for memory. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}

/** Bytes of documents that all collections hold in memory at once. */
export interface BytesInFlight {
  /** The total above which collections wait. */
  readonly limit: number;
  readonly held: number;
  /** Another limit from now on; what is held stays. */
  resize(limit: number): void;
  /** Opens the account of one collection. @param signal aborts waiting */
  open(signal: AbortSignal): BytesLease;
}

/** The account of one collection, which pays for bytes when they have arrived, or just before. */
export interface BytesLease {
  readonly held: number;
  /** Why it is waiting, or undefined if it is not. */
  readonly waiting: string | undefined;
  /** Whether the bytes so far fit into the limit. If not, `room` must be awaited before more is read. */
  add(bytes: number): boolean;
  /** Releases bytes that are no longer in memory. */
  remove(bytes: number): void;
  /** Stops waiting from now on, for a collection that holds a resource that others wait for. */
  goAhead(): void;
  /** Waits until there is room. @throws NoRoom when the signal fires before */
  room(): Promise<void>;
  /** Releases everything, and ignores later bytes. */
  close(): void;
}

/** The first bytes of a collection never wait, so that small documents are read while large ones use up the limit. */
const freeBytes = 1024 * 1024;

interface Account {
  held: number;
  goesAhead: boolean;
  /** Resolves the promises of those that wait in this account. */
  wait: { readonly promise: Promise<void>; readonly wake: () => void } | undefined;
}

/**
 * Limits the documents that collections hold to `limit` bytes. Beyond that collections wait, except for the oldest
 * one. So one of them always ends and releases its bytes, and there is no deadlock. The oldest collection may exceed
 * the limit, as may those that `goAhead`, and every collection with its first MiB.
 */
export function createBytesInFlight(initialLimit: number): BytesInFlight {
  /** In the order in which they began. */
  const accounts = new Set<Account>();
  let limit = initialLimit;
  let total = 0;

  return {
    get limit() {
      return limit;
    },
    get held() {
      return total;
    },
    resize(newLimit) {
      limit = newLimit;
      wakeThoseWithRoom();
    },
    open,
  };

  function free(): number {
    return Math.min(freeBytes, limit / 32);
  }

  function open(signal: AbortSignal): BytesLease {
    const account: Account = { held: 0, goesAhead: false, wait: undefined };
    let closed = false;
    accounts.add(account);
    return {
      get held() {
        return account.held;
      },
      get waiting() {
        return account.wait === undefined ? undefined : reason();
      },
      add(bytes) {
        if (closed) return true;
        change(account, bytes);
        return hasRoom(account);
      },
      remove(bytes) {
        if (closed) return;
        change(account, -Math.min(bytes, account.held));
        wakeThoseWithRoom();
      },
      goAhead() {
        account.goesAhead = true;
        account.wait?.wake();
      },
      async room() {
        if (!closed && !hasRoom(account))
          await (account.wait?.promise ?? waitForRoom(account, signal));
      },
      close() {
        if (closed) return;
        closed = true;
        change(account, -account.held);
        accounts.delete(account);
        account.wait?.wake();
        wakeThoseWithRoom();
      },
    };
  }

  function change(account: Account, bytes: number): void {
    account.held += bytes;
    total += bytes;
  }

  function hasRoom(account: Account): boolean {
    if (account.goesAhead || total <= limit || account.held <= free()) return true;
    // Collections within their free bytes never wait, so the first one beyond them must not wait either.
    for (const first of accounts) if (first.held > free()) return first === account;
    return true;
  }

  function waitForRoom(account: Account, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = () => {
      const why = reason();
      account.wait = undefined;
      reject(new NoRoom(why, { cause: signal.reason }));
    };
    const wake = () => {
      account.wait = undefined;
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    account.wait = { promise, wake };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    return promise;
  }

  function wakeThoseWithRoom(): void {
    for (const account of accounts) {
      if (account.wait !== undefined && hasRoom(account)) account.wait.wake();
    }
  }

  function reason(): string {
    return `waiting for memory, as documents hold ${mebibytes(total)} of ${mebibytes(limit)} (scrape.bytesInFlight)`;
  }
}

function mebibytes(bytes: number): string {
  return `${Math.round((bytes / 2 ** 20) * 10) / 10} MiB`;
}
