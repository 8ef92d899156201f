import { describe, expect, it } from 'vitest';

import { BudgetSpent, createBudget, withinBudget } from '../../src/budget/budget.ts';
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
    ['13T22:49:09', 1_205_349],
    ['0+13:17:34', 47_854],
    ['12-03:04:05', 1_047_845],
    ['12:03:04:05', 1_047_845],
    ['up 3 days, 2:17', 267_420],
    [' 10:14:02 up 3 days,  2:17,  1 user,  load average: 0.10, 0.20', 267_420],
    ['up 2:17', 8220],
    ['up 1 day,  5 min', 86_700],
    ['3 days, 2:17', 267_420],
    ['Timeticks: (8754321) 1 day, 0:19:03.21', 87_543.21],
    ['1 week, 2 days, 03:04:05', 788_645],
    ['P3DT4H', 273_600],
    ['pt5m', 300],
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
    '1y1m1d',
    '1y1m',
    '5m 3h',
    '1d 1d',
    '1h 04:05:06',
    '7 04:05',
  ])('of %j is refused', (text) => {
    expect(() => evaluate('parse_duration(@)', text)).toThrow(
      `parse_duration(): '${text}' is not a duration such as 3h20m or PT5M`,
    );
  });
});

describe('parse_bytes', () => {
  it.each<[string, number]>([
    ['1.5GiB', 1_610_612_736],
    ['.5GiB', 536_870_912],
    ['1 024 KB', 1_024_000],
    ['1.234,5 kB', 1_234_500],
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
    ['1.91 KH/s', 1910],
    ['3.2 Mbit/s', 3_200_000],
    ['250 mW', 0.25],
    ['12 MiB/s', 12_582_912],
    ['3.1kWh', 3100],
    ['230 V', 230],
  ])('of %j is %d', (text, quantity) => {
    expect(evaluate('parse_quantity(@)', text)).toBe(quantity);
  });

  it.each(['', 'm', '1K', '1 Gi', '1GiB', '1Mm', 'one'])('of %j is refused', (text) => {
    expect(() => evaluate('parse_quantity(@)', text)).toThrow(
      `parse_quantity(): '${text}' is not a Kubernetes quantity such as 250m or 512Gi, nor one with a unit such as 1.91 KH/s`,
    );
  });
});

