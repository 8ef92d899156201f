import type { Collection } from './collection.ts';
import { ExtractionError } from './extraction.ts';
import { itemPath } from './item-path.ts';
import type { RulePlan } from './plan.ts';

/** @throws ExtractionError when the text of a label is longer than allowed */
export function checkLength(
  { items, place, plan: { limits } }: Collection,
  rule: RulePlan,
  label: string,
  text: string,
): void {
  if (text.length <= limits.labelValueLength) return;
  throw new ExtractionError(
    `${rule.name}: ${itemPath(items, place)}: the value of label ${label} has ${text.length} ` +
      `characters, more than limits.labelValueLength (${limits.labelValueLength})`,
  );
}
