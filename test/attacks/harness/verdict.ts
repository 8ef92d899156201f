import type { Attack } from './attack.ts';
import { keptMemory, type Figures } from './measure.ts';
import { memoryLimit } from './subject.ts';

/** What must hold whatever is done to polyprom. */
const bar = { heldMs: 50, healthyMs: 100, keptMemory };

/** What the same machine shows without an attack. */
export interface Control {
  readonly heldMs: number;
  readonly healthyMs: number;
}

/**
 * What an attack has done that it must not: nothing when the bar holds.
 *
 * A machine that is busy with other things makes everything later. So a limit grows by what the control showed, but
 * never beyond twice the bar.
 */
export function faultsOf(figures: Figures, attack: Attack, control: Control): string[] {
  const { limitKind, problems, ended, loop, healthy, neighbours, memory } = figures;
  const heldBar = attack.mayHold?.ms ?? bar.heldMs;
  const faults = [...problems];
  if (ended !== undefined) faults.unshift(`polyprom ended with ${ended}`);
  else if (loop === undefined) faults.unshift('the event loop does not come back');
  else above('the event loop was held for', loop.worstHeldMs, heldBar, control.heldMs);
  above('the p99 of /-/healthy is', healthy.p99, bar.healthyMs, control.healthyMs);
  if (healthy.failed > 0) faults.push(`/-/healthy failed ${healthy.failed} times`);
  if (healthy.count === 0) faults.push('/-/healthy was never answered');
  for (const fault of new Set(neighbours.faults)) faults.push(`the others: ${fault}`);
  if (ended === undefined && memory.after > memory.before + bar.keptMemory) {
    faults.push(`${Math.round(memory.after - memory.before)} MB are kept`);
  }
  // In a cgroup it would have been ended.
  if (limitKind === 'heap' && memory.peak > memoryLimit) {
    faults.push(`${Math.round(memory.peak)} MB of ${memoryLimit} MB`);
  }
  return faults;

  function above(what: string, ms: number, limit: number, usual: number): void {
    const allowed = Math.min(2 * limit, Math.max(limit, usual + limit));
    if (ms > allowed) faults.push(`${what} ${Math.round(ms)} ms, more than ${Math.round(allowed)}`);
  }
}
