import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 collect the old generation when the heap has doubled, instead of up to quadrupled. This saves a quarter of
 * the memory under load and costs a few percent of CPU time. Not set as a flag of Node.js, because its built-in code
 * would then be compiled again at each start, which takes 30 ms.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=100');
}

const checkEveryMs = 1000;

/** Memory that may remain in use after a peak. */
const worthReturning = 10 * 2 ** 20;

/** Memory that grows by no more than this between two checks counts as stable. */
const restless = 2 ** 20;

/** Number of stable checks before memory is returned, so that a peak has passed and its memory is no longer needed. */
const checksAtRest = 3;

/** Minimum interval between attempts. It doubles each time, as memory that could not be freed may stay in use. */
const firstWaitMs = 10_000;
const longestWaitMs = 600_000;

/**
 * Returns memory to the operating system after a peak, until the signal fires. V8 does not do this by itself: it
 * collects the old generation only when the heap has grown, and it keeps the pages that become free.
 */
export function returnMemoryAfterPeaks(signal: AbortSignal): void {
  const isDue = watchPeaks();
  const timer = setInterval(() => {
    if (isDue(process.memoryUsage.rss(), performance.now())) collectInSteps();
  }, checkEveryMs);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** Decides from the resident memory and the time in milliseconds of each check whether to return memory now. */
export function watchPeaks(): (resident: number, now: number) => boolean {
  let lowest = Infinity;
  let last = 0;
  let atRest = 0;
  let next = 0;
  let waitMs = firstWaitMs;

  return (resident, now) => {
    atRest = resident > last + restless ? 0 : atRest + 1;
    last = resident;
    lowest = Math.min(lowest, resident);
    if (resident < lowest + worthReturning) {
      waitMs = firstWaitMs;
      return false;
    }
    if (atRest < checksAtRest || now < next) return false;
    next = now + waitMs;
    waitMs = Math.min(2 * waitMs, longestWaitMs);
    return true;
  };
}

/** More than the 64 MiB of external memory growth after which V8 starts a garbage collection. */
const growth = 65 * 2 ** 20;

/**
 * Starts an incremental, concurrent collection of the whole heap and releases the pages that become free. V8 has no
 * API for it: `gc()` of `--expose-gc` blocks until all is done. But V8 starts one when external memory has grown, here
 * by a buffer whose untouched pages cost no memory, and in memory-saver mode it keeps no free pages.
 */
function collectInSteps(): void {
  setFlagsFromString('--memory-saver-mode');
  try {
    void new ArrayBuffer(growth);
  } catch {
    // No address space left: the next collection starts when the heap has grown.
  } finally {
    setFlagsFromString('--no-memory-saver-mode');
  }
}
