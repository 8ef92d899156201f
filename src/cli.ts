import { Command, CommanderError } from 'commander';
import { defineCheck } from './commands/check.ts';
import { defineCollect } from './commands/collect.ts';
import { defineGet } from './commands/get.ts';
import type { Program } from './commands/program.ts';
import { defineSchema } from './commands/schema.ts';
import { defineServe } from './commands/serve.ts';
import { defineWebConfig } from './commands/web-config.ts';
import { UsageError } from './usage-error.ts';

const commands = {
  serve: defineServe,
  check: defineCheck,
  collect: defineCollect,
  get: defineGet,
  schema: defineSchema,
  'web-config': defineWebConfig,
};

/**
 * Runs the command that the arguments name. It sets the exit code 2 where the user must fix something.
 *
 * @param argv without the program's own name
 */
export async function runCli(argv: readonly string[], program: Program): Promise<void> {
  try {
    await createCommands(program).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof UsageError) program.printError(error.message);
    else if (!(error instanceof CommanderError)) throw error;
    else if (error.exitCode === 0) return;
    program.exitWith(2);
  }
}

function createCommands(program: Program): Command {
  const root = new Command('polyprom')
    .description('A Prometheus exporter that you configure with YAML.')
    .version(program.build.version, '--version', 'print the version')
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError(true);
  for (const [name, define] of Object.entries(commands)) {
    define(root.command(name, { isDefault: name === 'serve' }), program);
  }
  return root;
}
