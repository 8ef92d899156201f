/**
 * How long the decoders, expressions and rules of one collection may work, all of them together. They pay for what
 * they do with `spend`. Time counts only while `withinBudget` runs, so waiting for an upstream is free.
 */
export interface Budget {
  /** Milliseconds of work in all. */
  readonly ms: number;
  /** Steps until the clock is read again; below zero for steps that are to be paid for. */
  left: number;
  /** Milliseconds of work that are left when no work is under way. */
  remaining: number;
  /** When the work under way has to be over, by `performance.now()`. */
  until: number;
  /** Processor time of this thread when the work under way began, in milliseconds. */
  cpuStart: number;
}

/** Code that catches what documents and expressions throw has to let this one through. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
  readonly ms: number;
  /** What was under way, such as a metric and the item that it was read from. */
  readonly where: string | undefined;

  /** @param where what was under way */
  constructor(ms: number, where?: string) {
    super(`${where === undefined ? '' : `${where}: `}takes more than ${ms} ms to read`);
    this.ms = ms;
    this.where = where;
  }
}

/** Steps between two looks at the clock: some 0.1 ms of work. */
const stepsPerLook = 4096;

/** More than fit in a millisecond, whatever they are: one takes 5 ns at the least. */
const mostStepsPerMs = 200_000;

/** @param ms milliseconds of work */
export function createBudget(ms: number): Budget {
  return { ms, left: stepsPerLook, remaining: ms, until: Infinity, cpuStart: 0 };
}

/** For work that something else ends, such as the end of its process. */
export const unlimited: Budget = {
  ms: Infinity,
  left: Infinity,
  remaining: Infinity,
  until: Infinity,
  cpuStart: 0,
};

/**
 * Pays for work, before it is done. A step is about one element of an array or object, one token, or 16 characters.
 * A call of a built-in function, which nothing can interrupt, is paid for as a whole.
 *
 * @throws BudgetSpent when the time is over, or the steps cannot be done in the time that is left
 */
export function spend(budget: Budget, steps: number): void {
  budget.left -= steps;
  if (budget.left < 0) lookAtClock(budget);
}

/** Steps of a string that a function reads or copies as a whole. */
export function stepsOf(characters: number): number {
  return 1 + (characters >>> 4);
}

function lookAtClock(budget: Budget): void {
  const due = -budget.left / mostStepsPerMs;
  budget.left = stepsPerLook;
  const now = performance.now();
  if (budget.until - now >= due) return;
  // A processor that is shared or throttled makes the clock run while no work is done.
  budget.until = now + budget.remaining - (threadCpuMs() - budget.cpuStart);
  if (budget.until - now < due) throw new BudgetSpent(budget.ms);
}

/**
 * Does work whose time counts. Not to be nested.
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
