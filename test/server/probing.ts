import { onTestFinished } from 'vitest';
import { createConfiguredProber } from '../../src/config/create-prober.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import type { Lookup } from '../../src/http-client/transport/connector.ts';
import { worldOf } from '../config/environment.ts';
import { documentResources } from '../documents/resources.ts';
import { serve, type Serving } from './serving.ts';

export interface Probing extends Serving {
  /** The response to a probe, with its body. */
  readonly probe: (
    query: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<ProbeResponse>;
}

export interface ProbeResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

interface ProbingOptions {
  /** Finds the addresses of hosts, in place of the system. */
  readonly lookup?: Lookup;
  readonly env?: Readonly<Record<string, string>>;
  readonly server?: Parameters<typeof serve>[0];
}

/** A real server with the modules of a configuration. */
export async function serveModules(
  config: object,
  { lookup, env = {}, server = {} }: ProbingOptions = {},
): Promise<Probing> {
  const world = worldOf(env, new Map());
  const loaded = parseConfig(JSON.stringify(config), 'polyprom.yaml', world);
  const connections = createConnections(() => performance.now(), lookup);
  onTestFinished(() => connections.close());
  const context = {
    clock: systemClock,
    connections,
    ...documentResources(),
    env,
    readFile: (path: string) => world.readFile(path),
  };
  const serving = await serve(server, {}, (logger) =>
    createConfiguredProber(loaded, context, logger),
  );
  return {
    ...serving,
    async probe(query, headers = {}) {
      const response = await fetch(
        `${serving.url}/probe?${new URLSearchParams(query).toString()}`,
        {
          headers,
        },
      );
      const { status } = response;
      return { status, headers: response.headers, body: await response.text() };
    },
  };
}

/** The metrics of most tests. */
export const metrics = { up: { help: 'Up.', value: 'up' } };
