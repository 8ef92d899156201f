import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { readFailure } from '../message/read-failure.ts';
import { UsageError } from '../usage-error.ts';
import { duration, option } from './options.ts';
import type { Program } from './program.ts';

interface GetFlags {
  readonly expect?: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: true;
  readonly user?: string;
  readonly passwordFile?: string;
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
    .option('--ca <file>', 'certificate authorities of the server, PEM')
    .option('--cert <file>', 'client certificate, PEM')
    .option('--key <file>', 'private key of the client certificate, PEM')
    .option('--insecure', 'accept any certificate of the server')
    .addOption(option('--user <name>', 'GET_USER', 'user name for basic authentication'))
    .addOption(
      option('--password-file <file>', 'GET_PASSWORD_FILE', 'file with the password of the user'),
    )
    .action(async (given: string | undefined, { expect, timeout, ...flags }: GetFlags) => {
      const [{ getUrl }, { ownHealth }] = await Promise.all([
        import('./get-url.ts'),
        import('./own-health.ts'),
      ]);
      const own = given === undefined ? await ownHealth(env) : undefined;
      const url = given ?? own?.url ?? '';
      // The server is on this machine, and its certificate is for other host names.
      const insecure = flags.insecure ?? own?.isTls;
      const files = { ca: read(flags.ca), cert: read(flags.cert), key: read(flags.key) };
      const credentials = credentialsOf(flags, env['POLYPROM_GET_PASSWORD']);
      const problem = await getUrl(
        { url, expect, timeout, ...files, insecure, credentials },
        print,
      );
      if (problem !== undefined) printError(problem);
      exitWith(problem === undefined ? 0 : 1);
    });
}

/** `user:password`. The password comes from a file or the variable POLYPROM_GET_PASSWORD, as a flag would be visible in `ps`. */
function credentialsOf(
  { user, passwordFile }: Pick<GetFlags, 'user' | 'passwordFile'>,
  variable: string | undefined,
): string | undefined {
  if (user === undefined) return undefined;
  const password = passwordFile === undefined ? variable : read(passwordFile)?.trimEnd();
  if (password === undefined) {
    throw new UsageError('--user needs --password-file or the variable POLYPROM_GET_PASSWORD');
  }
  return `${user}:${password}`;
}

function read(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${readFailure(error)}`, { cause: error });
  }
}
