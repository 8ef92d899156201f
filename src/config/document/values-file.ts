import type { Config } from '../schema/schema.ts';
import type { MapTree, Tree } from './tree.ts';

/** The keys of polyprom.yaml. Not taken from the schema, because loading it takes longer than reading a file. */
const keys: Readonly<Record<keyof Config, true>> = {
  server: true,
  scrape: true,
  runtimeMetrics: true,
  collectors: true,
  modules: true,
};

/**
 * The `config` of a Helm values file. A file counts as one if its top level has the key `config`, which
 * polyprom.yaml does not have, and none of the keys `server`, `scrape`, `runtimeMetrics`, `collectors`
 * and `modules`.
 */
export function valuesConfig(tree: MapTree): Tree | undefined {
  const own = Object.keys(keys).some((key) => tree.entries.has(key));
  return own ? undefined : tree.entries.get('config')?.value;
}
