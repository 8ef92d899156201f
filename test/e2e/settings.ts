import { fileURLToPath } from 'node:url';

/** What a run may be told from outside, each by an environment variable. */
export interface Settings {
  /** The image of the cluster's node: E2E_NODE_IMAGE. */
  readonly nodeImage: string;
  /** Installs the operator and a Prometheus, with bash: E2E_INSTALL_OPERATOR; empty when they are there. */
  readonly installOperator: string;
  /** Brings further images into the cluster, its name comes as an argument: E2E_LOAD_IMAGES. */
  readonly loadImages: string;
  /** Leaves the cluster running at the end: E2E_KEEP=1. */
  readonly keep: boolean;
}

/** The root of the repository, where every command runs. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The settings out of the environment, with defaults for a machine that reaches the internet. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return {
    nodeImage: environment['E2E_NODE_IMAGE'] ?? 'kindest/node:v1.34.0',
    installOperator: environment['E2E_INSTALL_OPERATOR'] ?? 'test/e2e/install-operator',
    loadImages: environment['E2E_LOAD_IMAGES'] ?? '',
    keep: environment['E2E_KEEP'] === '1',
  };
}
