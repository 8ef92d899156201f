import type { Environment } from './environment.ts';
import { interpolate } from './interpolate.ts';
import { readSecretKeyRef, secretKeyRef } from './secret-ref.ts';
import type { MapTree, Tree, TreeFault } from './tree.ts';

/** The state of one traversal of a tree. */
interface Walk {
  readonly environment: Environment;
  readonly faults: TreeFault[];
}

type Path = readonly PropertyKey[];

/**
 * The value of a tree as the schema reads it. References are resolved, and null values are left out because
 * null means absent. A scalar that contains a reference becomes a `Text`, and so does a `{ secretKeyRef }`.
 */
export function plainOf(
  root: Tree,
  environment: Environment,
): { value: unknown; faults: readonly TreeFault[] } {
  const walk: Walk = { environment, faults: [] };
  return { value: visit(walk, root, []), faults: walk.faults };
}

function visit(walk: Walk, tree: Tree, path: Path): unknown {
  if (tree.kind === 'list') return tree.items.map((item, i) => visit(walk, item, [...path, i]));
  if (tree.kind === 'map') return visitMap(walk, tree, path);
  if (typeof tree.value !== 'string') return tree.value ?? null;
  const { value, faults } = interpolate(tree.value, walk.environment);
  const { offset } = tree;
  walk.faults.push(...faults.map((fault) => ({ path, offset, unread: true, ...fault })));
  return value;
}

function visitMap(walk: Walk, tree: MapTree, path: Path): unknown {
  const reference = secretKeyRef(tree);
  if (reference !== undefined) {
    const { text, faults } = readSecretKeyRef(tree, reference, path, walk.environment);
    walk.faults.push(...faults);
    return text;
  }
  const map: Record<string, unknown> = { __proto__: null };
  for (const [name, { value }] of tree.entries) {
    const plain = visit(walk, value, [...path, name]);
    if (plain !== null) map[name] = plain;
  }
  return map;
}
