import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf } from '../../engine/deadline.ts';
import { CollectionError } from '../../engine/source.ts';
import { fileError, type FileFailure } from './failure.ts';
import { listFiles } from './list.ts';
import type { PathPattern } from './pattern.ts';
import { isWithin } from './within.ts';

/** A file that is to be read. */
export interface FoundFile {
  /** As found, without resolving links. */
  readonly path: string;
  /** The real path of the folder that must contain it. */
  readonly root: string;
  /** Whether it is configured by a path instead of a glob, so that it must exist. */
  readonly named: boolean;
}

/** The files for the paths of the configuration. */
export interface FoundFiles {
  /** Sorted by path in code units, each once. */
  readonly files: readonly FoundFile[];
  /** Folders that could not be listed, and paths whose folder does not exist. */
  readonly failures: readonly FileFailure[];
  /** By glob, as configured: how many files it matched. */
  readonly matches: ReadonlyMap<string, number>;
}

/**
 * Finds the files. The failures include folders that cannot be listed, and links out of the root within the path of a
 * glob.
 *
 * @param root the folder that no link may lead out of; undefined: the fixed folder of each path
 * @throws the reason of the signal
 */
export async function findFiles(
  patterns: readonly PathPattern[],
  root: string | undefined,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const failures: FileFailure[] = [];
  const matches = new Map<string, number>();
  for (const pattern of patterns) {
    const isNamed = pattern.glob === undefined;
    if (!isNamed) matches.set(pattern.text, 0);
    const folder = isNamed ? dirname(pattern.fixed) : pattern.fixed;
    try {
      const realRoot = await realRootOf(folder, root);
      const paths = isNamed
        ? [pattern.fixed]
        : await listFiles({ folder, glob: pattern.glob ?? '', root: realRoot }, failures, signal);
      if (!isNamed) matches.set(pattern.text, paths.length);
      for (const path of paths) {
        if (!files.has(path) || isNamed) files.set(path, { path, root: realRoot, named: isNamed });
      }
    } catch (error) {
      const path = isNamed ? pattern.fixed : pattern.text;
      failures.push({ path, error: isNamed ? fileError(path, error) : folderError(folder, error) });
    }
    if (signal.aborted) throw reasonOf(signal);
  }
  const sorted = [...files.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { files: sorted, failures, matches };
}

async function realRootOf(folder: string, root: string | undefined): Promise<string> {
  const real = await realpath(folder);
  if (root === undefined) return real;
  const realRoot = await realpath(root).catch((error: unknown) => {
    throw fileError(root, error, 'folder');
  });
  if (!isWithin(real, realRoot)) {
    const lies = real === folder ? 'lies' : `leads to ${real}, which lies`;
    throw new CollectionError('connection', `${folder}: ${lies} out of root (${root})`);
  }
  return realRoot;
}

function folderError(path: string, thrown: unknown): CollectionError {
  return fileError(path, thrown, 'folder');
}
