import type { Command } from 'commander';
import { addCommonFlags, type CommonFlags } from './options.ts';
import type { Program } from './program.ts';

interface CollectFlags extends CommonFlags {
  readonly explain: boolean;
}

/** Defines `polyprom collect [name]`. */
export function defineCollect(command: Command, { env, print, exitWith }: Program): void {
  command
    .description('collect once and print the metrics')
    .argument('[name]', 'name of a collector (default: all)')
    .option('--explain', 'show every step: requests, documents, and what each rule did', false)
    .action(async (name: string | undefined, { explain, ...flags }: CollectFlags) => {
      const [{ prepare }, { collectOnce, explainOnce }] = await Promise.all([
        import('../run.ts'),
        import('./collect-once.ts'),
      ]);
      const run = explain ? explainOnce : collectOnce;
      const { output, failed } = await run(await prepare(flags, env), name);
      print(output);
      exitWith(failed.length === 0 ? 0 : 1);
    });
  addCommonFlags(command);
}
