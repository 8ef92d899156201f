import { describe, expect, it } from 'vitest';

import { compileExpression } from '../../src/expression/compile/compile.ts';
import { functionDocs, functions } from '../../src/expression/functions/functions.ts';

function evaluate(source: string, node: unknown = null): unknown {
  return compileExpression(source).evaluate(node, { root: node, now: 1_700_000_060_000 });
}

describe('the documentation of functions', () => {
  it.each(functionDocs)('$signature does what its example says', ({ example }) => {
    expect(evaluate(example.expression, example.document)).toEqual(example.result);
  });

  it.each(functionDocs)('$signature has an example that calls it', ({ name, example }) => {
    expect(example.expression).toContain(`${name}(`);
  });

  it.each(functionDocs)('$signature is described by one sentence', ({ description }) => {
    expect(description).toMatch(/^[A-Z].*\.$/);
    expect(description).not.toContain('\n');
  });

  it('has every function once', () => {
    expect(functionDocs.map(({ name }) => name).toSorted()).toEqual(
      [...functions.keys()].toSorted(),
    );
  });
});

describe('parse_duration', () => {
  it.each<[string, number]>([
    ['1.5s', 1.5],
    ['250ms', 0.25],
    ['300us', 0.0003],
    ['300µs', 0.0003],
    ['12ns', 1.2e-8],
    ['3h20m', 12_000],
    ['1h 20m', 4800],
    ['1 hour, 20 minutes', 4800],
    ['2 hours and 5 min', 7500],
    ['2d', 172_800],
    ['1w', 604_800],
    ['1y', 31_536_000],
    ['1h30m5.25s', 5405.25],
    ['-1.5h', -5400],
    ['0', 0],
    ['90', 90],
    [' 42 ', 42],
    ['01:02:03', 3723],
    ['100:00:00.5', 360_000.5],
    ['3 days 04:05:06', 273_906],
    ['1 day, 4:05:06', 101_106],
    ['1.02:03:04', 93_784],
    ['PT5M', 300],
    ['P1DT2H', 93_600],
    ['PT1H30M5.5S', 5405.5],
    ['PT1,5S', 1.5],
    ['P1W', 604_800],
    ['-PT5M', -300],
    ['PT-5M', -300],
  ])('of %j is %d seconds', (text, seconds) => {
    expect(evaluate('parse_duration(@)', text)).toBeCloseTo(seconds, 12);
  });

  it.each([
    '',
    'soon',
    'h',
    '3x',
    '3h 20',
    '1h20',
    'P',
    'PT',
    'P1M',
    'P1H',
    '04:05',
    '1:99:00',
    '3h,',
    ', 3h',
    '5 M',
  ])('of %j is refused', (text) => {
    expect(() => evaluate('parse_duration(@)', text)).toThrow(
      `parse_duration(): '${text}' is not a duration such as 3h20m or PT5M`,
    );
  });
});

describe('parse_bytes', () => {
  it.each<[string, number]>([
    ['1.5GiB', 1_610_612_736],
    ['12.5 GiB', 13_421_772_800],
    ['10 kB', 10_000],
    ['10 KB', 10_000],
    ['10 KiB', 10_240],
    ['512M', 512_000_000],
    ['512MB', 512_000_000],
    ['512mb', 512_000_000],
    ['512Mi', 536_870_912],
    ['3B', 3],
    ['3 bytes', 3],
    ['3', 3],
    ['1e3', 1000],
    ['4.35MB', 4_350_000],
    ['1,024 KB', 1_024_000],
    ['2T', 2e12],
    ['1PiB', 1024 ** 5],
    ['1EB', 1e18],
    ['-1k', -1000],
    [' 42 ', 42],
  ])('of %j is %d', (text, bytes) => {
    expect(evaluate('parse_bytes(@)', text)).toBe(bytes);
  });

  it.each(['', 'GiB', '1 Gibit', '1.5.1 GB', '5 %', '1,5 GB', 'N/A'])(
    'of %j is refused',
    (text) => {
      expect(() => evaluate('parse_bytes(@)', text)).toThrow(
        `parse_bytes(): '${text}' is not a size such as 1.5GiB or 512 kB`,
      );
    },
  );
});

