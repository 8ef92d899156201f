import { decodeText } from '../../decode/text-encoding.ts';
import { formats, type Format } from '../../decode/format.ts';
import { compileHtml } from '../../decode/html.ts';
import { compileNameMatcher, compilePattern } from '../../decode/pattern.ts';
import { didYouMean } from '../../message/suggestion.ts';
import { always, exactlyOne, isMap, listOf, mapOf, object } from '../../schema/containers.ts';
import { expected, field, filledIn, filledInNumber, type Field } from '../../schema/field.ts';
import { anyName, labelName } from '../../schema/names.ts';
import { boolean, choice, number, plainText } from '../../schema/scalars.ts';
import { orShort } from '../../schema/short-form.ts';
import { Text } from '../../schema/text.ts';

const charset = plainText('a charset such as iso-8859-1', (label) =>
  messageOf(() => decodeText(new Uint8Array(), label)),
)
  .optional()
  .describe(
    'The character encoding of the document. Default: what the document declares, otherwise UTF-8.',
  )
  .meta({ examples: ['iso-8859-1'] });

const strict = boolean()
  .optional()
  .describe(
    'Whether to reject a document that does not keep to the format, instead of reading it as other tools do and counting what was wrong in `polyprom_samples_skipped_total`. Default: false.',
  );

const Csv = object({
  separator: plainText('what stands between columns such as ";"', mark)
    .optional()
    .describe('The column separator. Default: a comma, or a tab for `.tsv` files.')
    .meta({ examples: [';', '\t'] }),
  header: headerRows()
    .optional()
    .describe(
      'Whether the first row contains the column names, or the number of rows that do; their names are joined with spaces. Default: true, unless `columns` is set.',
    ),
  skip: number({ min: 0, max: 1000, integer: true })
    .optional()
    .describe('The number of lines before the header, or before the first row. Default: 0.')
    .meta({ examples: [2] }),
  decimal: choice(['.', ','])
    .optional()
    .describe(
      'The decimal separator. With a comma, values such as `1.234,5` become `1234.5`. Default: values are left as they are.',
    ),
  columns: listOf(plainText('the name of a column'))
    .check(distinct())
    .optional()
    .describe(
      'The column names in order. With `header: true` they replace the names in the first row.',
    )
    .meta({ examples: [['time', 'celsius']] }),
  comment: plainText('what begins a comment such as "#"', mark)
    .optional()
    .describe('The start of a comment, which ends with the line. Default: no comments.')
    .meta({ examples: ['#'] }),
  quote: plainText('a quotation mark', (text) => (text === '' ? undefined : mark(text)))
    .optional()
    .describe(
      'The quotation mark around values that contain separators; double it to write the mark itself. An empty string turns quoting off. Default: `"`.',
    )
    .meta({ examples: ["'"] }),
  strict,
  charset,
}).describe('CSV: an array with one object per row, by column name. All values are strings.');

const Xml = object({
  arrays: listOf(plainText('the path of an element such as ups.battery'))
    .optional()
    .describe('Elements that always become arrays, each by its path from the root.')
    .meta({ examples: [['ups.battery']] }),
  charset,
}).describe(
  'XML: an object by element name. Attributes become `_name`, text beside them `_text`, and repeated elements an array.',
);

const Html = object({
  select: plainText('a CSS selector', selectorFault)
    .optional()
    .describe(
      'A CSS selector. The document is then the array of the elements that match it, each an object with `text`, `cells` (of a table row) and `attributes`, or with `fields`.',
    )
    .meta({ examples: ['table#status tr'] }),
  fields: mapOf(anyName, plainText('a CSS selector', fieldFault))
    .optional()
    .describe(
      'The fields of each element: a CSS selector within it, whose first match gives its text, or with `@NAME` at the end an attribute.',
    )
    .meta({ examples: [{ name: 'td:nth-child(1)', link: 'a@href' }] }),
  charset,
})
  .check(
    always((options, report) => {
      if (isMap(options) && options['fields'] !== undefined && options['select'] === undefined) {
        report(['fields'], 'needs `select`, which names the elements that have these fields');
      }
    }),
  )
  .describe(
    'HTML: an object with `title` and `tables` (arrays of rows, each an array of the texts of its cells), or with `select` an array of elements.',
  );

const TextFormat = object({
  pattern: plainText('a regular expression with named groups', patternFault)
    .optional()
    .describe(
      'A regular expression (RE2) with named groups; `^` and `$` match at each line. The document is then the array of its matches.',
    )
    .meta({ examples: [String.raw`(?P<core>\w+): (?P<celsius>[0-9.]+)`] }),
  charset,
}).describe(
  'Plain text: an object with `text` and `lines`, or with `pattern` an array of objects by group name.',
);

