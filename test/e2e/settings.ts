import { fileURLToPath } from 'node:url';

/** The settings of a run, each from an environment variable. */
export interface Settings {
  /** E2E_NODE_IMAGE: the node image of the kind cluster. */
  readonly nodeImage: string;
  /** E2E_INSTALL_OPERATOR: a bash script that installs the operator and a Prometheus; empty if they are installed. */
  readonly installOperator: string;
  /** E2E_LOAD_IMAGES: a script that loads further images into the cluster, whose name is its argument. */
  readonly loadImages: string;
  /** E2E_KEEP=1: keep the cluster running at the end. */
  readonly keep: boolean;
}

/** The root of the repository, where every command runs. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The settings from the environment. The defaults need internet access. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  return {
    nodeImage: environment['E2E_NODE_IMAGE'] ?? 'kindest/node:v1.34.0',
    installOperator: environment['E2E_INSTALL_OPERATOR'] ?? 'test/e2e/install-operator',
    loadImages: environment['E2E_LOAD_IMAGES'] ?? '',
    keep: environment['E2E_KEEP'] === '1',
  };
}
