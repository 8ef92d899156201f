import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { waitFor } from '../waiting.ts';
import { describeTargets, labelsOf, targetsOf, type Scenario, type World } from '../world.ts';

/** Metrics behind TLS with client certificates and a password, as Prometheus scrapes them through the ServiceMonitor. */
export const tlsScenario: Scenario = {
  title: 'TLS, client certificates and basic authentication',
  async run(world) {
    const { id, shell, releases, report } = world;
    const release = `tls-${id}`;
    const service = `${release}-polyprom`;
    const folder = mkdtempSync(join(tmpdir(), 'polyprom-tls-'));
    const { namespace } = releases;
    try {
      await report.check('certificates and Secrets', async () => {
        await createAuthority(world, folder);
        await createSecret(world, folder, `${release}-server`, `${service}.${namespace}.svc`);
        await createSecret(world, folder, `${release}-client`, 'prometheus');
        const password = `p-${id}`;
        const literals = { username: 'prometheus', password, hash: hashSync(password, 10) };
        await apply(world, `${release}-auth`, literals);
        return '3 Secrets';
      });
      await report.check('helm install, Prometheus scrapes over TLS', async () => {
        await releases.install(release, valuesOf(release));
        return isUp(world, service);
      });
      await report.check('helm test with certificate and password', async () => {
        await releases.helm(release, 'test', '--timeout', '120s');
        return 'succeeded';
      });
      await report.check(
        'a rotated certificate is in use, without a restart or a lost scrape',
        async () => {
          const before = await readAt(world, service);
          const pod = await podOf(world, release);
          await createSecret(world, folder, `${release}-server`, `${service}.${namespace}.svc`);
          const after = await waitFor('the new certificate', world.signal, async (notYet) => {
            const time = await readAt(world, service);
            return time > before ? time : notYet(`read at ${time}`);
          });
          const lost = await world.prometheus.query(
            `min_over_time(up{${labelsOf(world, service)}}[5m]) == 0`,
          );
          if (lost.length > 0) throw new Error('a scrape was lost');
          if ((await podOf(world, release)) !== pod) throw new Error('the pod was replaced');
          return `read ${Math.round(after - before)} s after the first one`;
        },
      );
      await releases.helm(release, 'uninstall', '--wait', '--timeout', '300s');
    } finally {
      rmSync(folder, { recursive: true });
      for (const name of ['server', 'client', 'auth']) {
        const flags = ['-n', namespace, '--ignore-not-found'];
        await shell.run('kubectl', ['delete', 'secret', `${release}-${name}`, ...flags]);
      }
    }
  },
};

function valuesOf(release: string) {
  return {
    tls: {
      enabled: true,
      secretName: `${release}-server`,
      clientAuth: { enabled: true, monitorSecretName: `${release}-client` },
    },
    basicAuth: { enabled: true, secretName: `${release}-auth` },
    monitoring: { interval: '5s', serviceMonitor: { enabled: true } },
  };
}

async function isUp(world: World, service: string): Promise<string> {
  const target = await waitFor(`a target of ${service}`, world.signal, async (notYet) => {
    const targets = await targetsOf(world, service);
    const [found] = targets;
    const isRight =
      targets.length === 1 && found?.health === 'up' && found.scrapeUrl.startsWith('https:');
    return isRight ? found : notYet(describeTargets(targets));
  });
  return describeTargets([target]);
}

/** Unix seconds at which the exporter read its web configuration, as Prometheus has it. */
async function readAt(world: World, service: string): Promise<number> {
  const metric = 'polyprom_web_config_last_reload_success_timestamp_seconds';
  return waitFor(metric, world.signal, async (notYet) => {
    const [series] = await world.prometheus.query(`${metric}{${labelsOf(world, service)}}`);
    const value = series?.samples[0]?.[1];
    return value ?? notYet('no sample');
  });
}

async function podOf({ shell, releases }: World, release: string): Promise<string> {
  const label = `app.kubernetes.io/instance=${release},app.kubernetes.io/name=polyprom`;
  const where = ['-n', releases.namespace, '-l', label];
  return shell.run('kubectl', ['get', 'pods', ...where, '-o', 'jsonpath={.items[*].metadata.uid}']);
}

async function createAuthority(world: World, folder: string): Promise<void> {
  const files = `-keyout ${join(folder, 'ca.key')} -out ${join(folder, 'ca.crt')}`;
  await openssl(world, `req -x509 ${newKey} -subj /CN=polyprom-e2e -days 2 ${files}`);
}

const newKey = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes';

function openssl({ shell }: World, words: string): Promise<string> {
  return shell.run('openssl', words.split(' '));
}

/** A Secret with a new key and a certificate for a DNS name. */
async function createSecret(
  world: World,
  folder: string,
  name: string,
  dnsName: string,
): Promise<void> {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  writeFileSync(file('ext'), `subjectAltName=DNS:${dnsName}\n`);
  const request = `-keyout ${file('key')} -out ${file('csr')}`;
  await openssl(world, `req -new ${newKey} -subj /CN=polyprom ${request}`);
  const ca = `-CA ${join(folder, 'ca.crt')} -CAkey ${join(folder, 'ca.key')} -CAcreateserial`;
  const files = `-in ${file('csr')} -extfile ${file('ext')} -out ${file('crt')}`;
  await openssl(world, `x509 -req ${files} -days 2 ${ca}`);
  const read = (path: string) => world.shell.run('cat', [path]);
  await apply(world, name, {
    'tls.crt': await read(file('crt')),
    'tls.key': await read(file('key')),
    'ca.crt': await read(join(folder, 'ca.crt')),
  });
}

async function apply(
  { shell, releases }: World,
  name: string,
  stringData: Readonly<Record<string, string>>,
): Promise<void> {
  const metadata = { name, namespace: releases.namespace };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata, stringData };
  await shell.run('kubectl', ['apply', '-f', '-'], JSON.stringify(secret));
}
