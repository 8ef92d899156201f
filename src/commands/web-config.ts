import { text } from 'node:stream/consumers';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { UsageError } from '../usage-error.ts';
import type { Program } from './program.ts';

/** bcrypt only uses the first 72 bytes of a password, and silently ignores the rest. */
const longestPassword = 72;

/** Defines `polyprom web-config hash`. */
export function defineWebConfig(command: Command, { print }: Program): void {
  command.description('help with the web configuration file');
  command
    .command('hash')
    .description('make the bcrypt hash of a password read from standard input')
    .addOption(
      new Option('--cost <number>', 'work that each comparison takes, doubled by each step')
        .argParser(cost)
        .default(10),
    )
    .action(async ({ cost: rounds }: { readonly cost: number }) => {
      const [input, { hash }] = await Promise.all([text(process.stdin), import('bcryptjs')]);
      const password = input.replace(/\r?\n$/, '');
      if (password === '') {
        throw new UsageError(
          'no password on standard input: printf %s "$PASSWORD" | polyprom web-config hash',
        );
      }
      const length = Buffer.byteLength(password);
      if (length > longestPassword) {
        throw new UsageError(
          `the password has ${length} bytes; bcrypt uses ${longestPassword} at most`,
        );
      }
      print(`${await hash(password, rounds)}\n`);
    });
}

function cost(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 4 && number <= 14) return number;
  throw new InvalidArgumentError('Expected a cost from 4 to 14.');
}
