import type { Config } from '../schema/schema.ts';
import type { MapTree, Tree } from './tree.ts';

/** The keys of polyprom.yaml. Not asked of the schema, which takes longer to load than a file to read. */
const keys: Readonly<Record<keyof Config, true>> = {
  server: true,
  scrape: true,
  runtimeMetrics: true,
  collectors: true,
};

/**
 * The `config` of a Helm values file. A file is one when its top level has a key `config` and no key of
 * polyprom.yaml (`server`, `scrape`, `runtimeMetrics`, `collectors`), which itself has no `config`.
 */
export function valuesConfig(tree: MapTree): Tree | undefined {
  const own = Object.keys(keys).some((key) => tree.entries.has(key));
  return own ? undefined : tree.entries.get('config')?.value;
}
