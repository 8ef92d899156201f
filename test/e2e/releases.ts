import { z } from 'zod';
import type { Shell } from './command.ts';

/** Values of the chart, as they are written in a values file. */
type Values = Readonly<Record<string, unknown>>;

/** A Service of a release, as far as the checks read it. */
export interface Service {
  readonly name: string;
  readonly port: number;
}

/** Installs and removes releases of the chart, all in one namespace and with the image under test. */
export interface Releases {
  readonly namespace: string;
  readonly image: readonly string[];
  install(release: string, values: Values): Promise<void>;
  upgrade(release: string, values: Values): Promise<void>;
  /** An install that must fail; gives what helm says. */
  refuse(release: string, values: Values): Promise<string>;
  helm(release: string, command: string, ...args: string[]): Promise<string>;
  /** Uninstalls all that this run installed and that is still there. Takes a shell of its own, as it also cleans up after a stop. */
  removeAll(shell: Shell): Promise<void>;
}

const Services = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ ports: z.array(z.object({ port: z.number() })) }),
    }),
  ),
});

const chart = 'charts/polyprom';
const patience = ['--wait', '--timeout', '300s'];

export function createReleases(shell: Shell, namespace: string, image: string): Releases {
  const [repository = '', tag = ''] = image.split(':');
  const imageFlags = [
    '--set',
    `image.repository=${repository}`,
    '--set-string',
    `image.tag=${tag}`,
  ];
  const installed = new Set<string>();

  const flags = [...imageFlags, ...patience, '--namespace', namespace, '--values', '-'];

  async function helm(release: string, command: string, ...args: string[]) {
    return shell.run('helm', [command, release, ...args, '--namespace', namespace]);
  }
  return {
    namespace,
    image: imageFlags,
    async install(release, values) {
      installed.add(release);
      await shell.run('helm', ['install', release, chart, ...flags], JSON.stringify(values));
    },
    async upgrade(release, values) {
      await shell.run('helm', ['upgrade', release, chart, ...flags], JSON.stringify(values));
    },
    async refuse(release, values) {
      installed.add(release);
      return shell.refused('helm', ['install', release, chart, ...flags], JSON.stringify(values));
    },
    helm,
    async removeAll(cleaner) {
      for (const release of installed) {
        const where = ['--namespace', namespace, '--ignore-not-found', ...patience];
        await cleaner.run('helm', ['uninstall', release, ...where]);
      }
    },
  };
}

/** The one Service of a release. */
export async function serviceOf(
  shell: Shell,
  namespace: string,
  release: string,
): Promise<Service> {
  const label = `app.kubernetes.io/instance=${release}`;
  const text = await shell.run('kubectl', [
    'get',
    'services',
    '-n',
    namespace,
    '-l',
    label,
    '-o',
    'json',
  ]);
  const { items } = Services.parse(JSON.parse(text));
  const [service] = items;
  const port = service?.spec.ports[0]?.port;
  if (items.length !== 1 || !service || port === undefined) {
    throw new Error(`release ${release} has ${items.length} Services with a port, not 1`);
  }
  return { name: service.metadata.name, port };
}

/** Every object of the cluster, events apart, that bears a release's name or its instance label. */
export async function objectsOf(shell: Shell, release: string): Promise<readonly string[]> {
  const kinds = (await shell.run('kubectl', ['api-resources', '--verbs=list', '-o', 'name']))
    .split('\n')
    .filter((kind) => kind !== '' && !kind.startsWith('events'));
  const columns = [
    'KIND:.kind',
    'NAMESPACE:.metadata.namespace',
    'NAME:.metadata.name',
    String.raw`INSTANCE:.metadata.labels.app\.kubernetes\.io/instance`,
  ];
  const args = [
    'get',
    kinds.join(','),
    '-A',
    '--no-headers',
    '-o',
    `custom-columns=${columns.join()}`,
  ];
  const rows = (await shell.run('kubectl', args)).split('\n').map((row) => row.split(/\s+/));
  return rows
    .filter(([, , name = '', instance]) => name.includes(release) || instance === release)
    .map(([kind, namespace, name]) => `${kind} ${namespace}/${name}`);
}
