import { Command, CommanderError } from 'commander';
import { defineCheck } from './commands/check.ts';
import { defineCollect } from './commands/collect.ts';
import { defineGet } from './commands/get.ts';
import { defineProbe } from './commands/probe.ts';
import type { Program } from './commands/program.ts';
import { defineSchema } from './commands/schema.ts';
import { defineServe } from './commands/serve.ts';
import { defineWebConfig } from './commands/web-config.ts';
import { escapeControls } from './message/control-characters.ts';
import { UsageError } from './usage-error.ts';

const commands = {
  serve: defineServe,
  check: defineCheck,
  collect: defineCollect,
  probe: defineProbe,
  get: defineGet,
  schema: defineSchema,
  'web-config': defineWebConfig,
};

/**
 * Runs the command in the arguments. Sets the exit code 2 if the user must fix something.
 *
 * @param argv the arguments, without the name of the program
 */
export async function runCli(argv: readonly string[], given: Program): Promise<void> {
  const program = withoutControls(given);
  try {
    await createCommands(program).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof UsageError) program.printError(error.message);
    else if (!(error instanceof CommanderError)) throw error;
    else if (error.exitCode === 0) return;
    program.exitWith(2);
  }
}

/**
 * The output quotes external files and documents, so control characters are removed when writing to a terminal, and
 * always for stderr, which usually ends up in one. Output to a file or a pipe is unchanged.
 */
function withoutControls(program: Program): Program {
  const { isTerminal, print, printError } = program;
  return {
    ...program,
    print: (text) => print(isTerminal ? escapeControls(text.toString()) : text),
    printError: (line) => printError(escapeControls(line)),
  };
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
