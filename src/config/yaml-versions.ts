import type { Finding } from './issues.ts';
import type { ScalarTree, Tree } from './tree.ts';

/**
 * Plain scalars that Helm, which reads YAML 1.1, understands as something else than polyprom does,
 * which reads 1.2: the same text would mean one thing in a file and another in values.
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
          note(key, [...path, name], true);
          visit(value, [...path, name]);
        }
        break;
      case 'scalar':
        note(tree, path, path.at(-1) === 'from');
    }
  }

  function note(scalar: ScalarTree, path: readonly PropertyKey[], asText: boolean): void {
    const message = differenceOf(scalar, asText);
    if (message !== undefined) findings.push({ path, message });
  }
}

/** @param asText the text form of the value is what counts, so that `1.10` is no longer itself */
function differenceOf({ plain, value }: ScalarTree, asText: boolean): string | undefined {
  if (plain === undefined) return undefined;
  const older = olderReading(plain);
  if (older !== undefined && older !== value) {
    const remedy =
      typeof value === 'number' && !asText
        ? `write ${value} or ${String(older)}`
        : 'write it in quotes';
    return `${plain} is ${typed(value)} here and ${typed(older)} for Helm (YAML 1.1): ${remedy}`;
  }
  const changed = asText && typeof value === 'number' && String(value) !== plain;
  return changed ? `${plain} is the number ${value} for YAML: write it in quotes` : undefined;
}

/** What YAML 1.1 makes of a plain scalar, where it may differ; undefined where it does not. */
function olderReading(plain: string): boolean | number | undefined {
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(plain)) return true;
  if (/^(n|N|no|No|NO|off|Off|OFF)$/.test(plain)) return false;
  const digits = plain.replaceAll('_', '');
  const [, sign = '', octal] = /^([-+]?)0([0-7]+)$/.exec(digits) ?? [];
  if (octal !== undefined) return signed(sign, Number.parseInt(octal, 8));
  const [, sign2 = '', binary] = /^([-+]?)0b([01]+)$/.exec(digits) ?? [];
  if (binary !== undefined) return signed(sign2, Number.parseInt(binary, 2));
  return plain !== digits && /^[-+]?[0-9][0-9_]*(\.[0-9_]*)?$/.test(plain)
    ? Number(digits)
    : undefined;
}

function signed(sign: string, value: number): number {
  return sign === '-' ? -value : value;
}

function typed(value: unknown): string {
  return typeof value === 'string' ? 'a text' : `the ${typeof value} ${String(value)}`;
}
