import { compileExpression } from '../../../src/expression/compile/compile.ts';
import { ExpressionError, ExpressionSyntaxError } from '../../../src/expression/expression.ts';
import { functions } from '../../../src/expression/functions/functions.ts';
import { seedsOf, type Target } from '../target.ts';

/** Between the expression and the document. */
const separator = '\n\n';
const document =
  '{"items":[{"id":1,"v":"12.5 GiB"},{"id":2,"v":null}],"text":"2026-01-01T00:00:00Z 3h20m","o":{"a":1}}';

const texts = [
  'items[?id == `1`].v | [0]',
  'parse_bytes(items[0].v)',
  'let $x = o.a in $x + length(text) * 2 / `3`',
  'items[*].{id: id, v: v}',
  "match(text, '(?P<year>[0-9]+)').year",
  "regex_replace(text, '[0-9]', '$0$0')",
  'group_by(items, &to_string(id))',
  "o.a > 1 && !o.b || text == 'x' ? 1 : 0",
  'text[::-1]',
  "parse_time(text, '%Y-%m-%d')",
];

/** One of each function, on the whole document and on a text. */
const calls = [...functions.keys()].flatMap((name) => [
  `${name}(text)`,
  `${name}(items, &id)`,
  `${name}(text, '1', 'a')`,
  `${name}(items[].id)`,
  `${name}(o)`,
]);

export const expressionTargets: readonly Target[] = [
  {
    name: 'expression',
    seeds: seedsOf([...texts, ...calls].map((text) => text + separator + document)),
    words: [
      '[*]',
      '[]',
      '[?',
      '&',
      '$root',
      '`1`',
      "'",
      '"',
      '(',
      ')',
      '||',
      '==',
      '-',
      '\\',
      '1e308',
      '@',
    ],
    run(input) {
      const text = input.toString();
      const at = text.indexOf(separator);
      const expression = compileExpression(at === -1 ? text : text.slice(0, at));
      const root: unknown = parsed(at === -1 ? '' : text.slice(at));
      return expression.evaluate(root, { root, now: 0 });
    },
    isFault: (error) =>
      !(error instanceof ExpressionSyntaxError) && !(error instanceof ExpressionError),
  },
];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a document any more: then it is a text, with all that was done to it.
    return { text, items: [text, text], o: { a: text } };
  }
}
