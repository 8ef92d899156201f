import { type Budget, BudgetSpent, spend, unlimited } from '../budget/budget.ts';
import { cut } from '../message/cut.ts';

/** An error and its stack take longer than a step, and a document may cause one for every item. */
const stepsOfFailure = 500;

/**
 * What an expression reports that could not be evaluated.
 *
 * @throws BudgetSpent, which ends the whole collection
 */
export function failureText(error: unknown, budget: Budget = unlimited): string {
  if (error instanceof BudgetSpent) throw error;
  spend(budget, stepsOfFailure);
  return cut(error instanceof Error ? error.message : String(error), 200);
}

/** The same error; one of the budget, which does not know what was under way, with `where`. */
export function located(error: unknown, where: () => string): unknown {
  return error instanceof BudgetSpent ? new BudgetSpent(error.ms, where()) : error;
}
