import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 collect its old garbage when the heap has doubled, not up to fourfold: a quarter less memory under
 * load, for a few percent of processor time. Not by a flag of Node.js, because with one its own code would have to be
 * compiled anew at each start, 30 ms.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=100');
}

const checkEveryMs = 1000;

/** Memory that a peak may leave behind. */
const worthReturning = 10 * 2 ** 20;

/** What rises by no more between two checks is at rest. */
const restless = 2 ** 20;

/** Checks at rest before memory is returned: a peak has passed, and the next one would only need it again. */
const checksAtRest = 3;

/** At most as often; twice as long after each time, as what could not be returned may be needed for long. */
const firstWaitMs = 10_000;
const longestWaitMs = 600_000;

/**
 * Gives memory back to the system once a peak has passed, until the signal fires. V8 alone does not: it collects old
 * garbage when the heap has grown, not while it rests, and it keeps the pages that become free.
 */
export function returnMemoryAfterPeaks(signal: AbortSignal): void {
  const isDue = watchPeaks();
  const timer = setInterval(() => {
    if (isDue(process.memoryUsage.rss(), performance.now())) collectInSteps();
  }, checkEveryMs);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** Says, of what is resident at each check and of the time in milliseconds, whether memory is to be returned now. */
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

/** More than the 64 MiB of growth outside of the heap for which V8 begins a collection. */
const growth = 65 * 2 ** 20;

/**
 * Begins a collection of all garbage that runs in small steps, beside other threads, and releases the pages that
 * become free. V8 has no call for it: `gc()` of `--expose-gc` does all in one step. But it begins one when memory
 * outside of the heap has grown, here by a buffer that nobody writes to, which so takes no memory; and while it is to
 * save memory it keeps no free pages.
 */
function collectInSteps(): void {
  setFlagsFromString('--memory-saver-mode');
  try {
    void new ArrayBuffer(growth);
  } catch {
    // The system gives no more addresses: the next collection comes when the heap has grown.
  } finally {
    setFlagsFromString('--no-memory-saver-mode');
  }
}
