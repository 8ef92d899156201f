/**
 * The total time that the decoders, expressions and rules of one collection may take. They report their work with
 * `spend`. Time counts only while `withinBudget` runs, so waiting for an upstream is free.
 */
export interface Budget {
  /** The total, in milliseconds of work. */
  readonly ms: number;
  /** Steps until the clock is read again; negative for steps that are not accounted for yet. */
  left: number;
  /** Remaining milliseconds of work while none is running. */
  remaining: number;
  /** When the running work must end, by `performance.now()`. */
  until: number;
  /** Processor time of this thread when the running work began, in milliseconds. */
  cpuStart: number;
}

/** Code that catches errors of documents and expressions must rethrow this one. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
  readonly ms: number;
  /** What was being done, such as a metric and the item that it was read from. */
  readonly where: string | undefined;

  /** @param where what was being done */
  constructor(ms: number, where?: string) {
    super(`${where === undefined ? '' : `${where}: `}takes more than ${ms} ms to read`);
    this.ms = ms;
    this.where = where;
  }
}

/** Steps between two readings of the clock: about 0.1 ms of work. */
const stepsPerLook = 4096;

/** Upper limit of the steps in a millisecond: one takes at least 5 ns. */
const mostStepsPerMs = 200_000;

/** @param ms milliseconds of work */
export function createBudget(ms: number): Budget {
  return { ms, left: stepsPerLook, remaining: ms, until: Infinity, cpuStart: 0 };
}

/** For work that is limited in another way, such as by ending its process. */
export const unlimited: Budget = {
  ms: Infinity,
  left: Infinity,
  remaining: Infinity,
  until: Infinity,
  cpuStart: 0,
};

/**
 * Accounts for work before it is done. A step is about one element of an array or object, one token, or 16
 * characters. A call of a built-in function, which cannot be interrupted, is accounted for as a whole.
 *
 * @throws BudgetSpent if the time is over, or the steps cannot be done in the remaining time
 */
export function spend(budget: Budget, steps: number): void {
  budget.left -= steps;
  if (budget.left < 0) lookAtClock(budget);
}

/** Steps for a string that a function reads or copies as a whole. */
export function stepsOf(characters: number): number {
  return 1 + (characters >>> 4);
}

function lookAtClock(budget: Budget): void {
  const due = -budget.left / mostStepsPerMs;
  budget.left = stepsPerLook;
  const now = performance.now();
  if (budget.until - now >= due) return;
  // If the processor is shared or throttled, the clock advances while no work is done.
  budget.until = now + budget.remaining - (threadCpuMs() - budget.cpuStart);
  if (budget.until - now < due) throw new BudgetSpent(budget.ms);
}

/**
 * Runs work whose time counts. Must not be nested.
 *
 * @throws BudgetSpent when nothing is left to begin with; what `work` throws
 */
export function withinBudget<T>(budget: Budget, work: () => T): T {
  if (budget.ms === Infinity) return work();
  if (budget.remaining <= 0) throw new BudgetSpent(budget.ms);
  const start = performance.now();
  budget.until = start + budget.remaining;
  budget.cpuStart = threadCpuMs();
  try {
    return work();
  } finally {
    const spent = Math.min(performance.now() - start, threadCpuMs() - budget.cpuStart);
    budget.remaining -= spent;
    budget.until = Infinity;
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
