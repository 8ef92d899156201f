/** The two times that the engine reads; a test passes its own. */
export interface Clock {
  /** Unix milliseconds. May jump when the system's clock is set. */
  now(): number;
  /** Milliseconds since some moment; never goes back. For durations and ages. */
  monotonic(): number;
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
