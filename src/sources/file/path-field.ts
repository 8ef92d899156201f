import { expected, field, filledIn, type Field } from '../../schema/field.ts';
import { Text } from '../../schema/text.ts';
import { isGlob } from './pattern.ts';

const shape = { title: 'path', type: 'string', pattern: '^/|\\$\\{' } as const;

/** An absolute path or glob. It is visible in the metrics, so it must not contain secrets. */
export function pathOrGlob(): Field<string> {
  return pathField('an absolute path or glob such as /var/lib/ups/*.csv', (path) =>
    // The library would search all folders of the file system.
    /\{[^{}]*\/|[!@+?*]\((?:[^()]|(?<![!@+?*])\()*\//.test(path)
      ? 'holds a "/" within braces: write a path for each choice'
      : undefined,
  );
}

/** The absolute path of a folder, as it is. */
export function folderPath(): Field<string> {
  return pathField('the absolute path of a folder such as /var/lib/ups', (path) =>
    isGlob(path) ? 'takes no glob: write the path of one folder' : undefined,
  );
}

function pathField(expects: string, fault: (path: string) => string | undefined): Field<string> {
  return field(shape, expects, (value, context) => {
    if (value instanceof Text && value.fromFile) {
      context.fail('takes no ${file:}: everyone who reads the metrics would see it');
    }
    const path = filledIn(value, context);
    if (typeof path !== 'string' || !path.startsWith('/')) {
      return context.fail(expected(expects, path));
    }
    if (path.split('/').includes('..')) {
      return context.fail('holds "..": write the path that it leads to');
    }
    const message = fault(path);
    return message === undefined ? path : context.fail(message);
  });
}
