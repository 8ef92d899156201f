import type { Source } from '../engine/source.ts';
import type { Finding } from '../schema/finding.ts';
import type { SourceContext } from '../sources/context.ts';
import type { CollectorRules, Families, Files, SourceKind } from '../sources/kind.ts';
import type { KindName, OptionsOf, SourceKinds } from '../sources/kinds.ts';

/** The source of a collector: its kind with the options of the configuration. */
export interface BoundSource {
  readonly kind: string;
  readonly families: Families;
  /** By their path within the options. */
  warnings(files: Files): readonly Finding[];
  create(rules: CollectorRules, context: SourceContext): Promise<Source>;
}

type Options = { readonly [K in KindName]?: OptionsOf<K> | undefined };

/** The only source of a collector; the checks of the configuration ensure that there is exactly one. */
export function bindSource(collector: Options, kinds: SourceKinds): BoundSource {
  for (const name of namesOf(kinds)) {
    const source = bind(name, collector, kinds);
    if (source !== undefined) return source;
  }
  throw new Error('a collector without a source came through the checks');
}

function bind<K extends KindName>(
  name: K,
  collector: Options,
  kinds: { readonly [N in KindName]: SourceKind<OptionsOf<N>> },
): (BoundSource & { readonly kind: K }) | undefined {
  const options = collector[name];
  if (options === undefined) return undefined;
  const kind: SourceKind<OptionsOf<K>> = kinds[name];
  return {
    kind: name,
    families: kind.families,
    warnings: (files) => kind.warnings?.(options, files) ?? [],
    create: (rules, context) => kind.create(options, rules, context),
  };
}

function namesOf(kinds: SourceKinds): readonly KindName[];
function namesOf(kinds: object): readonly string[] {
  return Object.keys(kinds);
}
