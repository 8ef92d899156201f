import { describe, expect, it } from 'vitest';
import { readSize, size } from '../../src/schema/size.ts';

describe('readSize', () => {
  it.each([
    ['10MiB', 10_485_760],
    ['10 MiB', 10_485_760],
    ['10Mi', 10_485_760],
    ['10MB', 10_000_000],
    ['512KiB', 524_288],
    ['1kB', 1000],
    ['1.5GiB', 1_610_612_736],
    ['100', 100],
    ['100B', 100],
  ])('%s is %d bytes', (text, bytes) => {
    expect(readSize(text)).toBe(bytes);
  });

  it.each(['', 'MiB', '-1MiB', '10 mib', '10mb', '1e6', '10  MiB', '1.5.5MB', '10constructor'])(
    '%j is none',
    (text) => {
      expect(readSize(text)).toBeUndefined();
    },
  );
});

describe('size()', () => {
  it('takes a plain number of bytes', () => {
    expect(size().parse(1024)).toBe(1024);
  });

  it.each([[0], [1.5], ['0MB'], [true], [[]]])('refuses %j', (value) => {
    expect(size().safeParse(value).success).toBe(false);
  });
});
