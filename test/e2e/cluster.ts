import type { Shell } from './command.ts';
import type { Settings } from './settings.ts';

/** A kind cluster that a run uses. */
export interface Cluster {
  readonly name: string;
  readonly kubeconfig: string;
  /** The run made it, so the run deletes it. */
  readonly ours: boolean;
}

const contextOfKind = 'kind-';

/** The cluster that KUBECONFIG names, when it is set and the cluster answers. */
export async function findCluster(
  shell: Shell,
  kubeconfig: string | undefined,
): Promise<Cluster | undefined> {
  if (!kubeconfig) return undefined;
  let context: string;
  try {
    await shell.run('kubectl', ['get', '--raw', '/readyz', '--request-timeout=10s']);
    context = (await shell.run('kubectl', ['config', 'current-context'])).trim();
  } catch {
    return undefined;
  }
  if (context.startsWith(contextOfKind)) {
    return { name: context.slice(contextOfKind.length), kubeconfig, ours: false };
  }
  throw new Error(
    `KUBECONFIG names ${context}, which kind did not make: an image cannot be loaded into it. ` +
      'Unset KUBECONFIG, or name a cluster of kind',
  );
}

export async function createCluster(shell: Shell, cluster: Cluster, { nodeImage }: Settings) {
  const where = ['--name', cluster.name, '--kubeconfig', cluster.kubeconfig];
  await shell.run('kind', ['create', 'cluster', ...where, '--image', nodeImage, '--wait', '180s']);
}

export async function deleteCluster(shell: Shell, { name, kubeconfig }: Cluster) {
  await shell.run('kind', ['delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig]);
}

/** Builds the image; gives its size in megabytes. */
export async function buildImage(shell: Shell, image: string): Promise<number> {
  await shell.run('docker', ['build', '--tag', image, '.']);
  const size = await shell.run('docker', ['image', 'inspect', '--format', '{{.Size}}', image]);
  return Math.round(Number(size) / 1e6);
}

/** Loads our image, and whatever else E2E_LOAD_IMAGES brings. */
export async function loadImages(
  shell: Shell,
  { name }: Cluster,
  image: string,
  { loadImages: command }: Settings,
) {
  await shell.run('kind', ['load', 'docker-image', '--name', name, image]);
  if (command) await shell.run('bash', ['-c', `${command} "$0"`, name]);
}

/** Gives the cluster an operator and a Prometheus, and waits until Prometheus answers. */
export async function installOperator(shell: Shell, { installOperator: command }: Settings) {
  if (command) await shell.run('bash', ['-c', command]);
}
