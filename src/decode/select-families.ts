import type { Budget } from '../budget/budget.ts';
import type { MetricFamily } from '../metric/family.ts';
import { compileNameMatcher } from './pattern.ts';

export interface FamilySelection {
  /** Names of families to keep, as regular expressions that match the whole name; default: all. */
  readonly keep?: readonly string[] | undefined;
  /** Names of families to leave out, in the same form; takes precedence over `keep`. */
  readonly drop?: readonly string[] | undefined;
  /** Labels added to every sample that does not have them. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** A compiled selection. */
export interface Selection {
  /** Whether families of this name are kept. @throws BudgetSpent */
  readonly keeps: (name: string, budget: Budget) => boolean;
  /** Adds the labels that the family does not have. */
  readonly label: (family: MetricFamily) => MetricFamily;
}

/** Compiles the patterns of a selection once. @throws Error for an invalid pattern */
export function compileSelection({ keep, drop = [], labels = {} }: FamilySelection): Selection {
  const isKept = keep === undefined ? () => true : compileNameMatcher(keep);
  const isDropped = compileNameMatcher(drop);
  const added = Object.entries(labels);
  return {
    keeps: (name, budget) => isKept(name, budget) && !isDropped(name, budget),
    label: (family) => (added.length === 0 ? family : addLabels(family, added)),
  };
}

function addLabels(
  family: MetricFamily,
  added: readonly (readonly [string, string])[],
): MetricFamily {
  const labelNames = [
    ...new Set([...family.labelNames, ...added.map(([name]) => name)]),
  ].toSorted();
  const constants = new Map(added);
  const columns = labelNames.map((name) => ({
    from: family.labelNames.indexOf(name),
    otherwise: constants.get(name) ?? '',
  }));
  const width = family.labelNames.length;
  const labelValues: string[] = [];
  for (let row = 0; row < family.values.length; row += 1) {
    for (const { from, otherwise } of columns) {
      const value = from === -1 ? '' : family.labelValues[row * width + from];
      labelValues.push(value || otherwise);
    }
  }
  return { ...family, labelNames, labelValues };
}
