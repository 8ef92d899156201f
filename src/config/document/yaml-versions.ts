import { helmKey, helmReading, refused } from './helm-reading.ts';
import type { Finding } from '../../schema/finding.ts';
import type { ScalarTree, Tree } from './tree.ts';

/** How a scalar is used. For a key or a string, only the string form of the value matters. */
type Use = 'value' | 'text' | 'key';

/**
 * Plain scalars that Helm (YAML 1.1) interprets differently from polyprom (YAML 1.2): the same text would
 * have different meanings in a configuration file and in values.
 */
export function versionWarnings(root: Tree): readonly Finding[] {
  const findings: Finding[] = [];
  visit(root, []);
  return findings;

  function visit(tree: Tree, path: readonly PropertyKey[]): void {
    switch (tree.kind) {
      case 'list':
        for (const [i, item] of tree.items.entries()) visit(item, [...path, i]);
        break;
      case 'map':
        for (const [name, { key, value }] of tree.entries) {
          note(key, [...path, name], 'key');
          visit(value, [...path, name]);
        }
        break;
      case 'scalar':
        note(tree, path, path.at(-1) === 'from' ? 'text' : 'value');
    }
  }

  function note(scalar: ScalarTree, path: readonly PropertyKey[], use: Use): void {
    const message = differenceOf(scalar, use);
    if (message !== undefined) findings.push({ path, message });
  }
}

function differenceOf({ plain, value }: ScalarTree, use: Use): string | undefined {
  if (plain === undefined) return undefined;
  const helm = helmReading(plain);
  if (use === 'key' && (helm === refused || value === null)) {
    return `${plain} is no key for Helm: write it in quotes`;
  }
  if (helm === refused) return `${plain} is ${typed(value)}, which Helm does not take in values`;
  if (helm !== undefined && helm !== value) {
    const areNumbers = typeof value === 'number' && typeof helm === 'number';
    const remedy =
      areNumbers && use === 'value' ? `write ${value} or ${helm}` : 'write it in quotes';
    return `${plain} is ${typed(value)} here and ${typed(helm)} for Helm (YAML 1.1): ${remedy}`;
  }
  if (typeof value !== 'number' || use === 'value') return undefined;
  if (String(value) !== plain) {
    return `${plain} is the number ${value} for YAML: write it in quotes`;
  }
  return use === 'key' && helmKey(value) !== plain
    ? `${plain} is ${helmKey(value)} for Helm: write it in quotes`
    : undefined;
}

function typed(value: unknown): string {
  return typeof value === 'string' ? 'a string' : `the ${typeof value} ${String(value)}`;
}
