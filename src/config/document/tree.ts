/**
 * A value of the file and its position. Aliases and merge keys are resolved, but nothing is validated yet.
 * `offset` is the start of the value in UTF-16 code units of the file.
 */
export type Tree = ScalarTree | MapTree | ListTree;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly offset: number;
  readonly value: unknown;
  /** The text of a plain scalar as it is written, before YAML converts it to a number or a boolean. */
  readonly plain?: string;
  /** Position of the first character of the value, if the file contains the value without escapes. */
  readonly textOffset?: number;
}

export interface MapTree {
  readonly kind: 'map';
  readonly offset: number;
  readonly entries: ReadonlyMap<string, Entry>;
}

interface ListTree {
  readonly kind: 'list';
  readonly offset: number;
  readonly items: readonly Tree[];
}

export interface Entry {
  readonly key: ScalarTree;
  readonly value: Tree;
}

/** A part of the file that cannot be represented in a tree, or cannot be used, and its `path`. */
export interface TreeFault {
  readonly path: readonly PropertyKey[];
  readonly offset: number;
  readonly message: string;
  /** The reference is valid, but its file or variable does not exist on this machine. */
  readonly absent?: boolean;
  /** The value could not be read, so all other findings about it are ignored. */
  readonly unread?: boolean;
}

/**
 * Position of the deepest part of `path` that exists in the tree: of its key, or of the array item.
 *
 * @param textOffset offset within the text of the scalar at `path`, if the file contains it without escapes
 */
export function offsetAt(
  tree: Tree,
  path: readonly PropertyKey[],
  textOffset: number | undefined,
): number {
  let at = tree;
  let offset = tree.offset;
  for (const step of path) {
    const entry = at.kind === 'map' ? at.entries.get(String(step)) : undefined;
    const item = at.kind === 'list' ? at.items[Number(step)] : undefined;
    const next = entry?.value ?? item;
    if (next === undefined) return offset;
    offset = entry?.key.offset ?? next.offset;
    at = next;
  }
  return textOffset !== undefined && at.kind === 'scalar' && at.textOffset !== undefined
    ? at.textOffset + textOffset
    : offset;
}

/** The path of the last scalar or key that begins at or before `offset`. */
export function pathAt(root: Tree, offset: number): readonly PropertyKey[] {
  let found: readonly PropertyKey[] = [];
  let nearest = -1;
  visit(root, []);
  return found;

  function visit(tree: Tree, path: readonly PropertyKey[]): void {
    if (tree.kind === 'list') {
      for (const [i, item] of tree.items.entries()) visit(item, [...path, i]);
    } else if (tree.kind === 'map') {
      for (const [name, { key, value }] of tree.entries) {
        visit(key, [...path, name]);
        visit(value, [...path, name]);
      }
    } else if (tree.offset <= offset && tree.offset > nearest) {
      found = path;
      nearest = tree.offset;
    }
  }
}
