import { sampleNames } from '../../metric/sample-names.ts';
import { isMap } from '../../schema/containers.ts';
import { Text } from '../../schema/text.ts';
import type { SourceKinds } from '../../sources/kinds.ts';
import { ownProbeFamilies } from '../../engine/probe-families.ts';
import { metricTypes } from '../schema/metric.ts';
import type { Finding } from '../../schema/finding.ts';
import { formatPath } from '../document/problem.ts';

/** A metric family that the configuration exposes. */
interface Family {
  readonly name: string;
  readonly type: string;
  /** Undefined where it is not in the configuration. */
  readonly help: string | undefined;
  readonly path: readonly PropertyKey[];
}

/** Reports families that cannot be exposed together, and families that differ between collectors but should not. */
export function checkFamilies(
  raw: unknown,
  kinds: SourceKinds,
): {
  readonly mistakes: readonly Finding[];
  readonly warnings: readonly Finding[];
} {
  const pages = [familiesOf(raw, kinds), ...familiesOfModules(raw, kinds)].map(checkPage);
  return {
    mistakes: [
      ...pages.flatMap(({ mistakes }) => mistakes),
      ...familiesOfModules(raw, kinds).flatMap(refuseOwnNames),
    ],
    warnings: pages.flatMap(({ warnings }) => warnings),
  };
}

function checkPage(families: readonly Family[]) {
  const mistakes: Finding[] = [];
  const warnings: Finding[] = [];
  const first = new Map<string, Family>();
  for (const family of families) {
    const other = first.get(family.name);
    if (other === undefined) {
      first.set(family.name, family);
    } else if (other.type !== family.type && isKnown(other) && isKnown(family)) {
      mistakes.push({
        path: family.path,
        message: `${family.type} here, but ${other.type} in ${formatPath(other.path)}: a metric has one type`,
      });
    } else if (family.help !== undefined && other.help !== family.help) {
      warnings.push({
        path: [...family.path, 'help'],
        message: `another help than in ${formatPath(other.path)}, which is the one that is shown`,
      });
    }
  }
  return { mistakes: [...mistakes, ...checkSamples([...first.values()])], warnings };
}

/** An invalid type is reported elsewhere and is not compared. */
function isKnown({ type }: Family): boolean {
  return metricTypes.some((known) => known === type);
}

/** The type of a metric as written, whether or not there is such a type. */
export function typeOf({ type = 'gauge' }: Readonly<Record<string, unknown>>): string {
  if (type instanceof Text) return type.peek() ?? '';
  return typeof type === 'string' ? type : '';
}

/** Sorted by the name of the collector, because the first one takes precedence where two differ. */
function familiesOf(raw: unknown, kinds: SourceKinds): readonly Family[] {
  const collectors = isMap(raw) ? raw['collectors'] : undefined;
  return (isMap(collectors) ? Object.entries(collectors) : [])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, collector]) =>
      isMap(collector) ? familiesOfCollector(['collectors', name], collector, kinds) : [],
    );
}

/** Each module is exposed separately. */
function familiesOfModules(raw: unknown, kinds: SourceKinds): readonly (readonly Family[])[] {
  const modules = isMap(raw) ? raw['modules'] : undefined;
  return Object.entries(isMap(modules) ? modules : {}).map(([name, module]) =>
    isMap(module) ? familiesOfCollector(['modules', name], module, kinds) : [],
  );
}

function refuseOwnNames(families: readonly Family[]): readonly Finding[] {
  return families
    .filter(({ name }) => ownProbeFamilies.some((own) => own === name))
    .map(({ path }) => ({ path, message: 'every probe has this metric already: choose another' }));
}

function familiesOfCollector(
  path: readonly PropertyKey[],
  collector: Readonly<Record<string, unknown>>,
  kinds: SourceKinds,
): readonly Family[] {
  const own = Object.entries(kinds).flatMap(([kind, { families }]) =>
    kind in collector && families.made === 'own'
      ? Object.entries(families.families).map(([name, type]) => ({
          name,
          type,
          help: undefined,
          path: [...path, kind],
        }))
      : [],
  );
  const { metrics } = collector;
  const configured = Object.entries(isMap(metrics) ? metrics : {}).flatMap(([name, metric]) =>
    isMap(metric)
      ? [
          {
            name,
            type: typeOf(metric),
            help: typeof metric['help'] === 'string' ? metric['help'] : undefined,
            path: [...path, 'metrics', name],
          },
        ]
      : [],
  );
  return [...own, ...configured];
}

function samplesOf({ name, type }: Family): readonly string[] {
  return sampleNames(name, metricTypes.find((known) => known === type) ?? 'unknown');
}

/** `foo_count` next to a summary `foo` would be two families with the same sample name. */
function checkSamples(families: readonly Family[]): readonly Finding[] {
  const names = new Map(families.map((family) => [family.name, family]));
  return families.flatMap((family) =>
    samplesOf(family).flatMap((sample) => {
      const other = names.get(sample);
      if (other === undefined || other === family) return [];
      const message = `the ${family.type} ${family.name} of ${formatPath(family.path)} has samples of this name: choose another`;
      return [{ path: other.path, message }];
    }),
  );
}
