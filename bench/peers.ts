import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
/** What is built and installed for the benchmark, outside of git. */
export const cache = `${root}node_modules/.cache/polyprom-bench`;

/** The programs of the other exporters, ready to run. */
export interface Peers {
  readonly python: string;
  readonly promhttp: string;
  readonly jsonExporter: string;
}

/**
 * Installs each peer with the package manager of its language, once.
 *
 * @throws Error that names the tool that is missing
 */
export function installPeers(): Peers {
  mkdirSync(cache, { recursive: true });
  installNode();
  return { python: installPython(), ...buildGo() };
}

export function nodePeer(script: 'render' | 'server'): string {
  return `${here}peers/node/${script}.mjs`;
}

export const pythonPeer = `${here}peers/python/bench.py`;

function installNode(): void {
  const folder = `${here}peers/node`;
  once(`${folder}/node_modules/.installed`, `${folder}/package-lock.json`, () =>
    run('npm', ['ci', '--no-audit', '--no-fund'], folder, 'comes with Node.js'),
  );
}

function installPython(): string {
  const environment = `${cache}/python`;
  const requirements = `${here}peers/python/requirements.txt`;
  const program = `${environment}/bin/python`;
  once(`${environment}/.installed`, requirements, () => {
    run('python3', ['-m', 'venv', environment], root, 'Python 3.9 or newer with its venv module');
    run(program, ['-m', 'pip', 'install', '--quiet', '-r', requirements], root, '');
  });
  return program;
}

function buildGo(): Pick<Peers, 'promhttp' | 'jsonExporter'> {
  const folder = `${here}peers/go`;
  const build = (name: string, what: string) => {
    // Go's own cache makes the second time quick.
    run('go', ['build', '-o', `${cache}/${name}`, what], folder, 'Go 1.24 or newer');
    return `${cache}/${name}`;
  };
  return {
    promhttp: build('promhttp', '.'),
    jsonExporter: build('json_exporter', 'github.com/prometheus-community/json_exporter'),
  };
}

/** Does it again only when the file that pins the versions has changed. */
function once(stamp: string, pinned: string, install: () => void): void {
  const wanted = readFileSync(pinned, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  install();
  writeFileSync(stamp, wanted);
}

function run(file: string, args: readonly string[], cwd: string, needs: string): void {
  try {
    execFileSync(file, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const what = missing
      ? `${file} is not installed; the benchmark compares with programs that need it (${needs})`
      : `${file} ${args.join(' ')} failed in ${cwd}`;
    throw new Error(`${what}. --alone measures polyprom without its peers.`, { cause: error });
  }
}