describe('parse_number', () => {
  it.each<[string, number | null]>([
    ['1,234.5 ms', 1234.5],
    ['1,234', 1234],
    ['1,234,567', 1_234_567],
    ['1\u202f234', 1234],
    ['1\u00a0234,5', 1234.5],
    ['500 107 862 016 [500 GB]', 500_107_862_016],
    ['1 234 567,89 €', 1_234_567.89],
    ['1.234.567', 1_234_567],
    ['1.234,56', 1234.56],
    ['1,234,567.89', 1_234_567.89],
    ["1'234.5", 1234.5],
    ['1’234’567.5', 1_234_567.5],
    ['1 2 3', 1],
    ['HTTP/1.1 200 OK', 1.1],
    ['12 345678', 12],
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

  it.each([
    '1,5',
    '0,123',
    '0x1F',
    '1234,567',
    '1 234',
    '1 234,5',
    '10.0.0.1',
    '1.5.1',
    '0.25,0.5',
  ])('of %j is refused as guesswork', (text) => {
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
    ['Sunday, 06-Nov-94 08:49:37 GMT', 784_111_777],
    ['Sun Nov  6 08:49:37 1994', 784_111_777],
    ['Sun Nov  6 08:49:37 UTC 1994', 784_111_777],
    ['Nov 22 09:00:00 2026 GMT', 1_795_338_000],
    ['Sun Nov 22 2026 09:00:00 GMT+0100 (Central European Standard Time)', 1_795_334_400],
    ['Sun,22 Nov  2026  09:00:00 GMT', 1_795_338_000],
    ['22/Nov/2026:09:00:00 +0100', 1_795_334_400],
    ['November 22, 2026 9:00 AM', 1_795_338_000],
    ['2026/11/22 09:00:00', 1_795_338_000],
    ['2026-11-22  9:00:00 PM', 1_795_381_200],
    ['2026-11-22T09:00:00 CET', 1_795_334_400],
    ['2026-11-22 09:00:00 UTC+1', 1_795_334_400],
    ['20261122T090000Z', 1_795_338_000],
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
    '2026-11-22T09:00:00 CST',
    '2026-11-22T09:00:00+99:99',
    '2026-11-22T09:00:00+24:00',
    'Sun, 22 Nov 2026 09:00:00 IST',
    '22 Nov 09:00:00',
    '22 Foo 2026 09:00:00',
    '22.11.2026',
  ])('of %j is refused', (time) => {
    expect(() => evaluate('parse_time(@)', time)).toThrow(
      `parse_time(): '${time}' is not a time of RFC 3339, RFC 2822, asctime or unix; a second argument may give the format`,
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

  it.each<[string | number, string]>([
    ['20190520', '%Y%m%d'],
    ['20230405060708', '%Y%m%d%H%M%S'],
    [20_230_405_060_708, '%Y%m%d%H%M%S'],
    ['202304050607', '%Y%m%d%H%M'],
  ])('refuses the date %s, and names the format', (time, format) => {
    expect(() => evaluate('parse_time(@)', time)).toThrow(
      `parse_time(): '${time}' may be a date or unix time: write parse_time(x, '${format}') for the date`,
    );
    expect(evaluate(`parse_time(@, '${format}')`, time)).toBe(
      Date.UTC(
        Number(String(time).slice(0, 4)),
        Number(String(time).slice(4, 6)) - 1,
        ...[6, 8, 10, 12].map((at) => Number(String(time).slice(at, at + 2))),
      ) / 1000,
    );
  });

  it.each([
    ['2026-11-22 09:00 +99:99', '%F %R %z'],
    ['2026-999', '%Y-%j'],
    ['2026-366', '%Y-%j'],
    ['2026-000', '%Y-%j'],
    ['2026-11-22 13', '%F %I'],
    ['2026-11-22 0 am', '%F %I %p'],
    ['2026-11-22 09:00 CST', '%F %R %Z'],
  ])('refuses %j by %j', (time, format) => {
    expect(() => evaluate(`parse_time(@, '${format}')`, time)).toThrow(
      'is not a time of the format',
    );
  });

  it.each([
    ['2020-06-02 22:05:00', "'%F %T', 'Asia/Jakarta'", 1_591_110_300],
    ['2026-07-01 12:00', "'%F %R', 'Europe/Berlin'", 1_782_900_000],
    ['2026-07-01 12:00', "'Europe/Berlin'", 1_782_900_000],
    ['2026-12-01 12:00', "'Europe/Berlin'", 1_796_122_800],
    ['2026-07-01 12:00:00Z', "'Europe/Berlin'", 1_782_907_200],
    // The night in which the clock goes from 2 to 3: 02:30 is not there, and is read as 03:30.
    ['2026-03-29 01:59', "'Europe/Berlin'", 1_774_745_940],
    ['2026-03-29 02:30', "'Europe/Berlin'", 1_774_747_800],
    ['2026-03-29 03:00', "'Europe/Berlin'", 1_774_746_000],
    // The night in which it goes back from 3 to 2: 02:30 is there twice, the first is meant.
    ['2026-10-25 01:59', "'Europe/Berlin'", 1_792_886_340],
    ['2026-10-25 02:30', "'Europe/Berlin'", 1_792_888_200],
    ['2026-10-25 03:00', "'Europe/Berlin'", 1_792_893_600],
    ['2026-01-15 12:00', "'America/St_Johns'", 1_768_491_000],
    ['2026-01-15 12:00', "'Asia/Kathmandu'", 1_768_457_700],
  ])('of %j by %s is %d', (time, how, seconds) => {
    expect(evaluate(`parse_time(@, ${how})`, time)).toBe(seconds);
  });

  it('refuses a time zone that there is not, at load when it is written down', () => {
    expect(() => compileExpression("parse_time(a, '%F', 'Asia/Jakara')")).toThrow(
      "there is no time zone 'Asia/Jakara'; did you mean Asia/Jakarta?; write one such as Europe/Berlin",
    );
    expect(() => evaluate("parse_time('2026-01-01', '%F', @)", 'Mars/Base')).toThrow(
      "parse_time(): there is no time zone 'Mars/Base'",
    );
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
    ["regex_replace(@, '(?P<x>b)', '[${x}$$$1$0$x\\1]')", 'abc', 'a[b$bbbb]c'],
    ["regex_replace(@, '', '-')", 'ab', '-a-b-'],
    ["regex_replace(@, '(a)|b', '<$1>')", 'ab', '<a><>'],
    ["regex_replace(@, '[0-9]*$', '#')", 'web12', 'web#'],
    ["regex_replace(@, 'a*', 'x')", 'baaac', 'xbxcx'],
    ["regex_replace(@, 'x*', '-')", 'abc', '-a-b-c-'],
    ["regex_replace(@, 'b*', '-')", 'abb', '-a-'],
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
      `parse_bytes(): '${'x'.repeat(60)}…' is not a size such as 1.5GiB or 512 kB`,
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
    expect(() => evaluate(expression, text)).toThrow(`'${text.slice(0, 60)}…' is not a`);
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

describe('how a number is written', () => {
  it.each<[string, string, number]>([
    ["parse_number(@, {decimal: ','})", '1 234,5', 1234.5],
    ["parse_number(@, {decimal: ','})", '1.234,5', 1234.5],
    ["parse_number(@, {decimal: ','})", '1.234', 1234],
    ["parse_number(@, {decimal: ','})", '-0,5 °C', -0.5],
    ["parse_number(@, {decimal: ','})", '1,234', 1.234],
    ["parse_number(@, {group: ' '})", '12 345', 12_345],
    ["parse_number(@, {group: '.'})", '1.234', 1234],
    ["parse_bytes(@, {decimal: ','})", '1,5 GB', 1_500_000_000],
    ["parse_quantity(@, 'l/min')", '120 l/min', 120],
    ["parse_quantity(@, 'g')", '12 kg', 12_000],
  ])('%s of %j is %d', (expression, text, number) => {
    expect(evaluate(expression, text)).toBe(number);
  });

  it('is refused where the text is written otherwise, or the format is none', () => {
    expect(() => evaluate("parse_number(@, {decimal: ','})", '1.5')).toThrow('is not a number');
    expect(() => compileExpression("parse_number(x, {decimal: ';'})")).toThrow(
      "should be an object such as {decimal: ',', group: '.'}",
    );
    expect(() => compileExpression("parse_number(x, {decimals: ','})")).toThrow('should be an');
  });

  it('stays exact beyond 2^53', () => {
    expect(evaluate('parse_number(@) - 18446744073709551616', '18446744073709551574')).toBe(-42);
  });
});

describe('integers beyond 2^53', () => {
  it.each<[string, unknown, unknown]>([
    ['@ - 18446744073709551616', 18_446_744_073_709_551_574n, -42],
    ['@ + 1', 9_007_199_254_740_992n, 9_007_199_254_740_993n],
    ['9007199254740991 + 2', null, 9_007_199_254_740_993n],
    ['@ * 3', 6_004_799_503_160_661, 18_014_398_509_481_983n],
    ['@ % 10', 18_446_744_073_709_551_574n, 4],
    ['@ // 2', 18_446_744_073_709_551_575n, 9_223_372_036_854_775_787n],
    ['-@ // 2', 9_007_199_254_740_993n, -4_503_599_627_370_497],
    ['@ / 2', 18_446_744_073_709_551_574n, 9_223_372_036_854_775_787n],
    ['-@', 9_007_199_254_740_993n, -9_007_199_254_740_993n],
    ['sum(@)', [18_446_744_073_709_551_574n, -18_446_744_073_709_551_616n], -42],
    ['@ * 0.5', 18_446_744_073_709_551_574n, 2 ** 63],
    ['1e300 * 1e300', null, Infinity],
  ])('%s of %s is %s', (expression, document, expected) => {
    expect(evaluate(expression, document)).toBe(expected);
  });
});

describe('places in arrays', () => {
  it.each<[string, unknown, unknown]>([
    ['slice(@, 1)', ['t', null, 5], [null, 5]],
    ['slice(@, 0, -1)', [null, 1, 2], [null, 1]],
    ['slice(@, -2)', [1, 2, null], [2, null]],
    ['lookup(@, 1)', [5, 6], 6],
    ['lookup(@, -1)', [5, 6], 6],
    ["lookup(@, '0')", [5, 6], 5],
    ["lookup(@, 7, 'none')", [5], 'none'],
    ["lookup(@, 'x')", [5], null],
    [
      'from_items(zip(names, slice(row, 1)))',
      { names: ['a', 'b'], row: ['t', null, 5] },
      { a: null, b: 5 },
    ],
  ])('%s of %j is %j', (expression, document, expected) => {
    expect(evaluate(expression, document)).toEqual(expected);
  });
});

describe('documents in strings', () => {
  it.each<[string, unknown, unknown]>([
    [
      'parse_json(@)',
      '{"a":[1,{"b":18446744073709551574}]}',
      { a: [1, { b: 18_446_744_073_709_551_574n }] },
    ],
    ['parse_json(parse_json(@).x).y', '{"x":"{\\"y\\":2}"}', 2],
    ['parse_yaml(@)', 'a: 1', { a: 1 }],
    ['parse_csv(@)', 'a,b\n1,2', [{ a: '1', b: '2' }]],
    [
      "parse_csv(@, {separator: ';', header: false, decimal: ','})",
      '1,5;x',
      [{ column1: '1.5', column2: 'x' }],
    ],
    ['parse_xml(@).a._b', '<a b="1"/>', '1'],
    ['parse_json(@)', null, null],
  ])('%s of %j', (expression, document, expected) => {
    expect(evaluate(expression, document)).toEqual(expected);
  });

  it.each([
    ['parse_json(@)', '{"a":', 'parse_json(): JSON is truncated'],
    [
      'parse_json(@)',
      '['.repeat(101),
      'parse_json(): JSON at 1:101: is nested deeper than 100 levels',
    ],
    [
      'parse_json(@)',
      '{"a":1,"a":2}',
      'parse_json(): JSON at 1:8: the key "a" is twice in one object',
    ],
    ['parse_yaml(@)', 'a: [', 'parse_yaml(): YAML'],
    ['parse_csv(@)', 'a,b\n1', 'parse_csv(): CSV at line 2: expected 2 values'],
    ['parse_xml(@)', '<a>', 'parse_xml(): XML is truncated'],
  ])('%s of %j is refused', (expression, document, message) => {
    expect(() => evaluate(expression, document)).toThrow(message);
  });

  it('refuses options that there are not, at load', () => {
    expect(() => compileExpression("parse_csv(x, {seperator: ';'})")).toThrow(
      'should be an object of the options',
    );
  });

  it.each([
    ['parse_json(@)', '[0]'],
    ['parse_yaml(@)', '- 0\n'],
    ['parse_csv(@)', 'a\n'],
    ['parse_xml(@)', '<a/>'],
  ])('%s pays for what it reads', (expression, part) => {
    const budget = createBudget(1);
    const text = expression.includes('xml')
      ? `<r>${part.repeat(50_000)}</r>`
      : expression.includes('json')
        ? `[${part}${`,${part}`.repeat(500_000)}]`
        : part.repeat(100_000);
    const { evaluate: run } = compileExpression(expression);
    expect(() => withinBudget(budget, () => run(text, { root: null, now: 0, budget }))).toThrow(
      BudgetSpent,
    );
  });
});

describe('descend', () => {
  const tree = {
    name: 'a',
    of: [
      { name: 'b', of: [{ name: 'c' }] },
      { name: 'd', of: null },
    ],
  };

  it.each<[string, unknown, unknown]>([
    ["descend(@, 'of')[*].node.name", tree, ['a', 'b', 'c', 'd']],
    ["descend(@.of, 'of')[*].depth", tree, [0, 1, 0]],
    ["map(&parent.name, descend(@, 'of'))", tree, [null, 'a', 'b', 'a']],
    ["descend(@, 'of')[*].join('/', parents[*].name)", tree, ['', 'a', 'a/b', 'a']],
    [
      "descend(@, 'of')[*].[join('/', path), node.up]",
      { up: 1, of: { db: { up: 2 }, disk: { up: 3, of: { x: { up: 4 } } } } },
      [
        ['', 1],
        ['db', 2],
        ['disk', 3],
        ['disk/x', 4],
      ],
    ],
    ["descend(@, 'of')", null, null],
  ])('%s', (expression, document, expected) => {
    expect(evaluate(expression, document)).toEqual(expected);
  });

  it('goes no deeper than documents do', () => {
    let deep: unknown = {};
    for (let level = 0; level < 100; level += 1) deep = { of: [deep] };
    expect(() => evaluate("descend(@, 'of')", deep)).toThrow(
      'descend(): the tree is deeper than 100 levels',
    );
  });
});
