/** Prints a line for each check, and counts. */
export interface Report {
  /**
   * Runs one check and prints its name, its time and what it saw (the text that it gives).
   * A failing one is printed with its reason, counted, and thrown on as `CheckFailed`.
   */
  check(name: string, look: () => Promise<string>): Promise<void>;
  /** Counts and prints what failed outside of a check. */
  broken(what: string, error: unknown): void;
  note(text: string): void;
  readonly passed: number;
  readonly failed: number;
}

/** A check failed and has been reported; what depends on it cannot go on. */
export class CheckFailed extends Error {}

const nameWidth = 50;

export function createReport(print: (text: string) => void): Report {
  let passed = 0;
  let failed = 0;

  function fail(what: string, error: unknown) {
    failed += 1;
    print(`  FAIL ${what}\n${indent(reasonOf(error))}\n`);
  }
  return {
    async check(name, look) {
      const start = performance.now();
      const elapsed = () => `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(7);
      try {
        const seen = await look();
        passed += 1;
        print(`  ok   ${elapsed()}  ${name.padEnd(nameWidth)}  ${seen}\n`);
      } catch (error) {
        fail(`${elapsed()}  ${name}`, error);
        throw new CheckFailed(name, { cause: error });
      }
    },
    broken: fail,
    note: (text) => print(`${text}\n`),
    get passed() {
      return passed;
    },
    get failed() {
      return failed;
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '         ');
}
