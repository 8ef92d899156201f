import type { Budget } from '../budget/budget.ts';
import type { MetricFamily } from '../metric/family.ts';
import { compileNameMatcher } from './pattern.ts';

export interface FamilySelection {
  /** Names of families to keep, as regular expressions for the whole name; default: all. */
  readonly keep?: readonly string[] | undefined;
  /** Names of families to leave out, likewise; goes before `keep`. */
  readonly drop?: readonly string[] | undefined;
  /** Labels that every sample gets that has not got them. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** A selection that is compiled. */
export interface Selection {
  /** Whether families of this name are kept. @throws BudgetSpent */
  readonly keeps: (name: string, budget: Budget) => boolean;
  /** The family with the labels that it has not got. */
  readonly label: (family: MetricFamily) => MetricFamily;
}

/** Compiles the patterns of a selection, once. @throws Error for a bad one */
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
