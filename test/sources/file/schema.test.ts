import { describe, expect, it } from 'vitest';
import { parsePattern, parseTextfilePattern } from '../../../src/sources/file/pattern.ts';
import { FileOptions } from '../../../src/sources/file/schema.ts';
import { Text } from '../../../src/schema/text.ts';

describe('the options of the file source', () => {
  it('have defaults', () => {
    expect(FileOptions.parse({ paths: ['/var/lib/ups/*.csv'] })).toEqual({
      paths: ['/var/lib/ups/*.csv'],
      textfile: false,
      fileMetrics: true,
      maxFiles: 10_000,
    });
  });

  it('take paths from the environment', () => {
    const paths = [new Text([{ read: () => '/var/lib', secret: false }, '/ups.csv'])];

    expect(FileOptions.parse({ paths }).paths).toEqual(['/var/lib/ups.csv']);
  });

  it.each([
    [{}, 'paths'],
    [{ paths: [] }, 'is empty, expected at least one'],
    [
      { paths: ['ups.csv'] },
      'expected an absolute path or glob such as /var/lib/ups/*.csv, got the string "ups.csv"',
    ],
    [
      { paths: [5] },
      'expected an absolute path or glob such as /var/lib/ups/*.csv, got the number 5',
    ],
    [{ paths: ['/var/../etc/ups.csv'] }, 'holds "..": write the path that it leads to'],
    [
      { paths: [new Text([{ read: () => '/x', secret: true, file: '/x' }])] },
      'takes no ${file:}: everyone who reads the metrics would see it',
    ],
    [{ paths: ['/a'], root: '/a/*' }, 'takes no glob: write the path of one folder'],
    [{ paths: ['/a/{b,c/d}/e'] }, 'holds a "/" within braces: write a path for each choice'],
    [{ paths: ['/a/@(b|c/d)/e'] }, 'holds a "/" within braces: write a path for each choice'],
    [{ paths: ['/a'], maxFiles: 0 }, 'expected a whole number from 1 to 1000000, got the number 0'],
    [{ paths: ['/a'], path: '/b' }, 'path'],
  ])('refuse %j', (options, message) => {
    const { error } = FileOptions.safeParse(options);

    expect(JSON.stringify(error?.issues)).toContain(JSON.stringify(message).slice(1, -1));
  });
});

describe('a path or glob', () => {
  it.each([
    ['/var/lib/ups/*.csv', '/var/lib/ups', '*.csv'],
    ['/var/*/ups/**/a.csv', '/var', '*/ups/**/a.csv'],
    ['/*.csv', '/', '*.csv'],
    ['/var/{a,b}/x', '/var', '{a,b}/x'],
    ['/var/@(a|b)/x', '/var', '@(a|b)/x'],
    ['/var/file-[0-9]', '/var', 'file-[0-9]'],
    ['/var//lib/./ups/', '/var/lib/ups', undefined],
    ['/var/report (1).csv', '/var/report (1).csv', undefined],
    ['/var/a!b+c@d.csv', '/var/a!b+c@d.csv', undefined],
    ['/var/a\\[1\\].csv', '/var/a[1].csv', undefined],
    ['/var/a\\*/b*', '/var/a*', 'b*'],
    ['/', '/', undefined],
  ])('%s', (text, fixed, glob) => {
    expect(parsePattern(text)).toEqual({ text, fixed, glob });
  });

  it.each([
    ['/var/textfile', '/var/textfile', '*.prom'],
    ['/var/textfile/', '/var/textfile', '*.prom'],
    ['/var/*/textfile', '/var', '*/textfile/*.prom'],
    ['/var/a.prom', '/var/a.prom', undefined],
    ['/var/*.prom', '/var', '*.prom'],
  ])('of a textfile directory: %s', (text, fixed, glob) => {
    expect(parseTextfilePattern(text)).toEqual({ text, fixed, glob });
  });
});