describe('parse_quantity', () => {
  it.each<[string, number]>([
    ['250m', 0.25],
    ['512Gi', 512 * 2 ** 30],
    ['1e3', 1000],
    ['1E3', 1000],
    ['1.5', 1.5],
    ['100k', 100_000],
    ['100n', 1e-7],
    ['100u', 1e-4],
    ['1M', 1e6],
    ['1Mi', 1_048_576],
    ['1G', 1e9],
    ['1T', 1e12],
    ['1P', 1e15],
    ['1E', 1e18],
    ['1Ei', 2 ** 60],
    ['-5m', -0.005],
    ['.5', 0.5],
    ['0', 0],
  ])('of %j is %d', (text, quantity) => {
    expect(evaluate('parse_quantity(@)', text)).toBe(quantity);
  });

  it.each(['', 'm', '1K', '1 Gi', '1GiB', '1Mm', 'one'])('of %j is refused', (text) => {
    expect(() => evaluate('parse_quantity(@)', text)).toThrow(
      `parse_quantity(): '${text}' is not a Kubernetes quantity such as 250m or 512Gi`,
    );
  });
});

describe('parse_number', () => {
  it.each<[string, number | null]>([
    ['1,234.5 ms', 1234.5],
    ['1,234', 1234],
    ['1,234,567', 1_234_567],
    ['1\u202f234', 1234],
    ["1'234", 1234],
    ['95%', 95],
    ['-1,234', -1234],
    ['−5 °C', -5],
    ['1e3', 1000],
    ['1.5E-2 V', 0.015],
    [' 42 ', 42],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['+7', 7],
    ['load: 0.25, 0.5', 0.25],
    ['sensor-5', 5],
    ['2026-11-22', 2026],
    ['5 eggs', 5],
    ['€ 12.50', 12.5],
    ['', null],
    ['N/A', null],
    ['-', null],
    ['null', null],
    ['true', null],
  ])('of %j is %j', (text, number) => {
    expect(evaluate('parse_number(@)', text)).toBe(number);
  });

  it.each(['1,5', '1.234,56', '0x1F', '1234,567'])('of %j is refused as guesswork', (text) => {
    expect(() => evaluate('parse_number(@)', text)).toThrow(
      `parse_number(): '${text}' is not a number`,
    );
  });
});

describe('parse_hex', () => {
  it.each<[string, number | bigint]>([
    ['0x1F', 31],
    ['1f', 31],
    ['0X1f', 31],
    ['-0x10', -16],
    [' ff ', 255],
    ['0', 0],
    ['ffffffffffffffff', 18_446_744_073_709_551_615n],
  ])('of %j is %s', (text, number) => {
    expect(evaluate('parse_hex(@)', text)).toBe(number);
  });

  it.each(['', '0x', 'fg', '1.5', '0x 1'])('of %j is refused', (text) => {
    expect(() => evaluate('parse_hex(@)', text)).toThrow(
      `parse_hex(): '${text}' is not a hexadecimal number such as 0x1F`,
    );
  });
});