const Prometheus = object({
  keep: listOf(plainText('a regular expression', nameFault))
    .optional()
    .describe('Metrics to pass on, by regular expressions that match the whole name.')
    .meta({ examples: [['node_(load|memory).*']] }),
  drop: listOf(plainText('a regular expression', nameFault))
    .optional()
    .describe(
      'Metrics to leave out, by regular expressions that match the whole name. Takes precedence over `keep`.',
    )
    .meta({ examples: [['go_.*']] }),
  labels: mapOf(labelName, plainText())
    .optional()
    .describe(
      'Labels to add to all samples that do not have them. Each value is a constant string.',
    )
    .meta({ examples: [{ site: 'north' }] }),
  strict,
  charset,
}).describe(
  'Metrics of another exporter, in the text format or OpenMetrics. They are passed through, with exemplars if the scraper accepts OpenMetrics.',
);

const plain = (what: string) => object({ strict, charset }).describe(what).optional();

/** How documents are read: the name of a format, or one name with its options. */
export const Decode = orShort(
  object({
    json: plain('JSON.'),
    ndjson: plain('NDJSON: an array with one item per line.'),
    yaml: plain('YAML. Several documents become an array.'),
    csv: Csv.optional(),
    xml: Xml.optional(),
    html: Html.optional(),
    text: TextFormat.optional(),
    prometheus: Prometheus.optional(),
  } satisfies Record<Format, unknown>).check(exactlyOne(formats)),
  {
    pattern: `^(${formats.join('|')})$|\\$\\{`,
    read(value, context) {
      const expects = `one of ${formats.join(', ')}, or one of them with its options`;
      const given = filledIn(value, context);
      const format = formats.find((name) => name === given);
      const hint = typeof given === 'string' ? didYouMean(given, formats, JSON.stringify) : '';
      return format === undefined
        ? context.fail(`${expected(expects, value)}${hint}`)
        : { [format]: {} };
    },
  },
);

/** A boolean or a number. */
function headerRows(): Field<boolean | number> {
  const expects = 'true, false or a number of rows from 0 to 10';
  return field(
    {
      title: 'rows',
      type: ['boolean', 'integer', 'string'],
      minimum: 0,
      maximum: 10,
      pattern: '^(true|false|[0-9]|10)$|\\$\\{',
    },
    expects,
    (value, context) => {
      const given = filledIn(value, context);
      if (typeof given === 'boolean') return given;
      if (value instanceof Text && (given === 'true' || given === 'false')) return given === 'true';
      const count = filledInNumber(value, context);
      return typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= 10
        ? count
        : context.fail(expected(expects, value));
    },
  );
}

function messageOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function mark(text: string): string | undefined {
  if (text === String.raw`\t`) {
    return 'is a backslash and a t: write a tab in double quotes, "\\t"';
  }
  if (text === '') return 'is empty, expected a character';
  return /[\r\n]/.test(text) ? 'has a line end in it, expected other characters' : undefined;
}

function patternFault(pattern: string): string | undefined {
  const message = messageOf(() => compilePattern(pattern));
  if (message !== undefined) return expressionFault(message);
  return Object.keys(compilePattern(pattern).namedGroups()).length === 0
    ? 'has no named group: write (?P<name>...) around what it should find'
    : undefined;
}

function selectorFault(select: string): string | undefined {
  const message = messageOf(() => compileHtml({ select }));
  return message === undefined ? undefined : `is no CSS selector: ${message}`;
}

function fieldFault(written: string): string | undefined {
  const message = messageOf(() => compileHtml({ fields: { written } }));
  return message === undefined ? undefined : `is no CSS selector: ${message}`;
}

function nameFault(pattern: string): string | undefined {
  const message = messageOf(() => compileNameMatcher([pattern]));
  return message === undefined ? undefined : expressionFault(message);
}

function expressionFault(message: string): string {
  const what = message.replace('error parsing regexp: ', '').replace('`(?m)', '`');
  return `is no regular expression in RE2 syntax: ${what}`;
}

function distinct<T>() {
  return always<T>((items, report) => {
    if (!Array.isArray(items)) return;
    for (const [i, item] of items.entries()) {
      if (items.indexOf(item) < i) report([i], `${JSON.stringify(item)} is there twice`);
    }
  });
}

/** Whether `decode`, as the user wrote it, passes metrics through. */
export function passesThrough(decode: unknown): boolean {
  const name = decode instanceof Text ? decode.peek() : decode;
  return isMap(decode) ? 'prometheus' in decode : name === 'prometheus';
}
