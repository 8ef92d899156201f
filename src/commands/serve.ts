import type { Command } from 'commander';
import { addCommonFlags, duration, option, port, type CommonFlags } from './options.ts';
import type { Program } from './program.ts';

interface ServeFlags extends CommonFlags {
  readonly host?: string;
  readonly port?: number;
  readonly healthPort?: number;
  readonly 'web.listenAddress'?: readonly string[];
  readonly 'web.systemdSocket'?: true;
  readonly 'web.config.file'?: string;
  /** Milliseconds. */
  readonly shutdownDelay: number;
}

/** Defines `polyprom serve`, which `polyprom` without a command means. */
export function defineServe(
  command: Command,
  { build, env, shutdown, onHangup, exitWith }: Program,
): void {
  command
    .description('serve metrics (the default command)')
    .addOption(option('--host <address>', 'SERVER_HOST', 'address to listen on (default: all)'))
    .addOption(
      option('--port <number>', 'SERVER_PORT', 'port to listen on (default: 8000)').argParser(port),
    )
    .addOption(
      option(
        '--health-port <number>',
        'SERVER_HEALTH_PORT',
        'additional port that serves only /-/healthy and /-/ready',
      ).argParser(port),
    )
    .addOption(
      option(
        '--web.listen-address <address>',
        'WEB_LISTEN_ADDRESS',
        'address to listen on, in place of --host and --port; can be repeated: :8000, [::1]:8000, unix:/run/polyprom.sock',
      ).argParser((address: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        address,
      ]),
    )
    .option('--web.systemd-socket', 'listen on the sockets that systemd opened')
    .addOption(
      option(
        '--web.config.file <file>',
        'WEB_CONFIG_FILE',
        'TLS, basic authentication, headers and rate limit (format of the exporter-toolkit)',
      ),
    )
    .addOption(
      option(
        '--shutdown-delay <duration>',
        'SHUTDOWN_DELAY',
        'keep serving this long after SIGTERM',
      )
        .argParser(duration)
        .default(0, '0s'),
    )
    // An unknown command is parsed as an argument of this one.
    .allowExcessArguments()
    .action(async (flags: ServeFlags, { args: [unknown], parent }: Command) => {
      if (unknown !== undefined) {
        const names = parent?.commands.map((each) => each.name()).join(', ');
        command.error(`error: unknown command '${unknown}'; the commands are: ${names}`);
      }
      // From here on SIGHUP means reload. It has no effect until the exporter serves.
      onHangup(() => {});
      const { prepare, serve } = await import('../run.ts');
      const prepared = await prepare(flags, env);
      const { 'web.listenAddress': listenAddresses, 'web.config.file': webConfigFile } = flags;
      const systemdSocket = flags['web.systemdSocket'] === true;
      await serve(
        prepared,
        {
          ...flags,
          ...(listenAddresses !== undefined && { listenAddresses }),
          ...(webConfigFile !== undefined && { webConfigFile }),
          systemdSocket,
          onHangup,
          build,
        },
        shutdown(),
      );
      exitWith(0);
    });
  addCommonFlags(command);
}
