import { ExpressionError } from '../expression.ts';
import { define, type Call, type FunctionDefinition } from './function-definition.ts';
import { nullable, text } from './parameters.ts';
import {
  compilePattern,
  firstMatch,
  PatternError,
  readReplacement,
  replaceAll,
  type Pattern,
} from './pattern.ts';
import { remember, spend, type Evaluation } from '../evaluation.ts';

const regex = {
  ...text('regex'),
  refuse(literal: string, run: Evaluation): string | undefined {
    try {
      remember(run.patterns, literal, compilePattern);
      return undefined;
    } catch (error) {
      if (error instanceof PatternError) return error.message;
      throw error;
    }
  },
};

/** Functions by regular expressions of RE2, which take time linear in the text. */
export const patternFunctions: readonly FunctionDefinition[] = [
  define(
    'match',
    [nullable(text('text')), regex],
    "The groups of a regular expression's first match, by name and by number as a string; null when there is no match.",
    {
      expression: "match(version, '^v(?P<major>[0-9]+)').major",
      document: { version: 'v24.1' },
      result: '24',
    },
    (call, value, written) => {
      if (value === null) return null;
      spend(call.run, value.length >> 3);
      return firstMatch(patternOf(call, written), value);
    },
  ),
  define(
    'regex_replace',
    [nullable(text('text')), regex, text('replacement')],
    'A string with every match of a regular expression replaced; $1 and ${name} are groups, $$ is a dollar.',
    {
      expression: "regex_replace(host, '^([a-z]+)-.*$', '$1')",
      document: { host: 'web-7f9c' },
      result: 'web',
    },
    (call, value, written, replacement) => {
      if (value === null) return null;
      spend(call.run, value.length >> 3);
      const pattern = patternOf(call, written);
      const parts = orRefuse(call, () => readReplacement(pattern, replacement));
      const result = replaceAll(pattern, value, parts);
      spend(call.run, result.length >> 5);
      return result;
    },
  ),
];

function patternOf(call: Call, written: string): Pattern {
  return orRefuse(call, () => remember(call.run.patterns, written, compilePattern));
}

function orRefuse<T>({ name }: Call, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ExpressionError(`${name}(): ${error.message}`, { cause: error });
  }
}
