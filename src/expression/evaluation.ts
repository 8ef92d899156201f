import { type Budget, spend as spendBudget, stepsOf, unlimited } from '../budget/budget.ts';
import { ExpressionError, type Scope } from './expression.ts';
import type { Pattern } from './functions/pattern.ts';
import type { TimeFormat } from './functions/time-format.ts';
import type { Zone } from './functions/zone.ts';

/** What the closures of one evaluation share. Evaluations do not overlap. */
export interface Evaluation {
  budget: Budget;
  scope: Scope;
  /** Values of `let` variables, by slot. */
  readonly frame: unknown[];
  /** What was compiled from strings that arguments gave. */
  readonly patterns: Map<string, Pattern>;
  readonly timeFormats: Map<string, TimeFormat>;
  readonly zones: Map<string, Zone>;
}

const noScope: Scope = { root: null, now: 0 };

export function createRun(): Evaluation {
  return {
    budget: unlimited,
    scope: noScope,
    frame: [],
    patterns: new Map(),
    timeFormats: new Map(),
    zones: new Map(),
  };
}

export function begin(run: Evaluation, scope: Scope): void {
  run.budget = scope.budget ?? unlimited;
  run.scope = scope;
}

/** Releases the document, which would otherwise live until the next scrape. */
export function finish(run: Evaluation): void {
  run.budget = unlimited;
  run.scope = noScope;
  run.frame.fill(null);
}

/** Pays for elements, members or calls. @throws BudgetSpent */
export function spend(run: Evaluation, steps: number): void {
  spendBudget(run.budget, steps);
}

/** Pays for a string that is read or copied as a whole. @throws BudgetSpent */
function spendText(run: Evaluation, characters: number): void {
  spendBudget(run.budget, stepsOf(characters));
}

/** UTF-16 units of one string that a function makes. */
export const longestText = 16 * 1024 * 1024;

/** Elements of one array that a function makes. */
const longestList = 10_000_000;

/**
 * Pays for a string before it is made.
 *
 * @throws ExpressionError when it would be longer than any string may be; BudgetSpent
 */
export function allocateText(run: Evaluation, characters: number): void {
  if (characters > longestText) throw tooLarge(`a string of ${characters} characters`, longestText);
  spendText(run, characters);
}

/**
 * Pays for an array before it is made.
 *
 * @throws ExpressionError when it would be longer than any array may be; BudgetSpent
 */
export function allocateList(run: Evaluation, elements: number): void {
  if (elements > longestList) throw tooLarge(`an array of ${elements} elements`, longestList);
  spend(run, elements);
}

function tooLarge(what: string, most: number): ExpressionError {
  return new ExpressionError(
    `the expression would make ${what}, but the maximum is ${most}; filter before you combine`,
  );
}

/** A stack overflow or a string that is too long is caused by the document, not by a defect. */
export function toExpressionError(error: unknown): unknown {
  if (!(error instanceof RangeError)) return error;
  return new ExpressionError(`the expression is too large for this document: ${error.message}`, {
    cause: error,
  });
}

/** Enough for the strings of a configuration; those of documents may come and go. */
const rememberedLimit = 100;

/** What `create` makes of a key, made once for as long as it is among the last that were made. */
export function cached<T>(known: Map<string, T>, key: string, create: (key: string) => T): T {
  const old = known.get(key);
  if (old !== undefined) return old;
  const created = create(key);
  const [oldest] = known.keys();
  if (known.size >= rememberedLimit && oldest !== undefined) known.delete(oldest);
  known.set(key, created);
  return created;
}
