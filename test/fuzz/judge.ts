import type { Target } from './target.ts';

/** What holds the event loop longer is found out, at the longest input that is made. */
export const barMs = 50;

/** What is wrong with how a target takes an input; undefined when nothing is. */
export function faultOf(target: Target, input: Buffer): string | undefined {
  const bar = target.barMs ?? barMs;
  const first = once(target, input);
  if (first.fault !== undefined || first.ms <= bar) return first.fault;
  // Once more: the code may not have been compiled.
  const shortest = Math.min(first.ms, once(target, input).ms, once(target, input).ms);
  return shortest > bar ? `slow: ${Math.round(shortest)} ms for ${input.length} bytes` : undefined;
}

function once(target: Target, input: Buffer): { ms: number; fault: string | undefined } {
  const start = process.threadCpuUsage();
  let fault: string | undefined;
  try {
    target.run(input);
  } catch (error) {
    if (target.isFault(error)) {
      fault = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    }
  }
  // Not the time that passes: the machine may be busy with other things.
  const { user, system } = process.threadCpuUsage(start);
  return { ms: (user + system) / 1000, fault };
}
