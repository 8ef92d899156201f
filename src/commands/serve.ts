import type { Command } from 'commander';
import { addCommonFlags, duration, option, port, type CommonFlags } from './options.ts';
import type { Program } from './program.ts';

interface ServeFlags extends CommonFlags {
  readonly host?: string;
  readonly port?: number;
  readonly healthPort?: number;
  /** Milliseconds. */
  readonly shutdownDelay: number;
}

/** Defines `polyprom serve`, which `polyprom` without a command means. */
export function defineServe(command: Command, { build, env, shutdown, exitWith }: Program): void {
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
        '--shutdown-delay <duration>',
        'SHUTDOWN_DELAY',
        'keep serving this long after SIGTERM',
      )
        .argParser(duration)
        .default(0, '0s'),
    )
    // An unknown command ends up here, as an argument.
    .allowExcessArguments()
    .action(async (flags: ServeFlags, { args: [unknown], parent }: Command) => {
      if (unknown !== undefined) {
        const names = parent?.commands.map((each) => each.name()).join(', ');
        command.error(`error: unknown command '${unknown}'; the commands are: ${names}`);
      }
      const { prepare, serve } = await import('../run.ts');
      const prepared = await prepare(flags, env);
      await serve(prepared, { ...flags, build }, shutdown());
      exitWith(0);
    });
  addCommonFlags(command);
}
