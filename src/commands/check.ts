import type { Command } from 'commander';
import { UsageError } from '../usage-error.ts';
import { option } from './options.ts';
import type { Program } from './program.ts';

/** Defines `polyprom check [file]`. */
export function defineCheck(command: Command, { env, print, printError, exitWith }: Program): void {
  command
    .description('check a configuration file, or the config of a Helm values file')
    .argument('[file]', 'polyprom.yaml or values.yaml (default: the file of --config)')
    .addOption(option('--config <file>', 'CONFIG', 'configuration file'))
    .action(async (argument: string | undefined, { config }: { readonly config?: string }) => {
      const file = argument ?? config;
      if (file === undefined) {
        throw new UsageError(
          'no file to check: name one, or set --config or the variable POLYPROM_CONFIG',
        );
      }
      const [{ checkFile }, { processEnvironment }] = await Promise.all([
        import('./check-file.ts'),
        import('../config/load.ts'),
      ]);
      const { warnings, summary } = checkFile(file, processEnvironment(env));
      for (const warning of warnings) printError(warning);
      print(`${summary}\n`);
      exitWith(0);
    });
}