describe('parse_time', () => {
  it.each<[string | number | bigint, number]>([
    ['2026-11-22T09:00:00Z', 1_795_338_000],
    ['2026-11-22T09:00:00+01:00', 1_795_334_400],
    ['2026-11-22T09:00:00-0130', 1_795_343_400],
    ['2026-11-22T09:00:00+01', 1_795_334_400],
    ['2026-11-22t09:00:00z', 1_795_338_000],
    ['2026-11-22 09:00:00', 1_795_338_000],
    ['2026-11-22 09:00:00 UTC', 1_795_338_000],
    ['2026-11-22 09:00:00 +0100', 1_795_334_400],
    ['2026-11-22 09:00:00.5 +0000 UTC', 1_795_338_000.5],
    ['2026-11-22T09:00:00.123456789Z', 1_795_338_000.123_457],
    ['2026-11-22T09:00', 1_795_338_000],
    ['2026-11-22', 1_795_305_600],
    ['1969-12-31T23:59:59Z', -1],
    ['2016-12-31T23:59:60Z', 1_483_228_800],
    ['2024-02-29T00:00:00Z', 1_709_164_800],
    ['Sun, 22 Nov 2026 09:00:00 +0100', 1_795_334_400],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 1_795_338_000],
    ['22 Nov 2026 09:00 EST', 1_795_356_000],
    ['Sunday, 22-Nov-2026 09:00:00 GMT', 1_795_338_000],
    ['Sun, 22 Nov 2026 09:00:00 +0100 (CET)', 1_795_334_400],
    ['1795338000', 1_795_338_000],
    ['1795338000.25', 1_795_338_000.25],
    ['1795338000250', 1_795_338_000.25],
    [1_795_338_000, 1_795_338_000],
    [1_795_338_000.5, 1_795_338_000.5],
    [1_795_338_000_250, 1_795_338_000.25],
    [1_795_338_000_250_000, 1_795_338_000.25],
    [1_795_338_000_250_000_000n, 1_795_338_000.25],
    [0, 0],
  ])('of %s is %d', (time, seconds) => {
    expect(evaluate('parse_time(@)', time)).toBeCloseTo(seconds, 6);
  });

  it.each([
    '',
    'yesterday',
    '2026-13-01',
    '2026-02-29',
    '2026-11-22T24:00:00Z',
    '2026-11-22T09:60:00Z',
    '2026-11-22T09:00:00 CET',
    '22 Foo 2026 09:00:00',
    '22.11.2026',
  ])('of %j is refused', (time) => {
    expect(() => evaluate('parse_time(@)', time)).toThrow(
      `parse_time(): '${time}' is not a time of RFC 3339, RFC 2822 or unix; a second argument may give the format`,
    );
  });

  it.each<[string, string, number]>([
    ['2026-11-22 09:00:00', '%Y-%m-%d %H:%M:%S', 1_795_338_000],
    ['2026-11-22 09:00:00 +0100', '%Y-%m-%d %H:%M:%S %z', 1_795_334_400],
    ['2026-11-22 09:00:00.250', '%F %T.%f', 1_795_338_000.25],
    ['22.11.2026 09:00', '%d.%m.%Y %H:%M', 1_795_338_000],
    ['22/11/26 9:00 am', '%d/%m/%y %I:%M %p', 1_795_338_000],
    ['11/22/26 12:30 PM', '%D %I:%M %p', 1_795_350_600],
    ['Nov 22 09:00:00 2026 GMT', '%b %d %H:%M:%S %Y %Z', 1_795_338_000],
    ['Nov  2 09:00:00 2026 GMT', '%b %d %H:%M:%S %Y %Z', 1_793_610_000],
    ['Sunday 22 November 2026', '%A %d %B %Y', 1_795_305_600],
    ['20261122090000', '%Y%m%d%H%M%S', 1_795_338_000],
    ['2026-326', '%Y-%j', 1_795_305_600],
    ['1795338000', '%s', 1_795_338_000],
    ['100% 2026', '100%% %Y', 1_767_225_600],
    ['(2026)', '(%Y)', 1_767_225_600],
  ])('of %j by %j is %d', (time, format, seconds) => {
    expect(evaluate(`parse_time(@, '${format}')`, time)).toBeCloseTo(seconds, 6);
    expect(evaluate('parse_time(time, format)', { time, format })).toBeCloseTo(seconds, 6);
  });

  it('refuses what does not have the format', () => {
    expect(() => evaluate("parse_time(@, '%Y-%m-%d')", '22.11.2026')).toThrow(
      "parse_time(): '22.11.2026' is not a time of the format '%Y-%m-%d'",
    );
  });

  it('refuses a format that there is not, at load when it is written down', () => {
    expect(() => compileExpression("parse_time(a, '%Y-%q')")).toThrow(
      "parse_time(): '%Y-%q' is not a time format: there is no %q",
    );
    expect(() => evaluate('parse_time(a, b)', { a: '12', b: '%H' })).toThrow(
      "parse_time(): '%H' is not a time format: it needs %Y, %y or %s",
    );
  });
});

describe('match and regex_replace', () => {
  it.each<[string, unknown, unknown]>([
    [
      "match(@, '(?P<name>[a-z]+)-([0-9]+)')",
      'web-12 web-13',
      { '0': 'web-12', '1': 'web', '2': '12', name: 'web' },
    ],
    ["match(@, '(?<name>[a-z]+)').name", 'WEB web', 'web'],
    ["match(@, '(?i)web')", 'WEB', { '0': 'WEB' }],
    ["match(@, '(a)|(b)')", 'b', { '0': 'b', '1': null, '2': 'b' }],
    ["match(@, 'x')", 'web', null],
    ["match(@, 'x')", null, null],
    ["regex_replace(@, '[0-9]+', '#')", 'a1b22', 'a#b#'],
    ["regex_replace(@, '(\\w+)@(\\w+)', '$2 at ${1}')", 'a@b', 'b at a'],
    ["regex_replace(@, '(?P<x>b)', '[${x}$$$1$0$x]')", 'abc', 'a[b$bb$x]c'],
    ["regex_replace(@, '', '-')", 'ab', '-a-b-'],
    ["regex_replace(@, '(a)|b', '<$1>')", 'ab', '<a><>'],
    ["regex_replace(@, 'a', 'b')", null, null],
    ["regex_replace(@, '^\\p{Greek}', '')", 'αβ', 'β'],
  ])('%s of %j', (expression, document, expected) => {
    expect(evaluate(expression, document)).toEqual(expected);
  });

  it('refuses a pattern at load when it is written down, with its offset', () => {
    expect(() => compileExpression("match(name, '(a')")).toThrow(
      expect.objectContaining({
        name: 'ExpressionSyntaxError',
        offset: 12,
        message: "match(): '(a' is not a regular expression (RE2): missing closing )",
      }),
    );
    expect(() => compileExpression("match(name, '(?=a)')")).toThrow(
      'is not a regular expression (RE2)',
    );
  });

  it('refuses a pattern of the document when it is evaluated', () => {
    expect(() => evaluate('match(a, b)', { a: 'x', b: '[' })).toThrow(
      expect.objectContaining({ name: 'ExpressionError' }),
    );
  });

  it('refuses a group that the pattern does not have', () => {
    expect(() => evaluate("regex_replace(@, 'a', '$1')", 'a')).toThrow(
      "regex_replace(): the replacement '$1' names the group $1, which the pattern does not have; write $$ for a dollar",
    );
  });

  it('takes linear time on what stops a backtracking engine', () => {
    const text = `${'a'.repeat(5000)}!`;
    expect(evaluate("match(@, '^(a+)+$')", text)).toBeNull();
  });

  it('takes any number of patterns from a document', () => {
    const patterns = Array.from({ length: 500 }, (_, index) => `a{${index + 1}}`);
    expect(evaluate("length(map(&match('aaa', @), @))", patterns)).toBe(500);
  });
});

