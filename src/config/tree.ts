import { isAlias, isMap, isScalar, isSeq, type Document, type Pair, type Scalar } from 'yaml';

/**
 * A value of the file and where it stands: aliases followed, merge keys merged, nothing checked yet.
 * `offset` is where the value begins, in UTF-16 units of the file.
 */
export type Tree = ScalarTree | MapTree | ListTree;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly offset: number;
  readonly value: unknown;
  /** The text of a plain scalar as it is written, before YAML made a number or a boolean of it. */
  readonly plain?: string;
  /** Where the value's own first character is, when each character of the file is one of the value. */
  readonly textOffset?: number;
}

export interface MapTree {
  readonly kind: 'map';
  readonly offset: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface ListTree {
  readonly kind: 'list';
  readonly offset: number;
  readonly items: readonly Tree[];
}

export interface Entry {
  readonly key: ScalarTree;
  readonly value: Tree;
}

/** Something of the file that has no place in a tree. `path` leads to it. */
export interface TreeFault {
  readonly path: readonly PropertyKey[];
  readonly offset: number;
  readonly message: string;
  /** Right as it is written, but what it names is not on this machine. */
  readonly absent?: boolean;
}

/** Aliases followed in one file; more is a document made to explode. */
const maxAliases = 10_000;

/** The tree of a document, and what in it cannot be used. */
export function treeOf(document: Document): { tree: Tree; faults: readonly TreeFault[] } {
  const faults: TreeFault[] = [];
  const open = new Set<unknown>();
  let aliases = 0;
  return { tree: visit(document.contents, [], 0), faults };

  function visit(node: unknown, path: readonly PropertyKey[], at: number): Tree {
    if (isAlias(node)) return follow(node, path, at);
    const offset = offsetOf(node) ?? at;
    const tag = tagFault(node, document);
    if (tag !== undefined) {
      faults.push({ path, offset: tagOffset(node, document) ?? offset, message: tag });
      return { kind: 'scalar', offset, value: null };
    }
    if (isMap(node)) return { kind: 'map', offset, entries: entriesOf(node.items, path) };
    if (isSeq(node)) {
      const items = node.items.map((item, i) => visit(item, [...path, i], offset));
      return { kind: 'list', offset, items };
    }
    return isScalar(node) ? scalarTree(node, offset) : { kind: 'scalar', offset, value: null };
  }

  function follow(
    node: { source: string; range?: unknown },
    path: readonly PropertyKey[],
    at: number,
  ): Tree {
    const offset = offsetOf(node) ?? at;
    const target = isAlias(node) ? node.resolve(document) : undefined;
    aliases += 1;
    const message = aliasFault(node.source, target);
    if (message !== undefined) {
      faults.push({ path, offset, message });
      return { kind: 'scalar', offset, value: null };
    }
    open.add(target);
    const tree = visit(target, path, offset);
    open.delete(target);
    return tree;
  }

  function aliasFault(source: string, target: unknown): string | undefined {
    if (target === undefined) {
      return `*${source} is a YAML alias and there is no anchor &${source}: write an expression that begins with * in quotes`;
    }
    if (open.has(target)) return `*${source} stands inside of its own anchor &${source}`;
    return aliases > maxAliases ? `more than ${maxAliases} YAML aliases` : undefined;
  }

  function entriesOf(pairs: readonly Pair[], path: readonly PropertyKey[]): Map<string, Entry> {
    const entries = new Map<string, Entry>();
    const merged: Map<string, Entry>[] = [];
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) {
        merged.push(...mergeSources(value, path));
        continue;
      }
      const keyTree = isScalar(key) ? scalarTree(key, offsetOf(key) ?? 0) : undefined;
      if (keyTree === undefined) {
        faults.push({ path, offset: offsetOf(key) ?? 0, message: 'a key must be a text' });
        continue;
      }
      const name = String(keyTree.value);
      const child = [...path, name];
      if (entries.has(name)) {
        faults.push({
          path: child,
          offset: keyTree.offset,
          message: 'this key is there twice: keep one',
        });
        visit(value, child, keyTree.offset);
        continue;
      }
      entries.set(name, { key: keyTree, value: visit(value, child, keyTree.offset) });
    }
    for (const [name, entry] of merged.flatMap((map) => [...map])) {
      if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  }

  function mergeSources(value: unknown, path: readonly PropertyKey[]): Map<string, Entry>[] {
    const tree = visit(value, path, offsetOf(value) ?? 0);
    const sources = tree.kind === 'list' ? tree.items : [tree];
    return sources.flatMap((source) => {
      if (source.kind === 'map') return [new Map(source.entries)];
      faults.push({
        path: [...path, '<<'],
        offset: source.offset,
        message: 'a merge key takes a map',
      });
      return [];
    });
  }
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

function scalarTree(node: Scalar, offset: number): ScalarTree {
  const { source, value, type } = node;
  const length = (node.range?.[1] ?? offset) - offset;
  if (type === 'PLAIN') {
    const plain = source ?? '';
    return length === plain.length
      ? { kind: 'scalar', offset, value, plain, textOffset: offset }
      : { kind: 'scalar', offset, value, plain };
  }
  const quoted = type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE';
  return quoted && typeof value === 'string' && length === value.length + 2
    ? { kind: 'scalar', offset, value, textOffset: offset + 1 }
    : { kind: 'scalar', offset, value };
}

const knownTags = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq|merge)$/;

function tagFault(node: unknown, document: Document): string | undefined {
  const tag = tagOf(node);
  if (tag === undefined || knownTags.test(tag)) return undefined;
  const written = document.directives?.tagString(tag) ?? tag;
  return `${written} is a YAML tag, which has no meaning here: write a text or an expression that begins with ! in quotes`;
}

function tagOf(node: unknown): string | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.tag : undefined;
}

/** The tag stands before its node; what YAML made of the rest is of no use to a reader. */
function tagOffset(node: unknown, document: Document): number | undefined {
  const start = offsetOf(node);
  if (start === undefined) return undefined;
  return document.warnings
    .filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    .map(({ pos }) => pos[0])
    .filter((at) => at <= start)
    .at(-1);
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
    ? node.range?.[0]
    : undefined;
}
