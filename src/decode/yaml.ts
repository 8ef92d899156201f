import { Composer, type CST, type Document, isScalar, Lexer, Parser } from 'yaml';

import { DecodeError } from './error.ts';
import { maxDepth } from './json.ts';
import { cut, lineColumn } from './position.ts';
import { buildYamlValue } from './yaml-value.ts';

const maxTokens = 1_000_000;

/**
 * The value of a YAML 1.2 document (core schema); several documents are a list, empty ones left out.
 *
 * Integers beyond 2^53 are exact bigint. Keys are texts as they are written. `<<` is a key like any other.
 *
 * @throws DecodeError with `line:column` for broken syntax, a key twice in one map, a tag beyond the core
 * schema, more than 100 levels, more than a million tokens (some 2 MB), aliases that expand to more than a
 * million values, and an empty document
 */
export function readYaml(text: string): unknown {
  const documents = parse(text).filter(hasContent);
  const values = documents.map(({ contents }) => buildYamlValue(contents, text, maxDepth));
  if (values.length === 0) throw new DecodeError('YAML is empty');
  return values.length === 1 ? values[0] : values;
}

/** Whether there is more than a line `---` and comments. */
function hasContent({ contents }: Document.Parsed): boolean {
  return (
    contents !== null && !(isScalar(contents) && contents.source === '' && contents.value === null)
  );
}

function parse(text: string): Document.Parsed[] {
  const composer = new Composer({
    version: '1.2',
    schema: 'core', // also for a document that says that it is YAML 1.1
    resolveKnownTags: false,
    intAsBigInt: true,
    uniqueKeys: false, // the library compares each key with each other; looked at when the value is built
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens(text), false, text.length)) {
    const unknownTag = document.warnings.find(({ code }) => code === 'TAG_RESOLVE_FAILED');
    const error = document.errors[0] ?? unknownTag;
    if (error !== undefined) throw explain(text, error.pos[0], error.message);
    documents.push(document);
  }
  return documents;
}

/** The tokens of `text`, refused when they are too many or nest too deep for the tree that the library builds. */
function* tokens(text: string): Generator<CST.Token, void> {
  const parser = new Parser();
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    count++;
    // Next to the collections there are the document and a scalar on the stack.
    const isDeep = parser.stack.length > maxDepth + 2;
    if (isDeep || count > maxTokens) {
      const reason = isDeep
        ? `is nested deeper than ${maxDepth} levels`
        : `has more than ${maxTokens} tokens, which would take too long to read; JSON may be larger`;
      throw new DecodeError(`YAML at ${lineColumn(text, parser.offset)}: ${reason}`);
    }
  }
  yield* parser.end();
}

function explain(text: string, offset: number, message: string): DecodeError {
  const place = lineColumn(text, offset);
  const reason = cut(message, 200);
  return offset >= text.trimEnd().length
    ? new DecodeError(`YAML is truncated: it ends at ${place}: ${reason}`)
    : new DecodeError(`YAML at ${place}: ${reason}`);
}
