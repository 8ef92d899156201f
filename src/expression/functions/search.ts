import { spend, type Evaluation } from '../evaluation.ts';

/**
 * The position of a string in another, -1 where it is not.
 *
 * @throws BudgetSpent also before it is searched for, when that could take longer than is left
 */
export function indexOf(run: Evaluation, subject: string, search: string): number {
  spendSearch(run, subject, search);
  return subject.indexOf(search);
}

/** The last position of a string in another, likewise. */
export function lastIndexOf(run: Evaluation, subject: string, search: string): number {
  spendSearch(run, subject, search);
  return subject.lastIndexOf(search);
}

/**
 * Pays for the worst case of V8's search, which compares every position with the whole of what is searched for:
 * 'a' 100,000 times, with a 'b' in the middle, takes 50 s in a megabyte of 'a'.
 */
export function spendSearch(run: Evaluation, subject: string, search: string): void {
  if (search.length <= subject.length) spend(run, 1 + (subject.length * search.length) / 16);
}
