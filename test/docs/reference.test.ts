import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { close } from '../../src/server/listen.ts';
import { run } from '../cli/program.ts';
import { serve } from '../server/serving.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/reference.md'), 'utf8');

/** The cells of a table of the page, without the marks of code. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const table = section.split('\n\n').find((part) => part.trimStart().startsWith('| '));
  const [, , ...rows] = (table ?? '').trim().split('\n');
  return rows.map((row) => row.split(' | ').map((cell) => cell.replaceAll(/[|`]/g, '').trim()));
}

/** What the help of a command says of its flags, as the page has it. */
async function flagsOf(command: string): Promise<readonly string[]> {
  const { stdout } = await run([command, '--help']);
  const help = stdout.replaceAll(/\n {10,}/g, ' ');
  return [...help.matchAll(/^ {2}(--[\w.-]+)(.*)$/gm)].map(([, flag, text = '']) => {
    const [, variable = ''] = /env: (\w+)/.exec(text) ?? [];
    const [, preset = ''] = /default: "?([^",)]+)/.exec(text) ?? [];
    return [command, flag, variable, preset].join(' | ');
  });
}

describe('the page of endpoints, flags and variables', () => {
  it('has every flag with its variable and its default', async () => {
    const { stdout } = await run(['--help']);
    const [, list = ''] = stdout.split('Commands:\n');
    const commands = [...list.matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name);
    const flags = await Promise.all(commands.map(flagsOf));

    const documented = rowsOf('Command line').map((cells) => cells.slice(0, 4).join(' | '));
    expect(documented.toSorted()).toEqual(flags.flat().toSorted());
    for (const command of commands) expect(page).toContain(`- \`polyprom ${command}`);
  });

  it('has every variable that polyprom reads', () => {
    const code = globSync('src/**/*.ts', { cwd: root }).map((file) =>
      readFileSync(join(root, file)),
    );
    const options = [...code.join('\n').matchAll(/\boption\(\s*'[^']*',\s*'([A-Z_]{4,})'/g)];
    const read = [
      ...code.join('\n').matchAll(/POLYPROM_\w+/g),
      ...options.map(([, name]) => [`POLYPROM_${name}`]),
    ].map(([name = '']) => name);
    const documented = [...page.matchAll(/POLYPROM_\w+/g)].map(([name]) => name);
    expect([...new Set(documented)].toSorted()).toEqual([...new Set(read)].toSorted());
  });
});

describe('the endpoints of the page', async () => {
  const { url, server, routes } = await serve();
  afterAll(() => close(server, 0));
  const paths = rowsOf('Endpoints').map(([path = '']) => path);

  it('are all that the server has', () => {
    const served = routes.map(({ path }) => path.replace(':name', 'NAME'));
    expect(paths.toSorted()).toEqual(served.toSorted());
  });

  it.each(paths)('%s takes its own methods alone', async (path) => {
    const address = url + path.replace('NAME', 'shop');
    const [methods, other] = path === '/-/reload' ? [['POST'], 'GET'] : [['GET', 'HEAD'], 'POST'];
    // There is no module here.
    const status = path === '/probe' ? 400 : 200;
    for (const method of methods) {
      expect((await fetch(address, { method })).status).toBe(status);
    }
    const refused = await fetch(address, { method: other });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, methods.join(', ')]);
  });
});