describe('null and numbers in parse functions', () => {
  it.each([
    'parse_duration',
    'parse_bytes',
    'parse_quantity',
    'parse_number',
    'parse_hex',
    'parse_time',
  ])('%s of null is null', (name) => {
    expect(evaluate(`${name}(@)`, null)).toBeNull();
  });

  it.each(['parse_duration', 'parse_bytes', 'parse_quantity', 'parse_number', 'parse_time'])(
    '%s of a number is that number',
    (name) => {
      expect(evaluate(`${name}(@)`, 12.5)).toBe(12.5);
    },
  );

  it('cuts the text that it names', () => {
    expect(() => evaluate('parse_bytes(@)', 'x'.repeat(500))).toThrow(
      `parse_bytes(): '${'x'.repeat(59)}…' is not a size such as 1.5GiB or 512 kB`,
    );
  });
});

describe('long texts', () => {
  const spaces = ' '.repeat(200_000);

  it.each([
    ['parse_duration(@)', `1h${spaces}x`],
    ['parse_duration(@)', '1 '.repeat(100_000)],
    ['parse_bytes(@)', `1${spaces}x`],
    ['parse_time(@)', `2026-11-22${spaces}x`],
    ["parse_time(@, '%Y %m %n %d')", `2026${spaces}x`],
    ['parse_hex(@)', 'f'.repeat(200_000)],
  ])('%s refuses them at once', (expression, text) => {
    expect(() => evaluate(expression, text)).toThrow(`'${text.slice(0, 59)}…' is not a`);
  });

  it('may hold a number', () => {
    expect(evaluate('parse_number(@)', `${spaces}x ${spaces} 12 ${spaces}`)).toBe(12);
    expect(evaluate('parse_number(@)', spaces)).toBeNull();
  });

  it('may be searched and replaced whole', () => {
    const text = `${'line of a log\n'.repeat(50_000)}total 12`;
    expect(evaluate("match(@, 'total (?P<count>[0-9]+)').count", text)).toBe('12');
    expect(evaluate("length(regex_replace(@, 'line', ''))", text)).toBe(text.length - 200_000);
    expect(evaluate("length(split(@, 'log'))", text)).toBe(50_001);
    expect(evaluate('length(trim(@))', spaces)).toBe(0);
  });
});

describe('lookup and exists', () => {
  it.each<[string, unknown, unknown]>([
    ["lookup(@, 'a')", { a: 1 }, 1],
    ["lookup(@, 'b')", { a: 1 }, null],
    ["lookup(@, 'b', 'none')", { a: 1 }, 'none'],
    ["lookup(@, 'a', 'none')", { a: null }, 'none'],
    ["lookup(@, 'a', 'none')", null, 'none'],
    ["lookup(@, missing, 'none')", { a: 1 }, 'none'],
    ["lookup(@, 'constructor', 'none')", {}, 'none'],
    ['lookup(map, code)', { map: { '3': 'x' }, code: 3 }, 'x'],
    ['exists(a)', { a: false }, true],
    ['exists(a)', { a: null }, false],
    ['exists(a)', {}, false],
    ['exists(a.b[0])', { a: { b: [0] } }, true],
  ])('%s of %j is %j', (expression, document, expected) => {
    expect(evaluate(expression, document)).toEqual(expected);
  });
});
