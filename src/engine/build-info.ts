import type { MetricFamily } from '../metric/family.ts';
import { createRows } from '../metric/rows.ts';

/** Identifies the build. `revision` is the commit, or `unknown` if it was not built as an image. */
export interface BuildInfo {
  readonly version: string;
  readonly revision: string;
  readonly nodeVersion: string;
}

export function buildInfoFamily({ nodeVersion, revision, version }: BuildInfo): MetricFamily {
  const rows = createRows(
    'polyprom_build_info',
    'Always 1; the labels say which build this is.',
    'info',
    ['node_version', 'revision', 'version'],
  );
  rows.add(1, nodeVersion, revision, version);
  return rows.family();
}
