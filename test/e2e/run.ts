import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chartScenario } from './checks/chart.ts';
import { discoveryScenario } from './checks/discovery.ts';
import { realInputScenario } from './checks/real-input.ts';
import { refusalScenario } from './checks/refusal.ts';
import { serviceLinksScenario } from './checks/service-links.ts';
import { tlsScenario } from './checks/tls.ts';
import { upgradeScenario } from './checks/upgrade.ts';
import {
  type Cluster,
  buildImage,
  createCluster,
  deleteCluster,
  findCluster,
  installOperator,
  loadImages,
} from './cluster.ts';
import { createShell } from './command.ts';
import { diagnose } from './diagnosis.ts';
import { createPrometheus } from './prometheus.ts';
import { createReleases } from './releases.ts';
import { CheckFailed, createReport } from './report.ts';
import { readSettings } from './settings.ts';
import type { Scenario, World } from './world.ts';

const namespace = 'apps';
const scenarios = [
  chartScenario,
  discoveryScenario,
  realInputScenario,
  upgradeScenario,
  refusalScenario,
  serviceLinksScenario,
  tlsScenario,
];

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => stopping.abort(new Error(`stopped by ${name}`)));
}

const settings = readSettings(process.env);
const id = Date.now().toString(36).slice(-6);
const image = `polyprom:e2e-${id}`;
const folder = mkdtempSync(join(tmpdir(), 'polyprom-e2e-'));
const logFile = join(folder, 'log.txt');
const report = createReport((text) => process.stdout.write(text));
const { signal } = stopping;

const given = await findCluster(
  createShell({ environment: process.env, logFile, signal }),
  process.env['KUBECONFIG'],
);
const cluster: Cluster = given ?? {
  name: `polyprom-e2e-${id}`,
  kubeconfig: join(folder, 'kubeconfig'),
  ours: true,
};
const environment = { ...process.env, KUBECONFIG: cluster.kubeconfig };
const shell = createShell({ environment, logFile, signal });
/** Not ended by the signal: it is what cleans up then. */
const cleaner = createShell({ environment, logFile });
const releases = createReleases(shell, namespace, image);
const world: World = {
  id,
  shell,
  prometheus: createPrometheus(shell),
  releases,
  report,
  signal,
};
let namespaceIsOurs = false;
/** The cluster has been reached, so it can be asked what went wrong. */
let clusterAnswers = false;

const preparation: Scenario = {
  title: `a cluster: ${cluster.name}, ${cluster.ours ? settings.nodeImage : 'by KUBECONFIG'}`,
  async run() {
    await report.check('the image is built', async () => {
      return `${image}, ${await buildImage(shell, image)} MB`;
    });
    await report.check('the cluster is ready', async () => {
      if (cluster.ours) await createCluster(shell, cluster, settings);
      const found = await shell.run('kubectl', ['get', 'namespaces', '-o', 'name']);
      clusterAnswers = true;
      namespaceIsOurs = !found.split('\n').includes(`namespace/${namespace}`);
      if (namespaceIsOurs) await shell.run('kubectl', ['create', 'namespace', namespace]);
      return (await shell.run('kubectl', ['get', 'nodes', '--no-headers'])).trim();
    });
    await report.check('the images are loaded', async () => {
      await loadImages(shell, cluster, image, settings);
      return [image, settings.loadImages].filter(Boolean).join(', ');
    });
    await report.check('the operator and Prometheus are ready', async () => {
      await installOperator(shell, settings);
      const series = await world.prometheus.query('vector(1)');
      return `Prometheus answers; ${series.length} series for vector(1)`;
    });
  },
};

/** Whether the scenario went well. What failed has been printed. */
async function play(scenario: Scenario): Promise<boolean> {
  report.note(scenario.title);
  try {
    await scenario.run(world);
    return true;
  } catch (error) {
    if (!(error instanceof CheckFailed)) report.broken(scenario.title, error);
    if (clusterAnswers && !signal.aborted) report.note(await diagnose(cleaner, namespace));
    return false;
  }
}

async function cleanUp() {
  if (cluster.ours && settings.keep) {
    report.note(`the cluster stays: export KUBECONFIG=${cluster.kubeconfig}`);
    return;
  }
  if (cluster.ours) {
    await deleteCluster(cleaner, cluster);
  } else {
    await releases.removeAll(cleaner);
    if (namespaceIsOurs) await cleaner.run('kubectl', ['delete', 'namespace', namespace]);
  }
  await cleaner.run('docker', ['image', 'rm', '--force', image]);
}

if (await play(preparation)) {
  for (const scenario of scenarios) {
    if (!signal.aborted) await play(scenario);
  }
}
if (signal.aborted && report.failed === 0) report.broken('the run', signal.reason);
await cleanUp().catch((error: unknown) => report.broken('cleaning up', error));
if (report.failed > 0) report.note(`what every command said: ${logFile}`);
else if (!settings.keep) rmSync(folder, { recursive: true });
report.note(`${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed === 0 ? 0 : 1;
