import { durationSeconds } from './duration.ts';
import { ExpressionError } from '../expression.ts';
import { define, type Call, type FunctionDefinition } from './function-definition.ts';
import { firstNumber, hexNumber } from './number-text.ts';
import { either, nullable, number, text } from './parameters.ts';
import { bytesOf, quantityOf } from './quantity.ts';
import { spend } from '../evaluation.ts';
import { cut, isNumber } from '../value.ts';

/** Longer than any number with its unit, so that no pattern takes long. */
const longest = 200;

const stepsOfReading = 20;

type Read = (text: string) => number | bigint | null | undefined;

/** Functions that read a number from a text. Null gives null, and a number is returned as it is. */
export const parseFunctions: readonly FunctionDefinition[] = [
  define(
    'parse_bytes',
    [nullable(either(text('size'), number('size')))],
    'Bytes of a size such as "1.5GiB", "12.5 kB" or "512M": Ki, Mi, Gi are powers of 1024, K, M, G with or without B powers of 1000, in any case.',
    { expression: 'parse_bytes(memory)', document: { memory: '1.5GiB' }, result: 1_610_612_736 },
    (call, value) => readNumber(call, value, bytesOf, 'a size such as 1.5GiB or 512 kB'),
  ),
  define(
    'parse_duration',
    [nullable(either(text('duration'), number('duration')))],
    'Seconds of a duration such as "3h20m", "250ms", "1 day, 2 hours", "01:02:03" or "PT5M"; a bare number is seconds.',
    { expression: 'parse_duration(uptime)', document: { uptime: '3h20m' }, result: 12_000 },
    (call, value) => readNumber(call, value, durationSeconds, 'a duration such as 3h20m or PT5M'),
  ),
  define(
    'parse_hex',
    [nullable(text('digits'))],
    'The number of hexadecimal digits, with or without 0x.',
    { expression: 'parse_hex(register)', document: { register: '0x1F' }, result: 31 },
    (call, value) => readNumber(call, value, hexNumber, 'a hexadecimal number such as 0x1F'),
  ),
  define(
    'parse_number',
    [nullable(either(text('text'), number('text')))],
    'The first number in a text, whatever stands around it: 1234.5 of "1,234.5 ms", 95 of "95%"; null when there is none.',
    { expression: 'parse_number(latency)', document: { latency: '1,234.5 ms' }, result: 1234.5 },
    (call, value) =>
      readNumber(
        call,
        value,
        firstNumber,
        'a number: a comma stands between groups of three digits, and 0x is for parse_hex; use replace() before',
        Infinity,
      ),
  ),
  define(
    'parse_quantity',
    [nullable(either(text('quantity'), number('quantity')))],
    'The number of a Kubernetes quantity: "250m" is 0.25, "512Gi" 512 times 2^30.',
    { expression: 'parse_quantity(cpu)', document: { cpu: '250m' }, result: 0.25 },
    (call, value) =>
      readNumber(call, value, quantityOf, 'a Kubernetes quantity such as 250m or 512Gi'),
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
    throw new ExpressionError(`${name}(): '${cut(value)}' is not ${expected}`);
  }
  return result;
}
