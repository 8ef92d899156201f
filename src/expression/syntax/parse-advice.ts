import type { Ast } from './ast.ts';
import type { Cursor } from './cursor.ts';
import { ExpressionSyntaxError } from '../expression.ts';

/**
 * Rejects comparisons such as `status == "open"`. In JMESPath `"open"` is a field, so this compares two fields and is
 * always false. The right side of a comparison must not be just a double-quoted name, nor the left side if the right
 * side is a path of names without quotes; `"customer-id" == 'x'` is allowed. A field can be written as `@."open"`.
 *
 * @param at the position of the operator's token
 * @throws ExpressionSyntaxError at the quoted name
 */
export function refuseQuotedText(cursor: Cursor, at: number, left: Ast, right: Ast): void {
  const before = cursor.tokens[at - 1];
  const after = cursor.tokens[at + 1];
  const isRightAlone = isQuotedField(right) && after?.start === right.offset;
  const isLeftAlone = isQuotedField(left) && before?.start === left.offset && isPlainField(right);
  const quoted = isRightAlone ? after : isLeftAlone ? before : undefined;
  if (quoted === undefined) return;
  const text = String(quoted.value).replaceAll(/[\\']/g, '\\$&');
  throw new ExpressionSyntaxError(
    `${quoted.text} in double quotes is the name of a field; write '${text}' for text, or @.${quoted.text} if you mean the field`,
    quoted.start,
  );
}

function isQuotedField(ast: Ast): boolean {
  return ast.type === 'field' && ast.quoted;
}

function isUnquotedField(ast: Ast): boolean {
  return ast.type === 'field' && !ast.quoted;
}

function isPlainField(ast: Ast): boolean {
  let rest = ast;
  while (rest.type === 'sub' && isUnquotedField(rest.right)) rest = rest.left;
  return isUnquotedField(rest);
}

/**
 * Warns about `customer-id`, which means customer minus id. The cursor is at the minus; a chain such as
 * `x-rate-limit` has one warning, for its first minus.
 */
export function warnOfHyphen(cursor: Cursor): void {
  const { tokens } = cursor;
  let last = cursor.position - 1;
  const first = tokens[last];
  if (first?.kind !== 'name' || isHyphened(cursor, last - 2)) return;
  while (isHyphened(cursor, last)) last += 2;
  const end = tokens[last];
  if (end === undefined || end === first) return;
  const parts = tokens.slice(cursor.position - 1, last + 1);
  const name = parts.map(({ text }) => text).join('');
  const difference = parts.map(({ text }) => (text === '-' ? ' - ' : text)).join('');
  cursor.warnings.push({
    message: `${name} is a subtraction; write "${name}" for the field of that name, ${difference} for a subtraction`,
    offset: first.start,
  });
}

/** Whether the token is a name directly followed by `-name`, and the second name is not a function. */
function isHyphened({ tokens }: Cursor, position: number): boolean {
  const [name, minus, next, after] = tokens.slice(Math.max(position, 0), position + 4);
  return (
    position >= 0 &&
    name?.kind === 'name' &&
    minus?.text === '-' &&
    minus.start === name.end &&
    next?.kind === 'name' &&
    next.start === minus.end &&
    after?.kind !== '('
  );
}
