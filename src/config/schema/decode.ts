import { decodeText } from '../../decode/text-encoding.ts';
import { formats, type Format } from '../../decode/format.ts';
import { compileNameMatcher, compilePattern } from '../../decode/pattern.ts';
import { didYouMean } from '../../message/suggestion.ts';
import { always, exactlyOne, isMap, listOf, mapOf, object } from '../../schema/containers.ts';
import { expected, filledIn } from '../../schema/field.ts';
import { labelName } from '../../schema/names.ts';
import { boolean, plainText } from '../../schema/scalars.ts';
import { orShort } from '../../schema/short-form.ts';
import { Text } from '../../schema/text.ts';

const charset = plainText('a charset such as iso-8859-1', (label) =>
  messageOf(() => decodeText(new Uint8Array(), label)),
)
  .optional()
  .describe('The charset of the document. Left out: what the document says of itself, else UTF-8.')
  .meta({ examples: ['iso-8859-1'] });

const Csv = object({
  separator: plainText('what stands between columns such as ";"', mark)
    .optional()
    .describe('What stands between columns. Left out: a comma, or for `.tsv` a tab.')
    .meta({ examples: [';', '\t'] }),
  header: boolean()
    .optional()
    .describe('Whether the first row names the columns. Left out: when `columns` does not.'),
  columns: listOf(plainText('the name of a column'))
    .check(distinct())
    .optional()
    .describe(
      'The names of the columns, in their order; with `header: true` in place of its names.',
    )
    .meta({ examples: [['time', 'celsius']] }),
  comment: plainText('what begins a comment such as "#"', mark)
    .optional()
    .describe('What begins a comment, up to the end of the line. Left out: there are none.')
    .meta({ examples: ['#'] }),
  quote: plainText('a quotation mark', (text) => (text === '' ? undefined : mark(text)))
    .optional()
    .describe(
      'What stands around a value that has separators in it, twice for itself; an empty text: nothing does. Left out: `"`.',
    )
    .meta({ examples: ["'"] }),
  charset,
}).describe('CSV: a list of maps by column, all of their values texts.');

const Xml = object({
  arrays: listOf(plainText('the path of an element such as ups.battery'))
    .optional()
    .describe('Elements that are always lists, each by its path from the root on.')
    .meta({ examples: [['ups.battery']] }),
  charset,
}).describe(
  'XML: a map by element; attributes are `_name`, the text beside them `_text`, elements that are there several times a list.',
);

const TextFormat = object({
  pattern: plainText('a regular expression with named groups', patternFault)
    .optional()
    .describe(
      'A regular expression (RE2) with named groups; `^` and `$` match at each line. The document is then the list of its matches.',
    )
    .meta({ examples: [String.raw`(?P<core>\w+): (?P<celsius>[0-9.]+)`] }),
  charset,
}).describe('Text: `{ text, lines }`, or with `pattern` a list of maps by group.');

const Prometheus = object({
  keep: listOf(plainText('a regular expression', nameFault))
    .optional()
    .describe('The metrics that are passed on, by regular expressions for the whole name.')
    .meta({ examples: [['node_(load|memory).*']] }),
  drop: listOf(plainText('a regular expression', nameFault))
    .optional()
    .describe('The metrics that are not, likewise; it goes before `keep`.')
    .meta({ examples: [['go_.*']] }),
  labels: mapOf(labelName, plainText())
    .optional()
    .describe('Labels for all samples that have not got them, each a constant text.')
    .meta({ examples: [{ site: 'north' }] }),
  charset,
}).describe(
  'The page of another exporter, in the text format or OpenMetrics: its metrics are passed through, with their exemplars where the scraper asks for OpenMetrics.',
);

const plain = (what: string) => object({ charset }).describe(what).optional();

/** How documents are read: the name of a format, or one name with its options. */
export const Decode = orShort(
  object({
    json: plain('JSON.'),
    ndjson: plain('NDJSON: a list, one item a line.'),
    yaml: plain('YAML; several documents are a list.'),
    csv: Csv.optional(),
    xml: Xml.optional(),
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

/** Whether `decode`, as the user wrote it, passes the metrics of a page on. */
export function passesThrough(decode: unknown): boolean {
  const name = decode instanceof Text ? decode.peek() : decode;
  return isMap(decode) ? 'prometheus' in decode : name === 'prometheus';
}
