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

interface ListTree {
  readonly kind: 'list';
  readonly offset: number;
  readonly items: readonly Tree[];
}

export interface Entry {
  readonly key: ScalarTree;
  readonly value: Tree;
}

/** Something of the file that has no place in a tree, or cannot be used there. `path` leads to it. */
export interface TreeFault {
  readonly path: readonly PropertyKey[];
  readonly offset: number;
  readonly message: string;
  /** Right as it is written, but what it names is not on this machine. */
  readonly absent?: boolean;
  /** What stands there could not be read, so nothing else that is said of it counts. */
  readonly unread?: boolean;
}

/**
 * Where the deepest part of `path` that the tree has begins: at its key, or at the item of a list.
 *
 * @param textOffset leads on into the text of the scalar at `path`, where the file has it unchanged
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

/** Leads to the scalar, or to the key, that begins last of those that do not begin behind `offset`. */
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
