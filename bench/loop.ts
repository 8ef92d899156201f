import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a server of Node.js tells of itself when it is asked over its channel. */
export interface LoopReport {
  /** The longest time in milliseconds that the event loop was held up since the last report. */
  readonly stall: number;
}

const resolutionMs = 1;

/** Answers every message of the parent with a LoopReport; SIGINT ends the process so that a profile is written. */
export function reportLoop(): void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  process.on('message', () => {
    // The timer that measures fires late too, so a stall is known only a little after its end.
    setTimeout(() => {
      const report: LoopReport = { stall: Math.max(0, delay.max / 1e6 - resolutionMs) };
      delay.reset();
      process.send?.(report);
    }, 5 * resolutionMs);
  });
  process.once('SIGINT', () => process.exit());
}
