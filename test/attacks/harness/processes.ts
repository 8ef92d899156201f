import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Megabytes that a process and its children have resident; 0 when it has ended. What they map of the same files, most
 * of all the program itself, is counted once, as a container does.
 */
export function residentMemory(pid: number): number {
  const all = processTree(pid).map(residentOf);
  const own = all.reduce((sum, { total, ofFiles }) => sum + total - ofFiles, 0);
  return own + Math.max(...all.map(({ ofFiles }) => ofFiles));
}

/** The process and all below it. */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

function childrenOf(pid: number): number[] {
  return (readOrEmpty(`/proc/${pid}/task/${pid}/children`).match(/\d+/g) ?? []).map(Number);
}

function residentOf(pid: number): { readonly total: number; readonly ofFiles: number } {
  const status = readOrEmpty(`/proc/${pid}/status`);
  const megabytes = (field: RegExp) => Number(field.exec(status)?.[1] ?? 0) / 1024;
  return {
    total: megabytes(/^VmRSS:\s+(\d+) kB$/m),
    ofFiles: megabytes(/^RssFile:\s+(\d+) kB$/m),
  };
}

/**
 * Lets a process, which leads a session, run before what else the machine does: that is none of its faults. Needs a
 * privilege; without it the figures are rougher.
 */
export function prefer(pid: number): void {
  try {
    setPriority(pid, -10);
    // Where the scheduler groups by session (sched(7)), the priority counts inside of the group only.
    writeFileSync(`/proc/${pid}/autogroup`, '-15');
  } catch {
    // Not root, or no such kernel.
  }
}

/** A process may end between two looks at it. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
