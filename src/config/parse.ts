import { crossChecks } from './checks/checks.ts';
import { readDocument, type ConfigDocument } from './document/document.ts';
import type { Environment } from './document/environment.ts';
import { checkFamilies } from './checks/families.ts';
import { findingsOf, isWithin } from './document/issues.ts';
import { configJsonSchema, type JsonSchema } from './schema/json-schema.ts';
import type { Finding } from '../schema/finding.ts';
import {
  loadCollectors,
  loadModules,
  type LoadedCollector,
  type LoadedConfig,
  type ServerAddress,
  type StartedConfig,
} from './loaded.ts';
import { digestOf } from './fingerprint.ts';
import { plainOf } from './document/plain.ts';
import { isMap } from '../schema/containers.ts';
import { printConfig } from './print.ts';
import { ConfigError, sortProblems, type Problem } from './document/problem.ts';
import { entriesOf, entryOf } from './document/raw.ts';
import { escapeControls } from '../message/control-characters.ts';
import { sourceKinds, type SourceKinds } from '../sources/kinds.ts';
import { Config, configSchema } from './schema/schema.ts';
import { createScrubber, type Scrubber } from '../schema/scrubber.ts';
import type { TreeFault } from './document/tree.ts';
import { warningsOf } from './checks/warnings.ts';
import { versionWarnings } from './document/yaml-versions.ts';

/**
 * Reads a configuration: YAML or JSON, `polyprom.yaml` or a Helm values file with a `config`.
 *
 * @param file the name of the file in messages
 * @param kinds the kinds of sources that a collector may have
 * @param scrubber registers the secrets of the configuration; it is kept across reloads
 * @throws ConfigError with all errors of the file
 */
export function parseConfig(
  text: string,
  file: string,
  environment: Environment,
  kinds: SourceKinds = sourceKinds,
  scrubber: Scrubber = createScrubber(),
): LoadedConfig {
  const document = readDocument(text);
  if ('problems' in document) throw new ConfigError(file, document.problems);
  return { digest: digestOf(text), ...load(document, file, environment, kinds, scrubber) };
}

function load(
  document: ConfigDocument,
  file: string,
  environment: Environment,
  kinds: SourceKinds,
  scrubber: Scrubber,
): Omit<LoadedConfig, 'digest'> {
  const schema = kinds === sourceKinds ? Config : configSchema(kinds);
  /** Built on demand and not at every start, because it takes longer than all the rest. */
  let made: JsonSchema | undefined;
  // Takes some 50 ms: created only where it is needed, and once.
  const fullSchema = (): JsonSchema =>
    (made ??= configJsonSchema({ target: 'draft-2020-12' }, schema));

  const { value: raw, faults } = plainOf(document.tree, environment);
  scrubber.watch(raw);
  const clean = (problem: Problem) => ({ ...problem, message: scrubber.scrub(problem.message) });
  const { mistakes, absent } = sortFaults([...document.faults, ...faults], document);
  const result = schema.safeParse(raw ?? {});
  const findings = [
    ...(result.success ? [] : findingsOf(result.error, raw, fullSchema())),
    ...crossChecks(raw, kinds),
    ...checkFamilies(raw, kinds).mistakes,
  ].filter(({ path }) => !mistakes.some((at) => at.unread === true && isWithin(path, at.path)));
  if (!result.success || findings.length > 0 || mistakes.length > 0) {
    const problems = [...mistakes.map(document.locateFault), ...findings.map(document.locate)];
    throw new ConfigError(file, problems.map(clean));
  }

  const config = result.data;
  scrubber.watch(config);
  const collectors = loadCollectors(config, kinds);
  const doubts = [
    ...checkFamilies(raw, kinds).warnings,
    ...warningsOf(config),
    ...sourceWarnings(collectors, environment),
    ...versionWarnings(document.tree),
  ];
  const warnings = [...absent.map(document.locateFault), ...doubts.map(document.locate)];
  return {
    config,
    written: () => raw,
    collectors,
    modules: loadModules(config),
    warnings: sortProblems(warnings.map(clean)),
    locate(path) {
      const place = document.placeOf(path);
      return place === undefined ? undefined : `${file}:${place}`;
    },
    print(server, started) {
      const { written, read } = withServerOf(started, raw, config);
      const printed = scrubber.scrub(printConfig(inForce(written, server), read, fullSchema()));
      // A tab is harmless in a terminal and part of the text.
      return printed.split('\t').map(escapeControls).join('\t');
    },
    scrub: (shown) => scrubber.scrub(shown),
  };
}

/** The configuration with the server settings that the process was started with. */
function withServerOf(started: StartedConfig | undefined, written: unknown, read: Config) {
  if (started === undefined) return { written, read };
  const others = entriesOf(written).filter(([key]) => key !== 'server');
  const server = entryOf(started.written(), 'server');
  return {
    written: Object.fromEntries(server === undefined ? others : [...others, ['server', server]]),
    read: { ...read, server: started.config.server },
  };
}

/** The configuration as the user wrote it, overridden by flags and environment variables. */
function inForce(raw: unknown, server: ServerAddress | undefined): unknown {
  if (server === undefined) return raw;
  const given = Object.fromEntries(
    Object.entries(server).filter(([, value]) => value !== undefined),
  );
  const written = entryOf(raw, 'server');
  return {
    ...(isMap(raw) && raw),
    server: { ...(isMap(written) && written), ...given },
  };
}

function sourceWarnings(
  collectors: readonly LoadedCollector[],
  environment: Environment,
): readonly Finding[] {
  return collectors.flatMap(({ name, source }) =>
    source
      .warnings(environment)
      .map((finding) => ({ ...finding, path: ['collectors', name, source.kind, ...finding.path] })),
  );
}

/** Files and variables referenced by a values file exist in the cluster; it is no error if they are missing here. */
function sortFaults(faults: readonly TreeFault[], { isValues }: ConfigDocument) {
  const isTolerated = (fault: TreeFault) => isValues && fault.absent === true;
  return {
    mistakes: faults.filter((fault) => !isTolerated(fault)),
    absent: faults.filter(isTolerated),
  };
}
