import { ExpressionError, type Scope } from './expression.ts';
import type { Pattern } from './functions/pattern.ts';
import type { TimeFormat } from './functions/time-format.ts';

/** What one evaluation of an expression shares between its closures. Evaluations do not overlap. */
export interface Evaluation {
  readonly stepLimit: number;
  /** Steps that are left: an element of a loop or an argument of a function takes one. */
  steps: number;
  scope: Scope;
  /** Values of `let` variables, by slot. */
  readonly frame: unknown[];
  /** What was compiled of texts that arguments gave. */
  readonly patterns: Map<string, Pattern>;
  readonly timeFormats: Map<string, TimeFormat>;
}

const noScope: Scope = { root: null, now: 0 };

export function createRun(stepLimit: number): Evaluation {
  return {
    stepLimit,
    steps: stepLimit,
    scope: noScope,
    frame: [],
    patterns: new Map(),
    timeFormats: new Map(),
  };
}

export function begin(run: Evaluation, scope: Scope): void {
  run.steps = run.stepLimit;
  run.scope = scope;
}

/** Lets go of the document, which would otherwise live until the next scrape. */
export function finish(run: Evaluation): void {
  run.scope = noScope;
  run.frame.fill(null);
}

/** @throws ExpressionError when the evaluation has taken all of its steps */
export function spend(run: Evaluation, steps: number): void {
  run.steps -= steps;
  if (run.steps < 0) {
    throw new ExpressionError(
      `the expression takes more than ${run.stepLimit} steps on this document; filter before you combine`,
    );
  }
}

/** What a stack or a text that grew too large throws is the document's fault, not a defect. */
export function toExpressionError(error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  return new ExpressionError(`the expression is too large for this document: ${error.message}`, {
    cause: error,
  });
}

/** Enough for the texts of a configuration; what a document brings may come and go. */
const rememberedLimit = 100;

/** What `create` makes of a key, made once as long as it is among the last that were made. */
export function remember<T>(known: Map<string, T>, key: string, create: (key: string) => T): T {
  const old = known.get(key);
  if (old !== undefined) return old;
  const created = create(key);
  const [oldest] = known.keys();
  if (known.size >= rememberedLimit && oldest !== undefined) known.delete(oldest);
  known.set(key, created);
  return created;
}
