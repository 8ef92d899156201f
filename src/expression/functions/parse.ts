import { durationSeconds } from './duration.ts';
import { ExpressionError } from '../expression.ts';
import {
  define,
  type Call,
  type FunctionDefinition,
  type Parameter,
} from './function-definition.ts';
import { firstNumber, hexNumber, type NumberFormat } from './number-text.ts';
import { either, nullable, number, optional, text } from './parameters.ts';
import { bytesOf, quantityOf } from './quantity.ts';
import { spend } from '../evaluation.ts';
import { cut } from '../../message/cut.ts';
import { isNumber, isObject } from '../value.ts';

/** Longer than any number with its unit; limits the time of the patterns. */
const longest = 200;

const stepsOfReading = 20;

const format: Parameter<NumberFormat> = {
  name: 'format',
  type: "an object such as {decimal: ',', group: '.'}",
  accepts: isNumberFormat,
};

type Read = (text: string) => number | bigint | null | undefined;

/** Functions that parse a number from a string. Null results in null, and a number is returned unchanged. */
export const parseFunctions: readonly FunctionDefinition[] = [
  define(
    'parse_bytes',
    [nullable(either(text('size'), number('size'))), optional(format)],
    'Bytes of a size such as "1.5GiB", "12.5 kB" or "512M": Ki, Mi, Gi are powers of 1024, K, M, G with or without B powers of 1000, in any case; the format is that of parse_number.',
    { expression: 'parse_bytes(memory)', document: { memory: '1.5GiB' }, result: 1_610_612_736 },
    (call, value, written) =>
      readNumber(call, value, (size) => bytesOf(size, written), 'a size such as 1.5GiB or 512 kB'),
  ),
  define(
    'parse_duration',
    [nullable(either(text('duration'), number('duration')))],
    'Seconds of a duration such as "3h20m", "250ms", "1 day, 2 hours", "01:02:03", "3 days, 2:17", "12-03:04:05" or "PT5M", or of the output of `uptime`; a bare number is seconds. Units must be in descending order; months are refused.',
    { expression: 'parse_duration(uptime)', document: { uptime: '3h20m' }, result: 12_000 },
    (call, value) => readNumber(call, value, durationSeconds, 'a duration such as 3h20m or PT5M'),
  ),
  define(
    'parse_hex',
    [nullable(text('digits'))],
    'Parses a hexadecimal number, with or without 0x.',
    { expression: 'parse_hex(register)', document: { register: '0x1F' }, result: 31 },
    (call, value) => readNumber(call, value, hexNumber, 'a hexadecimal number such as 0x1F'),
  ),
  define(
    'parse_number',
    [nullable(either(text('text'), number('text'))), optional(format)],
    'The first number in a string, ignoring other characters: 1234.5 of "1,234.5 ms", 95 of "95%", 500107862016 of "500 107 862 016 [500 GB]"; null if there is none. Ambiguous numbers are refused: "1 234" (two numbers), "1,5". Set the format to resolve them: {decimal: \',\'}, {group: \' \'}.',
    {
      expression: "parse_number(power, {decimal: ','})",
      document: { power: '1.234,5 W' },
      result: 1234.5,
    },
    (call, value, written) =>
      readNumber(
        call,
        value,
        (whole) => firstNumber(whole, written),
        "a number that can be read in one way only: say how it is written, as in parse_number(x, {decimal: ','}) or {group: ' '}; 0x is for parse_hex",
        Infinity,
      ),
  ),
  define(
    'parse_quantity',
    [nullable(either(text('quantity'), number('quantity'))), optional(text('unit'))],
    'The number of a Kubernetes quantity ("250m" is 0.25, "512Gi" 512 times 2^30), or of one with a prefix before a unit: "1.91 KH/s" is 1910. The unit is that of the text, such as l/min; common ones of power, frequency and rates need not be given.',
    { expression: 'parse_quantity(rate)', document: { rate: '1.91 KH/s' }, result: 1910 },
    (call, value, unit) =>
      readNumber(
        call,
        value,
        (quantity) => quantityOf(quantity, unit),
        'a Kubernetes quantity such as 250m or 512Gi, nor one with a unit such as 1.91 KH/s; a second argument may give the unit',
      ),
  ),
];

function readNumber(
  { name, run }: Call,
  value: string | number | bigint | null,
  read: Read,
  expected: string,
  limit = longest,
): number | bigint | null {
  if (value === null || isNumber(value)) return value;
  spend(run, stepsOfReading);
  const result = value.length > limit ? undefined : read(value);
  if (result === undefined) {
    throw new ExpressionError(`${name}(): '${cut(value, 60)}' is not ${expected}`);
  }
  return result;
}

function isNumberFormat(value: unknown): value is NumberFormat {
  if (!isObject(value)) return false;
  const { decimal, group, ...others } = value;
  return (
    Object.keys(others).length === 0 &&
    (decimal === undefined || decimal === '.' || decimal === ',') &&
    (group === undefined ||
      (typeof group === 'string' && /^[.,'’ \u00a0\u2009\u202f]$/.test(group))) &&
    (group === undefined || group !== decimal)
  );
}
