import { readDocument, type ConfigDocument } from '../config/document/document.ts';
import type { Environment } from '../config/document/environment.ts';
import { findingsOf } from '../config/document/issues.ts';
import { plainOf } from '../config/document/plain.ts';
import { ConfigError } from '../config/document/problem.ts';
import { configJsonSchema } from '../config/schema/json-schema.ts';
import type { Finding } from '../schema/finding.ts';
import { WebConfigFile } from './schema.ts';

export interface ParsedWebConfig {
  readonly file: WebConfigFile;
  /** Creates an error from findings, each with its position in the file. */
  readonly refuse: (findings: readonly Finding[]) => ConfigError;
}

/**
 * Parses a web configuration file, without the files that it references.
 *
 * @param file the name of the file in messages
 * @throws ConfigError with all errors and their positions
 */
export function parseWebConfig(
  text: string,
  file: string,
  environment: Environment,
): ParsedWebConfig {
  if (isEmpty(text)) return { file: {}, refuse: (found) => new ConfigError(file, found.map(top)) };
  const document = readDocument(text);
  if ('problems' in document) throw new ConfigError(file, document.problems);
  const { value: raw, faults } = plainOf(document.tree, environment);
  const refuse = refusal(document, file);
  const result = WebConfigFile.safeParse(raw ?? {});
  const findings = result.success
    ? []
    : findingsOf(result.error, raw, configJsonSchema({ target: 'draft-2020-12' }, WebConfigFile));
  const mistakes = [...document.faults, ...faults];
  if (!result.success || mistakes.length > 0) {
    throw new ConfigError(file, [
      ...mistakes.map(document.locateFault),
      ...findings.map(document.locate),
    ]);
  }
  return { file: result.data, refuse };
}

function refusal({ locate }: ConfigDocument, file: string) {
  return (findings: readonly Finding[]) => new ConfigError(file, findings.map(locate));
}

/** The toolkit accepts an empty file, which configures nothing. */
function isEmpty(text: string): boolean {
  return text.split('\n').every((line) => line.trim() === '' || line.trimStart().startsWith('#'));
}

function top({ message }: Finding) {
  return { line: 1, col: 1, path: '', message };
}
