import { spend, type Evaluation } from '../evaluation.ts';

/**
 * The position of a string in another, or -1 if it is not found.
 *
 * @throws BudgetSpent, even before the search if it could exceed the remaining budget
 */
export function indexOf(run: Evaluation, subject: string, search: string): number {
  spendSearch(run, subject, search);
  return subject.indexOf(search);
}

/** Like `indexOf`, for the last position. */
export function lastIndexOf(run: Evaluation, subject: string, search: string): number {
  spendSearch(run, subject, search);
  return subject.lastIndexOf(search);
}

/**
 * Pays for the worst case of V8's search, which compares the whole search string at every position: searching a
 * megabyte of 'a' for 100,000 times 'a' with a 'b' in the middle takes 50 s.
 */
export function spendSearch(run: Evaluation, subject: string, search: string): void {
  if (search.length <= subject.length) spend(run, 1 + (subject.length * search.length) / 16);
}
