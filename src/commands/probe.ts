import { InvalidArgumentError, type Command } from 'commander';
import { addCommonFlags, type CommonFlags } from './options.ts';
import type { Program } from './program.ts';

interface ProbeFlags extends CommonFlags {
  readonly explain: boolean;
  readonly param?: readonly (readonly [string, string])[];
}

/** Defines `polyprom probe <module> <target>`. */
export function defineProbe(command: Command, { env, print, exitWith }: Program): void {
  command
    .description('probe a target once and print the metrics')
    .argument('<module>', 'name of a module')
    .argument('<target>', 'target, such as https://shop.example')
    .option('--param <name=value>', 'parameter of the module (can be repeated)', addParam)
    .option('--explain', 'show every step: requests, documents, and what each rule did', false)
    .action(
      async (module: string, target: string, { explain, param = [], ...flags }: ProbeFlags) => {
        const [{ prepare }, { probeOnce }] = await Promise.all([
          import('../run.ts'),
          import('./probe-once.ts'),
        ]);
        const query = new URLSearchParams({ module, target });
        for (const [name, value] of param) query.append(name, value);
        const { output, success } = await probeOnce(await prepare(flags, env), query, explain);
        print(output);
        exitWith(success ? 0 : 1);
      },
    );
  addCommonFlags(command);
}

function addParam(
  text: string,
  others: readonly (readonly [string, string])[] = [],
): readonly (readonly [string, string])[] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected NAME=VALUE, such as site=a.');
  }
  return [...others, [name, value]];
}
