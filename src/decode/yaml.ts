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
 * Reads a YAML 1.2 document (core schema). Several documents become an array, without the empty ones.
 *
 * Integers beyond 2^53 are exact bigints. Keys are strings as written. `<<` is an ordinary key.
 *
 * @throws DecodeError with `line:column` for invalid syntax, a tag beyond the core schema, more than 100 levels, more
 *   than a million tokens (about 2 MB), aliases that expand to more than a million values, and an empty document;
 *   BudgetSpent
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

/** Whether the document has content other than a line `---` and comments. */
function hasContent({ contents }: Document.Parsed): boolean {
  return (
    contents !== null && !(isScalar(contents) && contents.source === '' && contents.value === null)
  );
}

/** For these tags the value is that of the scalar without the tag: `!!float 1` is 1. */
const knownTag = /^Unresolved tag: tag:yaml\.org,2002:(?:float|int|bool|null)$/;

function parse(text: string, budget: Budget): Document.Parsed[] {
  const composer = new Composer({
    version: '1.2',
    schema: 'core', // also for documents that declare YAML 1.1
    resolveKnownTags: false,
    intAsBigInt: false, // BigInt takes time quadratic in the number of digits
    uniqueKeys: false, // the library compares all pairs of keys; checked when the value is built
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

/** The tokens of `text`; refused if there are too many or they nest too deeply for the library's tree. */
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
    if (errors > 0) break; // only the first is reported, and each captures a stack
    count += 1;
    // Besides the collections, the stack holds the document and a scalar.
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

/** The library composes a document from all its tokens at once, which cannot be interrupted. */
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
