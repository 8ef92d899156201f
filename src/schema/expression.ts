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
      if (value instanceof Text && value.secret) {
        context.fail('takes nothing secret (such as ${file:}) in an expression: it is shown');
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
        return context.fail(`${message} (at character ${offset + 1} of ${JSON.stringify(given)})`, {
          offset,
        });
      }
    },
  );
}
