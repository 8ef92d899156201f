import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml';

interface Row {
  readonly key: string;
  readonly value: string;
  readonly description: string;
}

/**
 * The values of a chart as a Markdown table: one row for each key with a comment `# -- text` above it, in the order of
 * the file. A key with a comment is one row, however deep its default is. With `keys`, only these rows, in their order.
 *
 * @throws Error when neither a value nor a key around it has a comment, or when there is no such key
 */
export function valuesTable(valuesYaml: string, keys?: readonly string[]): string {
  const lines = new LineCounter();
  const document = parseDocument(valuesYaml, { lineCounter: lines });
  if (!isMap(document.contents)) throw new Error('the values are not a map');
  const source = valuesYaml.split('\n');
  const rows = rowsOf(document.contents, '', (offset) =>
    descriptionAbove(source, lines.linePos(offset).line),
  );
  const shown = keys?.map((key) => rowOf(rows, key)) ?? rows;
  return formatTable([{ key: 'Key', value: 'Default', description: 'Description' }, ...shown]);
}

const BEGIN = '<!-- values: begin (generated from values.yaml) -->';
const END = '<!-- values: end -->';

/** `markdown` with the table of values between its two markers. @throws Error when it has no such markers */
export function withValuesTable(
  markdown: string,
  valuesYaml: string,
  keys?: readonly string[],
): string {
  const begin = markdown.indexOf(BEGIN);
  const end = markdown.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`no place for the values: add ${BEGIN} ${END}`);
  const before = markdown.slice(0, begin + BEGIN.length);
  return `${before}\n\n${valuesTable(valuesYaml, keys)}\n\n${markdown.slice(end)}`;
}

function rowOf(rows: readonly Row[], key: string): Row {
  const row = rows.find((each) => each.key === code(key));
  if (row === undefined) throw new Error(`values.yaml has no ${key}`);
  return row;
}

type DescriptionAt = (offset: number) => string | undefined;

function rowsOf(map: YAMLMap, parent: string, descriptionAt: DescriptionAt): Row[] {
  return map.items.flatMap((pair) => {
    const { name, offset } = keyOf(pair);
    const key = `${parent}${name}`;
    const description = descriptionAt(offset);
    if (description !== undefined) {
      const value = JSON.stringify(map.get(name, true)) ?? 'null';
      return [{ key: code(key), value: code(value), description: cell(description) }];
    }
    if (isMap(pair.value) && pair.value.items.length > 0) {
      return rowsOf(pair.value, `${key}.`, descriptionAt);
    }
    throw new Error(`${key} has no comment: write "# -- what it is" above it`);
  });
}

function keyOf(pair: Pair): { name: string; offset: number } {
  if (!isScalar(pair.key) || pair.key.range == null) throw new Error('a key is not a plain string');
  return { name: String(pair.key.value), offset: pair.key.range[0] };
}

/** The comment that ends right above `line` (from 1), without its markers. */
function descriptionAbove(source: readonly string[], line: number): string | undefined {
  const found: string[] = [];
  for (let at = line - 2; at >= 0; at -= 1) {
    const comment = /^\s*# ?(.*)$/.exec(source[at] ?? '');
    if (comment === null) return undefined;
    const words = comment[1] ?? '';
    if (words.startsWith('-- ')) return [words.slice(3), ...found].join(' ');
    found.unshift(words);
  }
  return undefined;
}

function code(text: string): string {
  return cell(`\`${text}\``);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Pads the columns to equal width, as Prettier does. */
function formatTable(rows: readonly Row[]): string {
  const columns = (['key', 'value', 'description'] as const).map((column) => ({
    column,
    width: Math.max(...rows.map((row) => row[column].length)),
  }));
  const lines = rows.map(
    (row) => `| ${columns.map(({ column, width }) => row[column].padEnd(width)).join(' | ')} |`,
  );
  const rule = `| ${columns.map(({ width }) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}
