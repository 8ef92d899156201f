import { Text } from '../schema/text.ts';
import { secretsFolder, type Environment } from './environment.ts';
import { fileReference, interpolate } from './interpolate.ts';
import type { MapTree, Tree, TreeFault } from './tree.ts';

/**
 * The value of a tree as the schema reads it: references filled in, and what is null left out, for
 * null means absent. A scalar that holds a reference is a `Text`, and so is a `{ secretKeyRef }`.
 */
export function plainOf(
  root: Tree,
  environment: Environment,
): { value: unknown; faults: readonly TreeFault[] } {
  const faults: TreeFault[] = [];
  return { value: visit(root, []), faults };

  function visit(tree: Tree, path: readonly PropertyKey[]): unknown {
    if (tree.kind === 'list') return tree.items.map((item, i) => visit(item, [...path, i]));
    if (tree.kind === 'map') {
      return refersToSecret(tree) ? secretOf(tree, path) : mapOf(tree, path);
    }
    if (typeof tree.value !== 'string') return tree.value ?? null;
    const { value, faults: found } = interpolate(tree.value, environment);
    const { offset } = tree;
    faults.push(...found.map((fault) => ({ path, offset, ...fault })));
    return value;
  }

  function mapOf({ entries }: MapTree, path: readonly PropertyKey[]): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null);
    for (const [name, { value }] of entries) {
      const plain = visit(value, [...path, name]);
      if (plain !== null) map[name] = plain;
    }
    return map;
  }

  function secretOf(tree: MapTree, path: readonly PropertyKey[]): Text {
    const { values, faults: wrong } = readReference(tree, path);
    faults.push(...wrong);
    if (wrong.length > 0) return new Text([''], { secret: true, reference: true });
    const { name, key } = values;
    const folder = environment.secretsFolder ?? secretsFolder;
    const { part = '', fault } = fileReference(`${folder}/${name}/${key}`, environment);
    if (fault !== undefined) {
      const message = `the key ${key} of the Secret ${name} is not mounted: ${fault}`;
      faults.push({ path, offset: tree.offset, message, absent: true });
    }
    return new Text([part], { secret: true, reference: true });
  }
}

function refersToSecret(tree: MapTree): boolean {
  return tree.entries.get('secretKeyRef')?.value.kind === 'map';
}

const patterns = {
  name: /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
  key: /^(?!\.{1,2}$)[-._a-zA-Z0-9]+$/,
} as const;

/** Checks by hand what the schema never sees. */
function readReference(tree: MapTree, path: readonly PropertyKey[]) {
  const faults: TreeFault[] = [];
  const values = { name: '', key: '' };
  for (const [name, { key }] of tree.entries) {
    if (name === 'secretKeyRef') continue;
    faults.push({
      path: [...path, name],
      offset: key.offset,
      message: 'cannot stand beside secretKeyRef',
    });
  }
  const inner = tree.entries.get('secretKeyRef')?.value;
  if (inner?.kind !== 'map') return { values, faults };
  const at = [...path, 'secretKeyRef'];
  for (const [name, { key }] of inner.entries) {
    if (name === 'name' || name === 'key') continue;
    faults.push({
      path: [...at, name],
      offset: key.offset,
      message: 'unknown key; possible are name, key',
    });
  }
  for (const part of ['name', 'key'] as const) {
    const entry = inner.entries.get(part);
    const given = entry?.value.kind === 'scalar' ? entry.value.value : entry?.value;
    if (typeof given === 'string' && patterns[part].test(given)) {
      values[part] = given;
      continue;
    }
    const expects = part === 'name' ? 'the name of a Secret' : 'a key of the Secret';
    const message = given === undefined || given === null ? 'is missing' : 'is no such name';
    faults.push({
      path: [...at, part],
      offset: entry?.key.offset ?? inner.offset,
      message: `${message}, expected ${expects}`,
    });
  }
  return { values, faults };
}
