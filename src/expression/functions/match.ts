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
import { allocateText, cached, spend, type Evaluation } from '../evaluation.ts';

/** Cost of compiling one character or one instruction. */
const stepsOfCompiling = 100;

const regex = {
  ...text('regex'),
  refuse(literal: string, run: Evaluation): string | undefined {
    try {
      cached(run.patterns, literal, compilePattern);
      return undefined;
    } catch (error) {
      if (error instanceof PatternError) return error.message;
      throw error;
    }
  },
};

/** Functions for RE2 regular expressions, which take time linear in the length of the string. */
export const patternFunctions: readonly FunctionDefinition[] = [
  define(
    'match',
    [nullable(text('text')), regex],
    "The groups of a regular expression's first match, by name and by number as a string; null if there is no match.",
    {
      expression: "match(version, '^v(?P<major>[0-9]+)').major",
      document: { version: 'v24.1' },
      result: '24',
    },
    (call, value, written) => {
      if (value === null) return null;
      const pattern = patternOf(call, written);
      spendSearch(call, pattern, value.length);
      return firstMatch(pattern, value);
    },
  ),
  define(
    'regex_replace',
    [nullable(text('text')), regex, text('replacement')],
    'Replaces every match of a regular expression; $1 (or \\1) and $name are groups, $$ is a dollar. In a configuration, ${name} is written $${name}.',
    {
      expression: "regex_replace(host, '^([a-z]+)-.*$', '$1')",
      document: { host: 'web-7f9c' },
      result: 'web',
    },
    (call, value, written, replacement) => {
      if (value === null) return null;
      const pattern = patternOf(call, written);
      const parts = orRefuse(call.name, () => readReplacement(pattern, replacement));
      return replaceAll(pattern, value, parts, (rest, length) => {
        spendSearch(call, pattern, rest);
        allocateText(call.run, length);
      });
    },
  ),
];

/** In the worst case, each character is checked against every instruction, as with `(?s)a.*b|a` after every match. */
function spendSearch({ run }: Call, { size }: Pattern, characters: number): void {
  spend(run, 1 + characters * size);
}

function patternOf({ name, run }: Call, written: string): Pattern {
  const known = run.patterns.get(written);
  if (known !== undefined) return known;
  spend(run, stepsOfCompiling * written.length); // a document may contain a new one for every item
  const pattern = orRefuse(name, () => cached(run.patterns, written, compilePattern));
  spend(run, pattern.size * stepsOfCompiling);
  return pattern;
}

function orRefuse<T>(name: string, attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ExpressionError(`${name}(): ${error.message}`, { cause: error });
  }
}
