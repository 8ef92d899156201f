import { readFileSync } from 'node:fs';

/** Megabytes that a process and its children have resident; 0 when it has ended. */
export function residentMemory(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + residentOf(each), 0);
}

/** The process and all below it. */
export function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

function childrenOf(pid: number): number[] {
  return (readOrEmpty(`/proc/${pid}/task/${pid}/children`).match(/\d+/g) ?? []).map(Number);
}

function residentOf(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readOrEmpty(`/proc/${pid}/status`));
  return Number(found?.[1] ?? 0) / 1024;
}

/** A process may end between two looks at it. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
