#!/usr/bin/env node
import { runCli, type Actions } from './cli.ts';
import { readBuildInfo } from './build-info.ts';
import { check } from './commands/check.ts';
import { collect, explainCollections } from './commands/collect.ts';
import { get, ownHealth } from './commands/get.ts';
import { configJsonSchema } from './config/json-schema.ts';
import { loadConfig, processEnvironment } from './config/load.ts';
import { systemClock } from './engine/clock.ts';
import { createLogger } from './log.ts';
import { serve } from './run.ts';
import { createConnections } from './sources/http/connections.ts';
import { UsageError } from './usage-error.ts';

const environment = processEnvironment(process.env);
const build = readBuildInfo(process.env);
const context = {
  clock: systemClock,
  connections: createConnections(() => systemClock.monotonic()),
  env: process.env,
  readFile: (path: string) => environment.readFile(path),
};

const actions: Actions = {
  async serve({ config: file, logLevel, logFormat, shutdownDelay, ...flags }) {
    const loaded = loadConfig(file, environment);
    const { server } = loaded.config;
    const logger = createLogger({ level: logLevel, format: logFormat, scrub: loaded.scrub });
    const options = {
      host: flags.host ?? server.host,
      port: flags.port ?? server.port,
      healthPort: flags.healthPort ?? server.healthPort,
      shutdownDelay,
    };
    const shutdown = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      // Once: a second signal ends the process at once, which is what a person expects.
      process.once(name, () => shutdown.abort());
    }
    await serve(loaded, options, { build, logger, context }, shutdown.signal);
    return 0;
  },
  async check(file) {
    const { warnings, summary } = check(file, environment);
    for (const warning of warnings) printError(warning);
    print(`${summary}\n`);
    return 0;
  },
  async collect(name, { config: file, logLevel, logFormat, explain: explained }) {
    const loaded = loadConfig(file, environment);
    const logger = createLogger({ level: logLevel, format: logFormat, scrub: loaded.scrub });
    const run = explained ? explainCollections : collect;
    const { output, failed } = await run(loaded, name, context, logger);
    print(output);
    return failed.length === 0 ? 0 : 1;
  },
  async get(url = ownHealth(process.env), { expect, timeout }) {
    const problem = await get({ url, expect, timeout }, print);
    if (problem === undefined) return 0;
    printError(problem);
    return 1;
  },
  async schema() {
    print(`${JSON.stringify(configJsonSchema({ target: 'draft-2020-12' }), null, 2)}\n`);
    return 0;
  },
};

// A reader such as `head` that has enough closes the pipe; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  process.exitCode = await runCli(process.argv.slice(2), build.version, actions);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  printError(error.message);
  process.exitCode = 2;
}

function print(text: string | Uint8Array): void {
  process.stdout.write(text);
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}
