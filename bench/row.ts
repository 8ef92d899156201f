import { summarize, type Summary } from './statistics.ts';

/** Something that is measured, and how much of it there may be. One block of the table. */
export interface Row {
  readonly suite: string;
  readonly what: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** All results are polyprom's, of more and more of something. */
  readonly isGrowth?: boolean;
  /** The first is polyprom's. */
  readonly results: readonly Result[];
  readonly goals: readonly Goal[];
}

export interface Result extends Summary {
  readonly who: string;
}

export type Goal = GoalOfRatio | GoalOfLimit;

/** So many times better than a peer in the same run. */
export interface GoalOfRatio {
  readonly against: string;
  readonly times: number;
}

/** Not worse than a figure; of the first result where it does not name another. */
export interface GoalOfLimit {
  readonly who?: string;
  readonly limit: number;
}

/** One of those that a row compares: does its work once and gives the figure. */
export interface Subject<T> {
  readonly who: string;
  readonly measure: () => Promise<T>;
}

/** Lets all subjects take turns, so that what else the machine does is shared by all. */
export async function takeTurns<T>(
  subjects: readonly Subject<T>[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly T[]>> {
  const all = new Map<string, T[]>(subjects.map(({ who }) => [who, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { who, measure } of subjects) {
      all.get(who)?.push(await measure());
    }
  }
  return all;
}

/** One figure out of what was measured in each round. */
export function resultsOf<T>(
  measured: ReadonlyMap<string, readonly T[]>,
  figure: (one: T) => number,
): readonly Result[] {
  return [...measured].map(([who, all]) => ({ who, ...summarize(all.map(figure)) }));
}

/** How many times better polyprom's median is than that of `peer`. */
export function ratio({ results, better }: Row, peer: Result): number {
  const own = results[0]?.median ?? Number.NaN;
  return better === 'lower' ? peer.median / own : own / peer.median;
}

/** Undefined when the goal's peer was not measured. */
export function isMet(row: Row, goal: Goal): boolean | undefined {
  if ('limit' in goal) {
    const { results, better } = row;
    const result =
      goal.who === undefined ? results[0] : results.find(({ who }) => who === goal.who);
    const median = result?.median ?? Number.NaN;
    return better === 'lower' ? median <= goal.limit : median >= goal.limit;
  }
  const peer = row.results.find(({ who }) => who === goal.against);
  return peer === undefined ? undefined : ratio(row, peer) >= goal.times;
}
