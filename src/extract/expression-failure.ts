import { type Budget, BudgetSpent, spend, unlimited } from '../budget/budget.ts';
import { cut } from '../message/cut.ts';

/** Creating an error with its stack takes longer than a step, and a document may cause one for every item. */
const stepsOfFailure = 500;

/**
 * The message of an expression that failed.
 *
 * @throws BudgetSpent, which ends the whole collection
 */
export function failureText(error: unknown, budget: Budget = unlimited): string {
  if (error instanceof BudgetSpent) throw error;
  spend(budget, stepsOfFailure);
  return cut(error instanceof Error ? error.message : String(error), 200);
}

/** The same error. A BudgetSpent gets `where`, since the budget does not know what was being read. */
export function located(error: unknown, where: () => string): unknown {
  return error instanceof BudgetSpent ? new BudgetSpent(error.ms, where()) : error;
}
