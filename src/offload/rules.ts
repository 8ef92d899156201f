import type { DecodeOptions } from '../decode/decode.ts';
import { compileExpression } from '../expression/compile/compile.ts';
import type { Expression } from '../expression/expression.ts';
import type { ExtractionLimits, MetricDefinition, RuleDefinition } from '../extract/definition.ts';
import { compileExtraction } from '../extract/extract.ts';
import { createDocumentDecode } from '../documents/document-decode.ts';
import type { DocumentRules } from '../documents/document-collection.ts';
import type { Pagination } from '../documents/pagination-schema.ts';

/** The rules for reading the documents of a collector. */
export interface CollectionRules {
  readonly decode: DecodeOptions | undefined;
  readonly definitions: readonly MetricDefinition[];
  readonly limits: ExtractionLimits;
  readonly refusesPages: boolean;
  readonly ownPrefixes: readonly string[];
  readonly textfile: boolean;
}

/** The same as data for another process: expressions are sent as text. */
export interface PackedRules {
  readonly decode: DecodeOptions | undefined;
  readonly definitions: readonly (Omit<MetricDefinition, 'rules'> & {
    readonly rules: readonly RuleOf<Source>[];
  })[];
  readonly limits: ExtractionLimits;
  readonly refusesPages: boolean;
  readonly ownPrefixes: readonly string[];
  readonly textfile: boolean;
}

/** The rules for finding the next page. */
export type PackedPagination = Pick<With<Pagination, Source>, 'next' | 'query'>;

/** What compiles to an expression. */
type Source = string | number | boolean;

/** A rule in which each expression is replaced. */
type RuleOf<E> = With<RuleDefinition, E>;
type With<T, E> = T extends Expression
  ? E
  : T extends ReadonlyMap<string, number>
    ? T
    : T extends object
      ? { readonly [K in keyof T]: With<T[K], E> }
      : T;

export function packRules(rules: CollectionRules): PackedRules {
  const { decode, definitions, limits, refusesPages, ownPrefixes, textfile } = rules;
  const { samples, labelValueLength } = limits;
  return {
    decode,
    definitions: definitions.map((definition) => ({
      ...definition,
      rules: definition.rules.map((rule) => mapRule(rule, sourceOf)),
    })),
    limits: { samples, labelValueLength },
    refusesPages,
    ownPrefixes,
    textfile,
  };
}

export function packPagination({
  next,
  query,
}: Pick<Pagination, 'next' | 'query'>): PackedPagination {
  return { next: next && sourceOf(next), query: query && mapValues(query, sourceOf) };
}

export function compilePagination({
  next,
  query,
}: PackedPagination): Pick<Pagination, 'next' | 'query'> {
  return {
    next: next === undefined ? undefined : compileExpression(next),
    query: query && mapValues(query, (source) => compileExpression(source)),
  };
}

function mapValues<A, B>(values: Readonly<Record<string, A>>, map: (value: A) => B) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

export function compileRules(rules: PackedRules): DocumentRules {
  const { decode, definitions, limits, refusesPages, ownPrefixes, textfile } = rules;
  const compiled = definitions.map((definition) => ({
    ...definition,
    rules: definition.rules.map((rule) => mapRule(rule, (source) => compileExpression(source))),
  }));
  return {
    decode: createDocumentDecode(decode, refusesPages, limits),
    extraction: compileExtraction(compiled, limits),
    limits,
    ownPrefixes,
    textfile,
  };
}

/** The text of a constant, compiled as an expression, could be the name of a field. */
function sourceOf({ text, evaluate }: Expression): Source {
  if (!/^(-?\d|-?Infinity$|NaN$|true$|false$)/.test(text)) return text;
  try {
    const value = evaluate(null, { root: null, now: 0 });
    const isConstant = typeof value === 'number' || typeof value === 'boolean';
    return isConstant && String(value) === text ? value : text;
  } catch {
    return text; // an expression that needs a document is not a constant
  }
}

/** Fails to compile if a field with an expression is not mapped here. */
function mapRule<A, B>(rule: RuleOf<A>, map: (expression: A) => B): RuleOf<B> {
  const optional = (expression: A | undefined) =>
    expression === undefined ? undefined : map(expression);
  const { items } = rule;
  return {
    ...rule,
    items:
      items.over === 'document'
        ? items
        : { ...items, expression: map(items.expression), within: items.within?.map(map) },
    when: optional(rule.when),
    labels: rule.labels.map((label) => ({ ...label, expression: map(label.expression) })),
    labelsFrom: rule.labelsFrom?.map((labels) => ({ ...labels, map: map(labels.map) })),
    value: optional(rule.value),
    buckets: optional(rule.buckets),
    quantiles: optional(rule.quantiles),
    count: optional(rule.count),
    sum: optional(rule.sum),
    timestamp: optional(rule.timestamp),
  };
}
