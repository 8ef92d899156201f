import { Option, type Command } from 'commander';
import { duration } from './options.ts';
import type { Program } from './program.ts';

interface GetFlags {
  readonly expect?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Defines `polyprom get [url]`. It loads little, since health checks run it all day. */
export function defineGet(command: Command, { env, print, printError, exitWith }: Program): void {
  command
    .description('send a GET request, for health checks')
    .argument('[url]', 'http or https URL (default: the health of the exporter on this machine)')
    .option('--expect <metric>', 'fail unless the response has a sample of this metric')
    .addOption(
      new Option('--timeout <duration>', 'give up after this long')
        .argParser(duration)
        .default(5000, '5s'),
    )
    .action(async (given: string | undefined, { expect, timeout }: GetFlags) => {
      const [{ getUrl }, { ownHealth }] = await Promise.all([
        import('./get-url.ts'),
        import('./own-health.ts'),
      ]);
      const url = given ?? (await ownHealth(env));
      const problem = await getUrl({ url, expect, timeout }, print);
      if (problem !== undefined) printError(problem);
      exitWith(problem === undefined ? 0 : 1);
    });
}
