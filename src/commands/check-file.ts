import { loadConfig } from '../config/load.ts';
import type { Environment } from '../config/document/environment.ts';
import { loadWebConfig } from '../web-config/load.ts';
import { formatProblem } from '../config/document/problem.ts';

/** The result of `check`: warnings for stderr, and a line for stdout. */
export interface CheckReport {
  readonly warnings: readonly string[];
  readonly summary: string;
}

/**
 * Reads a configuration like `serve`, and compiles every expression.
 *
 * @throws UsageError with every mistake
 */
export function checkFile(file: string, environment: Environment): CheckReport {
  const { config, collectors, warnings } = loadConfig(file, environment);
  const { webConfigFile } = config.server;
  if (webConfigFile !== undefined) loadWebConfig(webConfigFile, environment);
  const metrics = collectors.reduce((sum, { definitions }) => sum + definitions.length, 0);
  return {
    warnings: warnings.map((warning) =>
      formatProblem(file, { ...warning, message: `warning: ${warning.message}` }),
    ),
    summary: `${file}: fine, ${count(collectors.length, 'collector')}, ${count(metrics, 'metric')}${warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`}`,
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
