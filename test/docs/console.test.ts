import { describe, expect, it } from 'vitest';
import { blocksOfPages } from './configurations.ts';
import { commandsOf, outputOf } from './console.ts';

const pages = Map.groupBy(await blocksOfPages(), ({ name }) => name.replace(/:\d+$/, ''));
const sessions = [...pages]
  .map(([page, blocks]) => ({ page, commands: commandsOf(blocks) }))
  .filter(({ commands }) => commands.length > 0);

/** Times differ from run to run, and pages have no trailing spaces. */
function plain(text: string): string {
  return text
    .replaceAll(/\d+\.\d{3} s/g, '0.001 s')
    .replaceAll(/(_mtime_seconds\{.*\}) \S+/g, '$1 0')
    .replaceAll(/ +$/gm, '')
    .trim();
}

describe.each(sessions)('the commands on $page', ({ commands }) => {
  it('are curl, cat and polyprom: other commands, whose output is not tested, belong in `sh` blocks', () => {
    const names = commands.map(({ line }) => /(?:^|\s)(curl|cat|polyprom)\s/.exec(line)?.[1]);
    expect(names).not.toContain(undefined);
  });

  const runnable = commands.filter(({ line }) => /^(\w+=\S+ )*polyprom /.test(line));
  it.each(runnable)('print what the page shows: $line', async (command) => {
    expect(plain(await outputOf(command, commands))).toBe(plain(command.output));
  });
});

it('most pages with a task show what a command prints', () => {
  expect(sessions.length).toBeGreaterThan(5);
});
