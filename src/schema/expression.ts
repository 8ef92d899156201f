import { compileExpression } from '../expression/compile.ts';
import { ExpressionSyntaxError, type Expression } from '../expression/expression.ts';
import { expected, field, filledIn, type Field } from './field.ts';
import { Text } from './text.ts';

const expects = 'an expression such as total.amount, or a constant';

/** An expression, compiled once; a number or a boolean is a constant. */
export function expression(): Field<Expression> {
  return field(
    { title: 'expression', type: ['string', 'number', 'boolean'] },
    expects,
    (value, context) => {
      if (value instanceof Text && value.fromFile) {
        context.fail('takes no ${file:} and no secretKeyRef: what it makes is shown to everyone');
      }
      const given = filledIn(value, context);
      if (typeof given === 'number' || typeof given === 'boolean') return compileExpression(given);
      if (typeof given !== 'string') {
        return context.fail(`${expected(expects, given)}: write an expression in quotes`);
      }
      if (given.trim() === '') return context.fail(`is empty, expected ${expects}`);
      try {
        return compileExpression(given);
      } catch (error) {
        if (!(error instanceof ExpressionSyntaxError)) throw error;
        const { message, offset } = error;
        const place = `(at character ${offset + 1} of: ${excerpt(given, offset)})`;
        return context.fail(`${message} ${place}`, { offset });
      }
    },
  );
}

const around = 40;

/** The expression on one line, or of a long one what stands around `offset`. */
function excerpt(text: string, offset: number): string {
  const start = text.length > 2 * around ? Math.max(0, offset - around) : 0;
  const end = text.length > 2 * around ? offset + around : text.length;
  const cut = text.slice(start, end).replaceAll(/\s+/g, ' ').trim();
  return `${start > 0 ? '…' : ''}${cut}${end < text.length ? '…' : ''}`;
}
