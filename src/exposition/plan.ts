import type { MetricFamily, MetricType } from '../metric/family.ts';
import type { Format } from './format.ts';
import { nameFamilies, type Naming } from './naming.ts';
import { hasSuffixes, keepsTypeRules, splitBySuffix } from './openmetrics-type.ts';
import { isSameList } from './same-list.ts';
import { textType, wordFamily, type FamilyTemplate } from './family-template.ts';

/** Rows, and the template that they are written with. */
export interface Stanza {
  readonly family: MetricFamily;
  readonly template: FamilyTemplate;
}

/** A family on the page: one stanza, or one for each suffix if it is not valid as one family in OpenMetrics. */
interface PlannedFamily {
  readonly family: MetricFamily;
  readonly naming: Naming;
  readonly stanzas: readonly Stanza[];
}

/** The contents of a page, in order. */
export interface PagePlan {
  readonly families: readonly MetricFamily[];
  readonly namings: readonly Naming[];
  /** One for each family. */
  readonly planned: readonly PlannedFamily[];
}

/**
 * Plans a page of sorted families with distinct names. Unchanged parts of the `last` plan are reused as the same
 * objects, so that their blocks can be reused too; the result is equal without it.
 */
export function planPage(
  families: readonly MetricFamily[],
  format: Format,
  last?: PagePlan,
): PagePlan {
  if (last?.families === families) return last;
  const same = last !== undefined && haveSameNames(families, last.families) ? last : undefined;
  const namings = same?.namings ?? nameFamilies(families, format);
  const byName = new Map(same ? [] : last?.planned.map((each) => [each.family.name, each]));
  const planned: PlannedFamily[] = [];
  for (const [index, naming] of namings.entries()) {
    const family = families[index];
    if (family === undefined) continue;
    const before = same ? same.planned[index] : byName.get(family.name);
    planned.push(planFamily(family, naming, format, before));
  }
  return { families, namings, planned };
}

function haveSameNames(one: readonly MetricFamily[], two: readonly MetricFamily[]): boolean {
  return (
    one.length === two.length &&
    one.every(({ name, type }, index) => name === two[index]?.name && type === two[index].type)
  );
}

function planFamily(
  family: MetricFamily,
  naming: Naming,
  format: Format,
  last: PlannedFamily | undefined,
): PlannedFamily {
  if (last?.family === family && isSameNaming(last.naming, naming)) return last;
  const words = { format, last: last?.stanzas ?? [] };
  if (format.syntax === 'text') {
    return { family, naming, stanzas: [planStanza(family, textType(family), naming, words)] };
  }
  if (naming.metadata !== undefined && keepsTypeRules(family, naming, format.escaping)) {
    return { family, naming, stanzas: [planStanza(family, family.type, naming, words)] };
  }
  const parts = hasSuffixes(family) ? splitBySuffix(family) : [{ family, suffix: '' }];
  const stanzas = parts.map((part, index) => {
    const name = naming.samples + part.suffix;
    return planStanza(part.family, 'unknown', { samples: name, metadata: name }, words, index);
  });
  return { family, naming, stanzas };
}

interface Words {
  readonly format: Format;
  /** The stanzas of the previous plan. */
  readonly last: readonly Stanza[];
}

function planStanza(
  family: MetricFamily,
  type: MetricType,
  naming: Naming,
  { format, last }: Words,
  index = 0,
): Stanza {
  const before = last[index];
  const isWordedAlike =
    before !== undefined &&
    before.template.type === type &&
    isSameNaming(before.template.naming, naming) &&
    haveSameMetadata(before.family, family);
  return {
    family,
    template: isWordedAlike ? before.template : wordFamily(family, type, naming, format),
  };
}

function isSameNaming(one: Naming, two: Naming): boolean {
  return one === two || (one.samples === two.samples && one.metadata === two.metadata);
}

function haveSameMetadata(one: MetricFamily, two: MetricFamily): boolean {
  return (
    one.help === two.help &&
    one.type === two.type &&
    one.unit === two.unit &&
    isSameList(one.labelNames, two.labelNames)
  );
}
