import type { Logger } from 'pino';
import { createConfiguredProber } from '../config/create-prober.ts';
import type { Environment } from '../config/document/environment.ts';
import type { LoadedConfig, ServerAddress } from '../config/loaded.ts';
import { inFlightFamily } from '../documents/in-flight-family.ts';
import { createEngine } from '../engine/exporter.ts';
import { ownMemory } from '../offload/own-memory.ts';
import type { SharedContext } from './borrow.ts';
import { createConfiguration, type FollowedConfiguration } from './configuration.ts';
import { createGenerations, type Generations } from './generations.ts';

/** A loaded configuration and the shared resources of its collectors. */
export interface Started {
  /** Undefined for the demo. */
  readonly file: string | undefined;
  readonly environment: Environment;
  readonly loaded: LoadedConfig;
  readonly context: SharedContext;
  readonly logger: Logger;
}

/** The server settings that flags and environment variables override. */
export interface GivenServer extends Partial<ServerAddress> {
  readonly listenAddresses?: readonly string[];
  readonly webConfigFile?: string;
}

/**
 * Creates the collectors of the configuration and replaces them when it changes.
 *
 * @param address where the server listens
 */
export async function followConfiguration(
  { file, environment, loaded: started, logger, context }: Started,
  address: ServerAddress,
  given: GivenServer,
): Promise<{ generations: Generations; configuration: FollowedConfiguration }> {
  const { clock, secrets: scrubber, bytesInFlight } = context;
  const { scrape } = started.config;
  const engine = createEngine({
    ...scrape,
    sharedFamilies: () => [inFlightFamily(bytesInFlight)],
    logger,
    clock,
  });
  const generations = await createGenerations(started, {
    engine,
    context,
    createProber: (loaded, world) => createConfiguredProber(loaded, world, logger),
    print: (loaded) => loaded.print(address, started),
    onReplace({ config }) {
      engine.configure(config.scrape);
      bytesInFlight.resize(config.scrape.bytesInFlight ?? ownMemory().bytesInFlight);
    },
  });
  const configuration = createConfiguration({
    file,
    started,
    generations,
    environment,
    scrubber,
    given: settingsOf(given),
    clock,
    logger,
  });
  return { generations, configuration };
}

/** The settings of `server` that flags override. */
function settingsOf({ host, port, healthPort, listenAddresses, webConfigFile }: GivenServer) {
  return Object.entries({
    host: host ?? listenAddresses,
    port: port ?? listenAddresses,
    healthPort,
    listen: listenAddresses ?? port,
    webConfigFile,
  }).flatMap(([setting, value]) => (value === undefined ? [] : [setting]));
}
