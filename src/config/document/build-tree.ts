import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Pair } from 'yaml';
import type { Entry, Tree, TreeFault } from './tree.ts';
import { isMergeKey, nodeOffset, scalarTree, unknownTag } from './yaml-node.ts';

/** The state of one traversal of a document. */
interface Walk {
  readonly document: Document;
  readonly faults: TreeFault[];
  /** The anchors that enclose the current node. */
  readonly open: Set<unknown>;
  aliases: number;
}

type Path = readonly PropertyKey[];

/** Maximum number of aliases followed in one file. Protects against documents that expand exponentially. */
const maxAliases = 10_000;

/** The tree of a document, and the parts of it that cannot be used. */
export function buildTree(document: Document): { tree: Tree; faults: readonly TreeFault[] } {
  const walk: Walk = { document, faults: [], open: new Set(), aliases: 0 };
  return { tree: visit(walk, document.contents, [], 0), faults: walk.faults };
}

/** @param at the position of a node that is not written, such as the value of `key:` */
function visit(walk: Walk, node: unknown, path: Path, at: number): Tree {
  if (isAlias(node)) return follow(walk, node, path, at);
  const offset = nodeOffset(node) ?? at;
  const tag = unknownTag(node, walk.document);
  if (tag !== undefined) return unusable(walk, { path, ...tag });
  if (isMap(node)) return { kind: 'map', offset, entries: entriesOf(walk, node.items, path) };
  if (isSeq(node)) {
    const items = node.items.map((item, i) => visit(walk, item, [...path, i], offset));
    return { kind: 'list', offset, items };
  }
  return isScalar(node) ? scalarTree(node, offset) : { kind: 'scalar', offset, value: null };
}

function follow(walk: Walk, alias: Alias, path: Path, at: number): Tree {
  const offset = nodeOffset(alias) ?? at;
  const target = alias.resolve(walk.document);
  walk.aliases += 1;
  const message = aliasFault(walk, alias.source, target);
  if (message !== undefined) return unusable(walk, { path, offset, message });
  walk.open.add(target);
  const tree = visit(walk, target, path, offset);
  walk.open.delete(target);
  return tree;
}

function aliasFault({ open, aliases }: Walk, source: string, target: unknown): string | undefined {
  if (target === undefined) {
    return `*${source} is a YAML alias and there is no anchor &${source}: write an expression that begins with * in quotes`;
  }
  if (open.has(target)) return `*${source} stands inside of its own anchor &${source}`;
  return aliases > maxAliases ? `more than ${maxAliases} YAML aliases` : undefined;
}

/** Reports the fault and treats the value as absent. */
function unusable({ faults }: Walk, fault: TreeFault): Tree {
  faults.push({ ...fault, unread: true });
  return { kind: 'scalar', offset: fault.offset, value: null };
}

function entriesOf(walk: Walk, pairs: readonly Pair[], path: Path): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const pair of pairs) {
    if (!isMergeKey(pair.key)) addEntry(walk, entries, pair, path);
  }
  // Keys of the map itself override merged keys, regardless of the position of `<<`.
  for (const { key, value } of pairs) {
    if (!isMergeKey(key)) continue;
    for (const [name, entry] of mergedEntries(walk, value, path)) {
      if (!entries.has(name)) entries.set(name, entry);
    }
  }
  return entries;
}

function addEntry(walk: Walk, entries: Map<string, Entry>, { key, value }: Pair, path: Path): void {
  const offset = nodeOffset(key) ?? 0;
  if (!isScalar(key)) {
    walk.faults.push({ path, offset, message: 'a key must be a string' });
    return;
  }
  const keyTree = scalarTree(key, offset);
  const name = String(keyTree.value);
  const child = [...path, name];
  if (name === '__proto__') {
    // The schema would drop it silently.
    walk.faults.push({ path: child, offset, message: 'no key can be called so: choose another' });
    return;
  }
  const entry = { key: keyTree, value: visit(walk, value, child, offset) };
  if (!entries.has(name)) {
    entries.set(name, entry);
    return;
  }
  walk.faults.push({ path: child, offset, message: 'this key is there twice: keep one' });
}

function mergedEntries(walk: Walk, value: unknown, path: Path): readonly [string, Entry][] {
  const tree = visit(walk, value, path, nodeOffset(value) ?? 0);
  const sources = tree.kind === 'list' ? tree.items : [tree];
  return sources.flatMap((source) => {
    if (source.kind === 'map') return [...source.entries];
    const message = 'a merge key takes an object, or an array of objects';
    walk.faults.push({ path: [...path, '<<'], offset: source.offset, message });
    return [];
  });
}
