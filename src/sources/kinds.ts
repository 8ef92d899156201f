import { demoKind } from './demo/kind.ts';
import { fileKind } from './file/kind.ts';
import { httpKind } from './http/kind.ts';
import type { SourceKind } from './kind.ts';

/** Every kind of source, by its key in a collector. This is the only list of them. */
export const sourceKinds = { demo: demoKind, http: httpKind, file: fileKind } as const;

export type SourceKinds = typeof sourceKinds;
export type KindName = keyof SourceKinds;
export type OptionsOf<K extends KindName> =
  SourceKinds[K] extends SourceKind<infer Options> ? Options : never;
