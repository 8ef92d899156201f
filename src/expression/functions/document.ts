import { readCsv, type CsvOptions } from '../../decode/csv.ts';
import { DecodeError } from '../../decode/error.ts';
import { parseJson } from '../../decode/json.ts';
import { readXml } from '../../decode/xml.ts';
import { readYaml } from '../../decode/yaml.ts';
import type { Budget } from '../../budget/budget.ts';
import { ExpressionError } from '../expression.ts';
import {
  define,
  type Call,
  type FunctionDefinition,
  type Parameter,
} from './function-definition.ts';
import { nullable, optional, text } from './parameters.ts';
import { spend } from '../evaluation.ts';
import { isObject } from '../value.ts';

const csvOptions: Parameter<CsvOptions> = {
  name: 'options',
  type: "an object of the options of decode: csv, such as {separator: ';'}",
  accepts: isCsvOptions,
};

/** Functions that decode a document in a string, with strict rules of the format. Null results in null. */
export const documentFunctions: readonly FunctionDefinition[] = [
  define(
    'parse_csv',
    [nullable(text('text')), optional(csvOptions)],
    'Parses a CSV string; the result is that of decode: csv. The options are separator, header, columns, skip, decimal, comment and quote.',
    {
      expression: "parse_csv(table, {separator: ';'})[0].load",
      document: { table: 'name;load\na;0.5' },
      result: '0.5',
    },
    (call, value, options) =>
      decode(call, value, (source, budget) => readCsv(source, options, budget)),
  ),
  define(
    'parse_json',
    [nullable(text('text'))],
    'Parses a JSON string.',
    { expression: 'parse_json(payload).vol', document: { payload: '{"vol": 220}' }, result: 220 },
    (call, value) =>
      decode(call, value, (source, budget) => parseJson(source, Buffer.from(source), budget)),
  ),
  define(
    'parse_xml',
    [nullable(text('text'))],
    'Parses an XML string; the result is that of decode: xml.',
    {
      expression: 'parse_xml(payload).ups.load',
      document: { payload: '<ups><load>12</load></ups>' },
      result: '12',
    },
    (call, value) => decode(call, value, (source, budget) => readXml(source, undefined, budget)),
  ),
  define(
    'parse_yaml',
    [nullable(text('text'))],
    'Parses a YAML string.',
    { expression: 'parse_yaml(config).replicas', document: { config: 'replicas: 3' }, result: 3 },
    (call, value) => decode(call, value, readYaml),
  ),
];

function decode(
  { name, run }: Call,
  value: string | null,
  read: (source: string, budget: Budget) => unknown,
): unknown {
  if (value === null) return null;
  spend(run, value.length >>> 2);
  try {
    return read(value, run.budget);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new ExpressionError(`${name}(): ${error.message}`, { cause: error });
  }
}

const isText = (value: unknown) => typeof value === 'string' && value.length <= 10;

const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  separator: (value) => isText(value) && value !== '',
  header: (value) => typeof value === 'boolean' || isCount(value, 10),
  columns: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  skip: (value) => isCount(value, 1000),
  decimal: (value) => value === '.' || value === ',',
  comment: (value) => isText(value) && value !== '',
  quote: isText,
};

function isCount(value: unknown, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
}

function isCsvOptions(value: unknown): value is CsvOptions {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([key, option]) => Object.hasOwn(checks, key) && checks[key]?.(option),
    )
  );
}
