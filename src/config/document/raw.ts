import { isMap } from '../../schema/containers.ts';

/** The configuration as the user wrote it, before validation: objects, arrays, numbers, strings. */
export type RawMap = Readonly<Record<string, unknown>>;
export type Path = readonly PropertyKey[];

export function entryOf(raw: unknown, key: string): unknown {
  return isMap(raw) ? raw[key] : undefined;
}

export function entriesOf(raw: unknown): readonly (readonly [string, unknown])[] {
  return isMap(raw) ? Object.entries(raw) : [];
}

export function keysOf(raw: unknown): readonly string[] {
  return isMap(raw) ? Object.keys(raw) : [];
}
