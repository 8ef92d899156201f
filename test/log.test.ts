import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

/** What a program writes to stderr that has a logger of this format. */
async function stderrOf(format: string, program: string): Promise<string> {
  const log = new URL('../src/log.ts', import.meta.url).href;
  const source = `
    const { createLogger, logProcessWarnings } = await import(${JSON.stringify(log)});
    const scrub = (line) => line.replaceAll('hunter2', '<secret>');
    const logger = await createLogger({ level: 'info', format: '${format}', scrub });
    logProcessWarnings(logger);
    ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source]);
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}

describe.each(['json', 'text'])('the log as %s', (format) => {
  it('has all lines when the process exits at once, without secrets and control characters', async () => {
    const text = await stderrOf(
      format,
      `for (let i = 0; i < 200; i += 1) logger.info({ i }, 'line');
       logger.error({ err: 'hunter2 \\u001b[31mred' }, 'last');
       process.exit(0);`,
    );

    expect(text.match(/line/g)).toHaveLength(200);
    expect(text).toContain('last');
    expect(text).toContain('<secret>');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain('\u001b');
  });

  it('has no control characters of others, wherever they stand', async () => {
    const text = await stderrOf(
      format,
      `logger.error({ err: 'a\\u001b[2Jb\\u009bc\\u202ed\\u0000e\\rf' }, 'told');
       logger.error({ err: new Error('g\\u001b[2Jh\\u009bi\\u202ej') }, 'thrown');
       process.emitWarning('w\\u001b[2Jx\\u009by\\u202ez'); await new Promise(setImmediate);`,
    );

    expect(text).toContain('told');
    expect(text).toContain('Node.js warns');
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });

  it('has the warnings of Node.js as lines of its own, and nothing else', async () => {
    const text = await stderrOf(
      format,
      `clearTimeout(setTimeout(() => {}, 2 ** 32)); await new Promise((resolve) => setTimeout(resolve, 5));`,
    );

    expect(text).toContain('TimeoutOverflowWarning');
    expect(text).not.toContain('(node:');
    const lines = text.trim().split('\n');
    expect(lines.every((line) => format === 'text' || line.startsWith('{"level":"warn"'))).toBe(
      true,
    );
  });

  it('hides secrets before it cuts a field', async () => {
    const text = await stderrOf(
      format,
      `for (let i = 0; i < 8; i += 1) logger.error({ err: 'x'.repeat(3992 + i) + 'hunter2' }, 'echo');`,
    );

    expect(text.match(/echo/g)).toHaveLength(8);
    expect(text).not.toMatch(/xhu/);
  });

  it('cuts long fields, and writes at most so many lines in a minute', async () => {
    const text = await stderrOf(
      format,
      `for (let i = 0; i < 5000; i += 1) logger.info({ i }, 'line');`,
    );
    const long = await stderrOf(format, `logger.error({ err: 'x'.repeat(100000) }, 'long');`);

    expect(text.match(/line/g)).toHaveLength(1000);
    expect(long.length).toBeLessThan(5000);
  });
});

it('the log as json drops lines when more wait to be written than memory should hold', async () => {
  const text = await stderrOf(
    'json',
    `const long = 'x'.repeat(3900);
     for (let i = 0; i < 900; i += 1) logger.info({ a: long, b: long, c: long }, 'line');`,
  );

  const written = text.match(/line/g) ?? [];
  expect(written.length).toBeGreaterThan(100);
  expect(text.length).toBeLessThan(5 * 2 ** 20);
});
