import { compileExpression } from '../expression/compile/compile.ts';
import { ExpressionSyntaxError, type Expression } from '../expression/expression.ts';
import { expected, field, filledIn, type Field, type FieldContext } from './field.ts';
import { Text } from './text.ts';

const expects = 'an expression such as total.amount, or a constant';
const types = ['string', 'number', 'boolean'] as const;

/** An expression that is compiled once; a number or a boolean is a constant. */
export function expression(): Field<Expression> {
  return field({ title: 'expression', type: types }, expects, (value, context) =>
    compile(value, context, []),
  );
}

const listExpects = 'an expression such as orders, or an array of them such as [orders, lines]';

/** An expression, or an array of expressions for nested arrays. */
export function expressions(): Field<Expression | readonly Expression[]> {
  return field(
    { title: 'expression, or an array of them', type: [...types, 'array'], items: { type: types } },
    listExpects,
    (value, context) => {
      if (!Array.isArray(value)) return compile(value, context, []);
      if (value.length === 0) return context.fail(`is empty, expected ${listExpects}`);
      return value.map((part: unknown, place) =>
        part === null || part === undefined
          ? context.fail(`is missing, expected ${expects}`, { path: [place] })
          : compile(part, context, [place]),
      );
    },
  );
}

function compile(value: {}, context: FieldContext, path: readonly PropertyKey[]): Expression {
  if (value instanceof Text && value.fromFile) {
    context.fail('takes no ${file:} and no secretKeyRef: what it makes is shown to everyone', {
      path,
    });
  }
  const given = filledIn(value, context);
  if (typeof given === 'number' || typeof given === 'boolean') return compileExpression(given);
  if (typeof given !== 'string') {
    return context.fail(`${expected(expects, given)}: write an expression in quotes`, { path });
  }
  if (given.trim() === '') return context.fail(`is empty, expected ${expects}`, { path });
  try {
    return compileExpression(given);
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    const { message, offset } = error;
    const place = `(at character ${offset + 1} of: ${excerpt(given, offset)})`;
    return context.fail(`${message} ${place}`, { offset, path });
  }
}

const around = 40;

/** The expression on one line; only the part around `offset` if it is long. */
function excerpt(text: string, offset: number): string {
  const start = text.length > 2 * around ? Math.max(0, offset - around) : 0;
  const end = text.length > 2 * around ? offset + around : text.length;
  const cut = text.slice(start, end).replaceAll(/\s+/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${cut}${end < text.length ? '…' : ''}`;
}
