import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const mebibyte = 2 ** 20;

/** A bound on the memory of a process and its children, as a container has it. */
export interface MemoryLimit {
  /** How it is enforced, for the report. */
  readonly kind: 'cgroup v1' | 'cgroup v2' | 'heap';
  /** What a shell runs in itself before it becomes the process. */
  readonly enter: string;
  /** Megabytes, since it was made; undefined where nothing counts them. */
  readonly peak: () => number | undefined;
  readonly remove: () => void;
}

interface Version {
  readonly kind: MemoryLimit['kind'];
  readonly root: string;
  readonly limit: string;
  readonly peak: string;
}

const versions: readonly Version[] = [
  {
    kind: 'cgroup v1',
    root: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    peak: 'memory.max_usage_in_bytes',
  },
  { kind: 'cgroup v2', root: '/sys/fs/cgroup', limit: 'memory.max', peak: 'memory.peak' },
];

/** A cgroup where this user may make one; elsewhere nothing but the limit of the heap, which the caller sets. */
export function createMemoryLimit(name: string, megabytes: number): MemoryLimit {
  for (const version of versions) {
    const limit = createGroup(version, name, megabytes);
    if (limit !== undefined) return limit;
  }
  return { kind: 'heap', enter: ':', peak: () => undefined, remove: () => {} };
}

function createGroup(version: Version, name: string, megabytes: number): MemoryLimit | undefined {
  const { kind, root, limit, peak } = version;
  const folder = join(root, name);
  try {
    mkdirSync(folder);
    // Without this file the folder is no cgroup, or one whose memory is not accounted.
    if (!existsSync(join(folder, limit))) throw new Error(`${folder} has no ${limit}`);
    writeFileSync(join(folder, limit), String(megabytes * mebibyte));
  } catch {
    removeFolder(folder);
    return undefined;
  }
  return {
    kind,
    enter: `echo $$ > ${folder}/cgroup.procs`,
    peak: () => readMegabytes(join(folder, peak)),
    remove: () => removeFolder(folder),
  };
}

function readMegabytes(file: string): number | undefined {
  // memory.peak is there from Linux 5.19 on.
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) / mebibyte : undefined;
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It was not made, or a process of it is still ending; an empty cgroup costs nothing.
  }
}
