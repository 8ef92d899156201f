import { Composer, type CST, type Document, isScalar, Lexer, Parser } from 'yaml';

import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';
import { DecodeError } from './error.ts';
import { maxDepth } from './json.ts';
import { type Oddities, strictly } from './oddities.ts';
import { cut } from '../message/cut.ts';
import { lineColumn } from './position.ts';
import { buildYamlValue } from './yaml-value.ts';

const maxTokens = 1_000_000;

/**
 * The value of a YAML 1.2 document (core schema); several documents are an array, empty ones left out.
 *
 * Integers beyond 2^53 are exact bigints. Keys are strings as they are written. `<<` is a key like any other.
 *
 * @throws DecodeError with `line:column` for broken syntax, a tag beyond the core
 * schema, more than 100 levels, more than a million tokens (some 2 MB), aliases that expand to more than a
 * million values, and an empty document; BudgetSpent
 */
export function readYaml(
  text: string,
  budget: Budget = unlimited,
  oddities: Oddities = strictly,
): unknown {
  const documents = parse(text, budget).filter(hasContent);
  const values = documents.map(({ contents }) =>
    buildYamlValue(contents, text, maxDepth, budget, oddities),
  );
  if (values.length === 0) throw new DecodeError('YAML is empty');
  return values.length === 1 ? values[0] : values;
}

/** Whether there is more than a line `---` and comments. */
function hasContent({ contents }: Document.Parsed): boolean {
  return (
    contents !== null && !(isScalar(contents) && contents.source === '' && contents.value === null)
  );
}

/** Of these the value is what the scalar is without: `!!float 1` is 1. */
const knownTag = /^Unresolved tag: tag:yaml\.org,2002:(?:float|int|bool|null)$/;

function parse(text: string, budget: Budget): Document.Parsed[] {
  const composer = new Composer({
    version: '1.2',
    schema: 'core', // also for a document that says that it is YAML 1.1
    resolveKnownTags: false,
    intAsBigInt: false, // BigInt takes time quadratic in the digits
    uniqueKeys: false, // the library compares each key with each other; looked at when the value is built
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens(text, budget), false, text.length)) {
    const unknownTag = document.warnings.find(
      ({ code, message }) => code === 'TAG_RESOLVE_FAILED' && !knownTag.test(message),
    );
    const error = document.errors[0] ?? unknownTag;
    if (error !== undefined) throw explain(text, error.pos[0], error.message);
    documents.push(document);
  }
  return documents;
}

/** The tokens of `text`, refused when they are too many or nest too deep for the tree that the library builds. */
function* tokens(text: string, budget: Budget): Generator<CST.Token, void> {
  const parser = new Parser();
  let count = 0;
  let composed = 0;
  let errors = 0;
  for (const lexeme of new Lexer().lex(text)) {
    spend(budget, stepsOfToken + stepsOf(lexeme.length));
    for (const token of parser.next(lexeme)) {
      payComposing(budget, count - composed);
      composed = count;
      errors += token.type === 'error' ? 1 : 0;
      yield token;
    }
    if (errors > 0) break; // the first is reported, and each takes a stack
    count += 1;
    // Next to the collections there are the document and a scalar on the stack.
    const isDeep = parser.stack.length > maxDepth + 2;
    if (isDeep || count > maxTokens) {
      const reason = isDeep
        ? `is nested deeper than ${maxDepth} levels`
        : `has more than ${maxTokens} tokens, which would take too long to read; JSON may be larger`;
      throw new DecodeError(`YAML at ${lineColumn(text, parser.offset)}: ${reason}`);
    }
  }
  payComposing(budget, count - composed);
  yield* parser.end();
}

/** The library makes a document of all its tokens at once, which nothing can interrupt. */
function payComposing(budget: Budget, tokensOfDocument: number): void {
  spend(budget, stepsOfDocument + stepsOfToken * tokensOfDocument);
}

const stepsOfToken = 64;
const stepsOfDocument = 500;

function explain(text: string, offset: number, message: string): DecodeError {
  const place = lineColumn(text, offset);
  const reason = cut(message, 200);
  return offset >= text.trimEnd().length
    ? new DecodeError(`YAML is truncated: it ends at ${place}: ${reason}`)
    : new DecodeError(`YAML at ${place}: ${reason}`);
}
