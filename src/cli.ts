import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { readDuration } from './schema/duration.ts';
import { logFormats, logLevels, type LogFormat, type LogLevel } from './log-options.ts';

/** The flags that every command has which reads a configuration. */
export interface CommonFlags {
  readonly config?: string;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

export interface ServeFlags extends CommonFlags {
  readonly host?: string;
  readonly port?: number;
  readonly healthPort?: number;
  /** Milliseconds. */
  readonly shutdownDelay: number;
}

export interface CollectFlags extends CommonFlags {
  readonly explain: boolean;
}

export interface GetFlags {
  readonly expect?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** What the commands do; each resolves with the exit code. */
export interface Actions {
  serve(flags: ServeFlags): Promise<number>;
  check(file: string): Promise<number>;
  collect(name: string | undefined, flags: CollectFlags): Promise<number>;
  get(url: string | undefined, flags: GetFlags): Promise<number>;
  schema(): Promise<number>;
}

/**
 * Runs the command that the arguments name.
 *
 * @param argv without the program's own name
 * @returns the exit code: 0 fine, 1 failed, 2 the user must fix something
 */
export async function runCli(
  argv: readonly string[],
  version: string,
  actions: Actions,
): Promise<number> {
  let exitCode = 0;
  const program = createProgram(version, actions, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return exitCode;
}

function createProgram(version: string, actions: Actions, done: (code: number) => void): Command {
  const program = new Command('polyprom')
    .description('A Prometheus exporter that you declare.')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError(true);

  const serve = program
    .command('serve', { isDefault: true })
    .description('serve metrics (what polyprom does without a command)')
    .addOption(option('--host <address>', 'SERVER_HOST', 'address to listen on (default: all)'))
    .addOption(
      option('--port <number>', 'SERVER_PORT', 'port to listen on (default: 8000)').argParser(port),
    )
    .addOption(
      option(
        '--health-port <number>',
        'SERVER_HEALTH_PORT',
        'another port, for /-/healthy and /-/ready alone',
      ).argParser(port),
    )
    .addOption(
      option('--shutdown-delay <duration>', 'SHUTDOWN_DELAY', 'serve on for so long after SIGTERM')
        .argParser(duration)
        .default(0, '0s'),
    )
    // What is no command ends up here, as an argument.
    .allowExcessArguments()
    .action(async (flags: ServeFlags, { args: [unknown] }: Command) => {
      if (unknown !== undefined) {
        const names = program.commands.map((command) => command.name()).join(', ');
        program.error(`error: there is no command '${unknown}'; there are: ${names}`);
      }
      done(await actions.serve(flags));
    });
  addCommonFlags(serve);

  program
    .command('check')
    .description('check a configuration, or the config of a Helm values file')
    .argument('<file>', 'polyprom.yaml or values.yaml')
    .action(async (file: string) => done(await actions.check(file)));

  const collect = program
    .command('collect')
    .description('collect once and print the metrics')
    .argument('[name]', 'the collector (default: all)')
    .option('--explain', 'tell the whole trip: requests, documents, and what each rule did', false)
    .action(async (name: string | undefined, flags: CollectFlags) =>
      done(await actions.collect(name, flags)),
    );
  addCommonFlags(collect);

  program
    .command('get')
    .description('ask an address, for health checks')
    .argument('[url]', 'http or https address (default: the health of the exporter beside it)')
    .option('--expect <metric>', 'fail unless the answer has a sample of this metric')
    .addOption(
      new Option('--timeout <duration>', 'give up after').argParser(duration).default(5000, '5s'),
    )
    .action(async (url: string | undefined, flags: GetFlags) =>
      done(await actions.get(url, flags)),
    );

  program
    .command('schema')
    .description('print the JSON Schema of the configuration')
    .action(async () => done(await actions.schema()));
  return program;
}

function addCommonFlags(command: Command): void {
  command
    .addOption(option('--config <file>', 'CONFIG', 'polyprom.yaml (default: the demo runs)'))
    .addOption(
      option('--log-level <level>', 'LOG_LEVEL', 'least level that is logged')
        .choices(logLevels)
        .default('info'),
    )
    .addOption(
      option('--log-format <format>', 'LOG_FORMAT', 'how lines look')
        .choices(logFormats)
        .default('json'),
    );
}

function option(flags: string, variable: string, description: string): Option {
  const name = `POLYPROM_${variable}`;
  const created = new Option(flags, description);
  // An empty variable is one that is not set: compose files and templates leave such behind.
  return process.env[name] === '' ? created : created.env(name);
}

function port(text: string): number {
  if (text.includes('://')) {
    throw new InvalidArgumentError(
      'That is what Kubernetes writes for a Service of this name, not a port: set enableServiceLinks: false, or give the flag.',
    );
  }
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) {
    throw new InvalidArgumentError('Expected a port from 0 to 65535.');
  }
  return number;
}

function duration(text: string): number {
  const milliseconds = readDuration(text);
  if (milliseconds === undefined) {
    throw new InvalidArgumentError('Expected a duration such as 500ms, 5s or 1m30s.');
  }
  return milliseconds;
}
