import type { Command } from 'commander';
import type { Program } from './program.ts';

/** Defines `polyprom schema`. */
export function defineSchema(command: Command, { print, exitWith }: Program): void {
  command.description('print the JSON Schema of the configuration').action(async () => {
    const { configJsonSchema } = await import('../config/schema/json-schema.ts');
    print(`${JSON.stringify(configJsonSchema({ target: 'draft-2020-12' }), null, 2)}\n`);
    exitWith(0);
  });
}
