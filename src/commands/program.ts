import type { BuildInfo } from '../engine/build-info.ts';

/** The dependencies of a command. */
export interface Program {
  readonly build: BuildInfo;
  readonly env: NodeJS.ProcessEnv;
  /** Whether stdout is a terminal, which executes control characters. */
  readonly isTerminal: boolean;
  /** To stdout. */
  readonly print: (text: string | Uint8Array) => void;
  /** One line to stderr. */
  readonly printError: (line: string) => void;
  /** Fires on SIGINT or SIGTERM, which end the process immediately until this is called. */
  readonly shutdown: () => AbortSignal;
  /** Calls the listener at each SIGHUP, which ends the process until this is called. */
  readonly onHangup: (listener: () => void) => void;
  /** Sets the exit code: 0 success, 1 failure, 2 the user must fix something. */
  readonly exitWith: (code: 0 | 1 | 2) => void;
}
