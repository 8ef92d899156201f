import { Text } from '../../schema/text.ts';
import { secretsFolder, type Environment } from './environment.ts';
import { fileReference } from './interpolate.ts';
import type { MapTree, TreeFault } from './tree.ts';

type Path = readonly PropertyKey[];

/** The format of each part of a reference. It must be a single file name, without a path. */
const parts = {
  name: { pattern: /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, expects: 'the name of a Secret' },
  key: { pattern: /^(?!\.{1,2}$)[-._a-zA-Z0-9]+$/, expects: 'a key of the Secret' },
} as const;

/** The value of `secretKeyRef` in `{ secretKeyRef: { name, key } }`, or undefined for any other map. */
export function secretKeyRef(tree: MapTree): MapTree | undefined {
  const value = tree.entries.get('secretKeyRef')?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** The text of the mounted key. Checked here, because the schema only receives the text. */
export function readSecretKeyRef(
  tree: MapTree,
  reference: MapTree,
  path: Path,
  environment: Environment,
): { readonly text: Text; readonly faults: readonly TreeFault[] } {
  const at = [...path, 'secretKeyRef'];
  const faults = [
    ...otherKeys(tree, ['secretKeyRef'], path, 'cannot stand beside secretKeyRef'),
    ...otherKeys(reference, ['name', 'key'], at, 'unknown key; possible are name, key'),
    ...partFaults(reference, 'name', at),
    ...partFaults(reference, 'key', at),
  ];
  if (faults.length > 0) return { text: secret(''), faults };

  const [name, key] = [partOf(reference, 'name'), partOf(reference, 'key')].map(String);
  const folder = environment.secretsFolder ?? secretsFolder;
  const { part = '', fault } = fileReference(`${folder}/${name}/${key}`, environment);
  if (fault === undefined) return { text: secret(part), faults };
  const message = `the key ${key} of the Secret ${name} is not mounted: ${fault}`;
  return {
    text: secret(part),
    faults: [{ path, offset: tree.offset, message, absent: true, unread: true }],
  };
}

function secret(part: ConstructorParameters<typeof Text>[0][number]): Text {
  return new Text([part], { secret: true, reference: true });
}

function otherKeys(
  { entries }: MapTree,
  known: readonly string[],
  path: Path,
  message: string,
): readonly TreeFault[] {
  return [...entries]
    .filter(([name]) => !known.includes(name))
    .map(([name, { key }]) => ({ path: [...path, name], offset: key.offset, message }));
}

function partFaults(
  reference: MapTree,
  part: keyof typeof parts,
  path: Path,
): readonly TreeFault[] {
  const { pattern, expects } = parts[part];
  const given = partOf(reference, part);
  if (typeof given === 'string' && pattern.test(given)) return [];
  const offset = reference.entries.get(part)?.key.offset ?? reference.offset;
  const fault = given === undefined || given === null ? 'is missing' : 'is no such name';
  return [{ path: [...path, part], offset, message: `${fault}, expected ${expects}` }];
}

function partOf(reference: MapTree, part: keyof typeof parts): unknown {
  const value = reference.entries.get(part)?.value;
  return value?.kind === 'scalar' ? value.value : value;
}
