import { expected, field, type Field } from './field.ts';
import { Text } from './text.ts';

const expects = 'a path such as /api/v1/status';

/** A path that is appended to the path of a target. */
export function targetPath(): Field<Text> {
  return field(
    { title: 'path', type: 'string' },
    expects,
    (value, context) => {
      if (typeof value !== 'string' && !(value instanceof Text)) {
        return context.fail(expected(expects, value));
      }
      const text = value instanceof Text ? value : new Text([value]);
      const path = text.peek();
      if (path !== undefined && !/^\/[^?#\s\\]*$/.test(path)) {
        context.fail(
          `${expected(expects, text)}: it begins with a slash; parameters belong in query`,
        );
      }
      return text;
    },
    { inRequest: true },
  );
}
