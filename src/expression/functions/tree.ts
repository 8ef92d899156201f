import { ExpressionError } from '../expression.ts';
import { define, type Call, type FunctionDefinition } from './function-definition.ts';
import { either, list, nullable, object, text } from './parameters.ts';
import { spend } from '../evaluation.ts';
import { isObject } from '../value.ts';

/** Maximum depth of a tree; no document is deeper. */
const deepest = 100;

/** Maximum number of nodes: YAML aliases could otherwise create more than fit in memory. */
const mostNodes = 1_000_000;

interface TreeItem {
  readonly node: unknown;
  readonly key: string | null;
  readonly parent: unknown;
  readonly parents: readonly unknown[];
  readonly path: readonly string[];
  readonly depth: number;
}

/** Functions on trees, where each node lists its child nodes in a field. */
export const treeFunctions: readonly FunctionDefinition[] = [
  define(
    'descend',
    [nullable(either(object('tree'), list('tree'))), text('children')],
    'All nodes of a tree, or of an array of trees, parents before their children, as objects with node, parent (null at the top), parents, depth (from 0), key and path, the keys from the top. The children are an array or an object in the field of that name.',
    {
      expression: "descend(disks, 'children')[*].[node.name, parent.name]",
      document: { disks: [{ name: 'sda', children: [{ name: 'sda1' }] }] },
      result: [
        ['sda', null],
        ['sda1', 'sda'],
      ],
    },
    (call, tree, children) => {
      if (tree === null) return null;
      const items: TreeItem[] = [];
      const above = { node: null, parents: [], path: [], depth: -1 };
      if (Array.isArray(tree)) addAll(call, items, tree, children, above);
      else add(call, items, tree, null, children, above);
      return items;
    },
  ),
];

type Above = Pick<TreeItem, 'node' | 'parents' | 'path' | 'depth'>;

function addAll(
  call: Call,
  items: TreeItem[],
  nodes: unknown,
  children: string,
  above: Above,
): void {
  if (Array.isArray(nodes)) {
    for (const [index, node] of nodes.entries()) {
      add(call, items, node, String(index), children, above);
    }
  } else if (isObject(nodes)) {
    for (const [key, node] of Object.entries(nodes)) add(call, items, node, key, children, above);
  }
}

function add(
  call: Call,
  items: TreeItem[],
  node: unknown,
  key: string | null,
  children: string,
  above: Above,
): void {
  const depth = above.depth + 1;
  if (depth >= deepest) {
    throw new ExpressionError(`${call.name}(): the tree is deeper than ${deepest} levels`);
  }
  spend(call.run, 16 + 2 * depth);
  if (items.length >= mostNodes) {
    throw new ExpressionError(`${call.name}(): the tree has more than ${mostNodes} nodes`);
  }
  const parents = depth === 0 ? [] : [...above.parents, above.node];
  const path = key === null ? [] : [...above.path, key];
  items.push({ node, key, parent: depth === 0 ? null : above.node, parents, path, depth });
  if (isObject(node) && Object.hasOwn(node, children)) {
    addAll(call, items, node[children], children, { node, parents, path, depth });
  }
}
