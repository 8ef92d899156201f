/** The two clocks of the engine; tests pass their own. */
export interface Clock {
  /** Unix milliseconds. May jump when the system clock is changed. */
  now(): number;
  /** Monotonic milliseconds since an arbitrary point in time, for durations and ages. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
