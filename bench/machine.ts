import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import type { Peers } from './peers.ts';

/** Where and with what the run was made, a name and a value each. */
export type Machine = Readonly<Record<string, string>>;

export function describeMachine(peers: Peers | undefined): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    revision: outputOf('git', ['rev-parse', '--short', 'HEAD']),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: String(cpus().length),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    kernel: `${type()} ${release()}`,
    load: readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 2).join(' '),
    'Node.js': process.version,
    ...(peers && versionsOf(peers)),
  };
}

function versionsOf({ python, promhttp, jsonExporter }: Peers): Machine {
  const modules = `${goModules(promhttp)}\n${goModules(jsonExporter)}`;
  const moduleVersion = (name: string) =>
    new RegExp(`\\t${name}\\t(v\\S+)`).exec(modules)?.[1] ?? 'unknown';
  return {
    'prom-client': packageVersion('prom-client'),
    '@prometheus-io/client': packageVersion('@prometheus-io/client'),
    express: packageVersion('express'),
    Go: outputOf('go', ['version']).replace('go version ', ''),
    client_golang: moduleVersion('github.com/prometheus/client_golang'),
    json_exporter: moduleVersion('github.com/prometheus-community/json_exporter'),
    Python: outputOf(python, ['--version']).replace('Python ', ''),
    'Python client': outputOf(python, [
      '-c',
      'import importlib.metadata as m; print(m.version("prometheus-client"))',
    ]),
  };
}

function packageVersion(name: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL(`peers/node/node_modules/${name}/package.json`, import.meta.url), 'utf8'),
  );
  return manifest.version;
}

function goModules(program: string): string {
  return outputOf('go', ['version', '-m', program]);
}

function outputOf(file: string, args: readonly string[]): string {
  return execFileSync(file, args, { encoding: 'utf8' }).trim();
}
