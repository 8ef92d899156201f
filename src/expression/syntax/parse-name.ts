import type { Ast } from './ast.ts';
import { advance, close, isNext, peek, take, unexpected, type Cursor } from './cursor.ts';
import { ExpressionSyntaxError } from '../expression.ts';

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Parses what begins with a name: `let`, a literal such as `true`, a function call or a field. */
export function parseName(cursor: Cursor): Ast {
  const { kind, text, start: offset } = peek(cursor);
  if (kind === 'name' && text === 'let' && isNext(cursor, 'variable', 1)) return parseLet(cursor);
  if (kind === 'name' && words.has(text) && !isNext(cursor, '(', 1)) {
    advance(cursor);
    return { type: 'literal', value: words.get(text), offset };
  }
  return parseField(cursor);
}

/** A field, or a function call. */
export function parseField(cursor: Cursor): Ast {
  const { kind, text, value, start: offset } = advance(cursor);
  if (!isNext(cursor, '(')) {
    return { type: 'field', name: String(value), quoted: kind === 'quoted-name', offset };
  }
  if (kind === 'quoted-name') {
    throw new ExpressionSyntaxError(
      `a function name has no quotes; write ${String(value)}(...) instead of ${text}(...)`,
      offset,
    );
  }
  return { type: 'call', name: text, arguments: parseArguments(cursor), offset };
}

function parseArguments(cursor: Cursor): readonly Ast[] {
  const opened = advance(cursor);
  const values: Ast[] = [];
  if (take(cursor, ')')) return values;
  do {
    values.push(parseArgument(cursor));
  } while (take(cursor, ','));
  close(cursor, ')', opened, "an operator, ',' or ");
  return values;
}

function parseArgument(cursor: Cursor): Ast {
  if (!isNext(cursor, '&')) return cursor.expression(0);
  const { start: offset } = advance(cursor);
  return { type: 'reference', body: cursor.expression(0), offset };
}

function parseLet(cursor: Cursor): Ast {
  const { start: offset } = advance(cursor);
  const bindings = [];
  do {
    const name = peek(cursor);
    if (name.kind !== 'variable') throw unexpected(cursor, "a variable such as $name after 'let'");
    advance(cursor);
    if (!take(cursor, '=')) throw unexpected(cursor, `'=' after ${name.text}`);
    bindings.push({ name: name.text.slice(1), value: cursor.expression(0), offset: name.start });
  } while (take(cursor, ','));
  if (!isNext(cursor, 'name') || peek(cursor).text !== 'in') {
    throw unexpected(cursor, "an operator, ',' or 'in' of let $name = value in expression");
  }
  advance(cursor);
  return { type: 'let', bindings, body: cursor.expression(0), offset };
}
