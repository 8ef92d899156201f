import { isAlias, isMap, isScalar, isSeq, type Document, type Scalar } from 'yaml';
import type { ScalarTree } from './tree.ts';

export function nodeOffset(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
    ? node.range?.[0]
    : undefined;
}

/** `<<` merges its value into the enclosing map; in quotes it is an ordinary key. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

export function scalarTree(node: Scalar, offset: number): ScalarTree {
  const { source, value, type } = node;
  const length = (node.range?.[1] ?? offset) - offset;
  if (type === 'PLAIN') {
    const plain = source ?? '';
    return length === plain.length
      ? { kind: 'scalar', offset, value, plain, textOffset: offset }
      : { kind: 'scalar', offset, value, plain };
  }
  const isQuoted = type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE';
  return isQuoted && typeof value === 'string' && length === value.length + 2
    ? { kind: 'scalar', offset, value, textOffset: offset + 1 }
    : { kind: 'scalar', offset, value };
}

const knownTags = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|merge)$/;

/** An unsupported tag, such as `!cancelled`, and its position. */
export function unknownTag(
  node: unknown,
  document: Document,
): { readonly message: string; readonly offset: number } | undefined {
  const tag = isScalar(node) || isMap(node) || isSeq(node) ? node.tag : undefined;
  if (tag === undefined || knownTags.test(tag)) return undefined;
  const written = document.directives?.tagString(tag) ?? tag;
  return {
    message: `${written} is a YAML tag, which has no meaning here: write a string or an expression that begins with ! in quotes`,
    offset: tagOffset(nodeOffset(node) ?? 0, document),
  };
}

/** A tag precedes its node, which may begin much later. */
function tagOffset(start: number, { warnings }: Document): number {
  const tags = warnings
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .map(({ pos }) => pos[0])
    .filter((offset) => offset <= start);
  return tags.at(-1) ?? start;
}
