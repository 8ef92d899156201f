#!/usr/bin/env node
import { constants } from 'node:os';
import { runCli, type Actions, type CommonFlags } from './cli.ts';
import { readBuildInfo } from './build-info.ts';
import { UsageError } from './usage-error.ts';

// A command loads its parts when it runs: `get`, which asks for the health all day, needs few of them.
const build = readBuildInfo(process.env);

const actions: Actions = {
  async serve({ shutdownDelay, ...flags }) {
    const { serve } = await import('./run.ts');
    const { loaded, logger, context } = await prepare(flags);
    const { server } = loaded.config;
    const options = {
      host: flags.host ?? server.host,
      port: flags.port ?? server.port,
      healthPort: flags.healthPort ?? server.healthPort,
      shutdownDelay,
    };
    const shutdown = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.on(name, () => {
        // A second one, of either kind, ends the process at once. By hand, since the kernel passes no
        // signal without a handler to the first process of a container.
        if (shutdown.signal.aborted) process.exit(128 + constants.signals[name]);
        shutdown.abort();
      });
    }
    await serve(loaded, options, { build, logger, context }, shutdown.signal);
    // Nobody waits any more for a collection that is under way, which would hold the process until its deadline.
    process.exit(0);
  },
  async check(file) {
    const { check } = await import('./commands/check.ts');
    const { warnings, summary } = check(file, await readEnvironment());
    for (const warning of warnings) printError(warning);
    print(`${summary}\n`);
    return 0;
  },
  async collect(name, { explain: explained, ...flags }) {
    const { collect, explainCollections } = await import('./commands/collect.ts');
    const { loaded, logger, context } = await prepare(flags);
    const run = explained ? explainCollections : collect;
    const { output, failed } = await run(loaded, name, context, logger);
    print(output);
    return failed.length === 0 ? 0 : 1;
  },
  async get(url, { expect, timeout }) {
    const [{ get }, { ownHealth }] = await Promise.all([
      import('./commands/get.ts'),
      import('./commands/own-health.ts'),
    ]);
    const asked = url ?? (await ownHealth(process.env));
    const problem = await get({ url: asked, expect, timeout }, print);
    if (problem === undefined) return 0;
    printError(problem);
    return 1;
  },
  async schema() {
    const { configJsonSchema } = await import('./config/schema/json-schema.ts');
    print(`${JSON.stringify(configJsonSchema({ target: 'draft-2020-12' }), null, 2)}\n`);
    return 0;
  },
};

// A reader such as `head` that has enough closes the pipe; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void main();

// Not at the top level: the build is a CommonJS module, which has no `await` there.
async function main(): Promise<void> {
  try {
    process.exitCode = await runCli(process.argv.slice(2), build.version, actions);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printError(error.message);
    process.exitCode = 2;
  }
}

/** The configuration, and what its collectors touch of the outside world. */
async function prepare({ config: file, logLevel: level, logFormat: format }: CommonFlags) {
  const [
    { loadConfig },
    { systemClock },
    { createLogger },
    { createConnections },
    { createReaderPool },
    { createBytesInFlight },
    { ownMemory },
  ] = await Promise.all([
    import('./config/load.ts'),
    import('./engine/clock.ts'),
    import('./log.ts'),
    import('./http-client/transport/connections.ts'),
    import('./offload/pool.ts'),
    import('./budget/bytes-in-flight.ts'),
    import('./offload/own-memory.ts'),
  ]);
  const environment = await readEnvironment();
  const loaded = loadConfig(file, environment);
  const memory = ownMemory();
  const context = {
    clock: systemClock,
    connections: createConnections(() => systemClock.monotonic()),
    readers: createReaderPool(memory),
    bytesInFlight: createBytesInFlight(loaded.config.scrape.bytesInFlight ?? memory.bytesInFlight),
    env: process.env,
    readFile: (path: string) => environment.readFile(path),
  };
  return { loaded, context, logger: await createLogger({ level, format, scrub: loaded.scrub }) };
}

async function readEnvironment() {
  const { processEnvironment } = await import('./config/load.ts');
  return processEnvironment(process.env);
}

function print(text: string | Uint8Array): void {
  process.stdout.write(text);
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}
