import type { DocumentsResult } from '../documents/reading.ts';
import type { Skip } from '../extract/extraction.ts';
import type { Exemplar } from '../metric/exemplar.ts';
import type { MetricFamily, SampleSuffix } from '../metric/family.ts';

/** A family without its columns, which follow in parts. */
export interface FamilyHead extends Omit<
  MetricFamily,
  'labelValues' | 'values' | 'timestamps' | 'suffixes' | 'exemplars'
> {
  readonly rows: number;
  readonly hasTimestamps: boolean;
}

/** A part of a result, small enough that many fit into a message. */
export type ResultPart =
  | { readonly part: 'family'; readonly head: FamilyHead }
  | { readonly part: 'labelValues'; readonly items: readonly string[] }
  | { readonly part: 'values' | 'timestamps'; readonly items: Float64Array }
  | { readonly part: 'suffixes'; readonly items: readonly SampleSuffix[] }
  | { readonly part: 'exemplars'; readonly items: readonly (Exemplar | undefined)[] }
  | { readonly part: 'samples'; readonly items: readonly (readonly [string, number])[] }
  | { readonly part: 'skips' | 'pageSkips'; readonly items: readonly Skip[] }
  | { readonly part: 'conflicting'; readonly items: readonly string[] };

/** Size of one message, in characters or their equivalent: receiving it blocks the event loop for about 2 ms. */
const weightAtOnce = 400_000;

/** Size of an object without its strings. */
const objectWeight = 40;
const numberWeight = 4;

/** The parts of a result, each small enough for a message. */
export function* partsOf(result: DocumentsResult): Generator<Weighed, void, void> {
  for (const family of result.families) yield* familyParts(family);
  for (const items of slices([...result.samples], ([name]) => objectWeight + name.length)) {
    yield { ...items, part: { part: 'samples', items: items.part } };
  }
  for (const part of ['skips', 'pageSkips'] as const) {
    for (const { part: items, weight } of slices(result[part], weightOfSkip)) {
      yield { weight, part: { part, items } };
    }
  }
  for (const { part: items, weight } of slices(result.conflicting, weightOfText)) {
    yield { weight, part: { part: 'conflicting', items } };
  }
}

interface Weighed<T = ResultPart> {
  readonly weight: number;
  readonly part: T;
}

function* familyParts(family: MetricFamily): Generator<Weighed, void, void> {
  const { labelValues, values, timestamps, suffixes, exemplars, ...rest } = family;
  const head = { ...rest, rows: values.length, hasTimestamps: timestamps !== undefined };
  yield { weight: 4 * objectWeight + rest.help.length, part: { part: 'family', head } };
  for (const { part: items, weight } of slices(labelValues, weightOfText)) {
    yield { weight, part: { part: 'labelValues', items } };
  }
  yield* numberParts('values', values);
  if (timestamps !== undefined) yield* numberParts('timestamps', timestamps);
  for (const { part: items, weight } of slices(suffixes ?? [], weightOfText)) {
    yield { weight, part: { part: 'suffixes', items } };
  }
  for (const { part: items, weight } of slices(exemplars ?? [], () => 4 * objectWeight)) {
    yield { weight, part: { part: 'exemplars', items } };
  }
}

function* numberParts(
  part: 'values' | 'timestamps',
  numbers: Float64Array,
): Generator<Weighed, void, void> {
  const atOnce = weightAtOnce / numberWeight;
  for (let first = 0; first < numbers.length; first += atOnce) {
    // A copy: for a view the whole buffer would be sent.
    const items = numbers.slice(first, first + atOnce);
    yield { weight: items.length * numberWeight, part: { part, items } };
  }
}

function* slices<T>(
  items: readonly T[],
  weigh: (item: T) => number,
): Generator<Weighed<readonly T[]>, void, void> {
  let first = 0;
  let weight = 0;
  for (const [index, item] of items.entries()) {
    weight += weigh(item);
    if (weight < weightAtOnce) continue;
    yield { weight, part: items.slice(first, index + 1) };
    first = index + 1;
    weight = 0;
  }
  if (first < items.length) yield { weight, part: items.slice(first) };
}

function weightOfText(text: string): number {
  return objectWeight + text.length;
}

function weightOfSkip({ path, found }: Skip): number {
  return 4 * objectWeight + path.length + found.length;
}

/** Parts for one message, and whether they are the last ones. */
export function takeParts(parts: Iterator<Weighed, void, void>): {
  readonly parts: readonly ResultPart[];
  readonly isLast: boolean;
} {
  const taken: ResultPart[] = [];
  for (let weight = 0; weight < weightAtOnce;) {
    const next = parts.next();
    if (next.done === true) return { parts: taken, isLast: true };
    taken.push(next.value.part);
    weight += next.value.weight;
  }
  return { parts: taken, isLast: false };
}
