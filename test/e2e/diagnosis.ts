import type { Shell } from './command.ts';
import { createPrometheus } from './prometheus.ts';
import { describeTargets } from './world.ts';

const linesShown = 60;

/** What the cluster says about itself, for whoever has to find out why a check failed. */
export async function diagnose(shell: Shell, namespace: string): Promise<string> {
  const kubectl = (...args: string[]) => shell.run('kubectl', args);
  const instances = ['-n', namespace, '-l', 'app.kubernetes.io/name=polyprom'];
  const events = ['get', 'events', '-A', '--sort-by=.metadata.creationTimestamp'];
  const logs = ['logs', ...instances, '--tail=40', '--prefix', '--ignore-errors'];
  const operator = [
    'get',
    'pods',
    '-A',
    '-l',
    'app.kubernetes.io/name=prometheus-operator',
    '-o',
    'jsonpath={.items[0].metadata.namespace}/{.items[0].metadata.name}',
  ];
  const parts: readonly (readonly [string, () => Promise<string>])[] = [
    ['pods', () => kubectl('get', 'pods', '-A', '-o', 'wide')],
    ['events', () => kubectl(...events)],
    ['our pods', () => kubectl('describe', 'pods', ...instances)],
    ['logs of our pods', () => kubectl(...logs)],
    ['logs of what ran before', () => kubectl(...logs, '--previous')],
    ['monitors', () => kubectl('get', 'servicemonitors', '-A', '--show-labels')],
    [
      'what the operator warns of',
      async () => {
        const [space = '', pod = ''] = (await kubectl(...operator)).split('/');
        const log = await kubectl('logs', '-n', space, pod, '--tail=1000');
        return log.replaceAll(/^.*level=info.*\n/gm, '');
      },
    ],
    ['targets', async () => describeTargets(await createPrometheus(shell).targets())],
  ];
  const texts: string[] = [];
  for (const [title, ask] of parts) {
    const answer = await ask().catch((error: unknown) => String(error));
    const lines = answer.trimEnd().split('\n').slice(-linesShown);
    if (lines.some(Boolean)) texts.push(`--- ${title}\n${lines.join('\n')}\n`);
  }
  return texts.join('');
}
