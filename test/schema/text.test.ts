import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Text } from '../../src/schema/text.ts';

describe('Text', () => {
  it('shows what is no secret', () => {
    const text = new Text(['a', { read: () => 'b', secret: false }]);
    expect([text.reveal(), String(text), text.secret]).toEqual(['ab', 'ab', false]);
  });

  it('does not print a secret, however it is printed', () => {
    const text = new Text(['hunter2'], { secret: true });
    const printed = [
      String(text),
      JSON.stringify({ text }),
      inspect({ text }),
      inspect(text),
    ].join();
    expect(printed).not.toContain('hunter2');
    expect(String(text)).toBe('<secret>');
    expect(text.reveal()).toBe('hunter2');
    expect(Object.values(text)).toEqual([true]);
  });

  it('hides the secret part alone', () => {
    const text = new Text(['https://', { read: () => 'hunter2', secret: true }, '@host']);
    expect(String(text)).toBe('https://<secret>@host');
    expect(text.secret).toBe(true);
  });

  it('hides what is found to be secret', () => {
    const text = new Text(['user:hunter2']).hiding({ find: (value) => value.split(':').slice(1) });
    expect(String(text)).toBe('user:<secret>');
  });

  it('reads a part again each time, and remembers the secrets that it was', () => {
    let value = 'first';
    const text = new Text([{ read: () => value, secret: true }]);
    expect(text.reveal()).toBe('first');
    value = 'second';
    expect(text.reveal()).toBe('second');
    expect(text.secrets).toEqual(['first', 'second']);
  });

  it('remembers only the latest secrets', () => {
    let value = 0;
    const text = new Text([{ read: () => String((value += 1)), secret: true }]);
    for (let i = 0; i < 100; i += 1) text.reveal();
    expect(text.secrets).toHaveLength(8);
    expect(text.secrets.at(-1)).toBe('100');
  });

  it('says why it cannot be revealed, and prints all the same', () => {
    const text = new Text([
      'a ',
      {
        read() {
          throw new Error('cannot read /p: there is no such file');
        },
        secret: true,
      },
    ]);
    expect(() => text.reveal()).toThrow('cannot read /p: there is no such file');
    expect(text.peek()).toBeUndefined();
    expect(String(text)).toBe('a <secret>');
  });
});
