import type { JsonSchema } from '../src/config/schema/json-schema.ts';
import { sectionsOf, type Key, type Section } from './reference-sections.ts';

/** The handwritten parts of the reference: the introduction, and what follows the table of a section, by path. */
export interface ReferenceTexts {
  readonly introduction: string;
  readonly after: Readonly<Record<string, string>>;
}

/** The reference of the configuration as Markdown: every key with its type, default and an example. */
export function configurationReference(
  schema: JsonSchema,
  { introduction, after }: ReferenceTexts,
): string {
  const sections = sectionsOf(schema);
  const unknown = Object.keys(after).filter((path) => sections.every((each) => each.path !== path));
  if (unknown.length > 0) throw new Error(`the reference has no section ${unknown.join(', ')}`);
  return [
    introduction,
    contentsOf(sections),
    ...sections.map((section) => renderSection(section, after[section.path])),
  ].join('\n\n');
}

/** Each section, labelled with what its path adds to that of the enclosing section. */
function contentsOf(sections: readonly Section[]): string {
  const around: string[] = [];
  return sections
    .map(({ path, depth }) => {
      around[depth] = path;
      const outer = around[depth - 1] ?? '';
      const short = outer === '' ? path : path.slice(outer.length).replace(/^\./, '');
      return `${'  '.repeat(depth)}- [${nameOf(short)}](#${anchorOf(path)})`;
    })
    .join('\n');
}

function renderSection({ path, depth, description, keys }: Section, after = ''): string {
  const rows = keys.map((key) => [
    keyOf(key),
    typeOf(key.schema),
    key.required ? 'required' : defaultOf(key.schema),
    cell(key.schema.description ?? ''),
    examplesOf(key.schema),
  ]);
  return [
    `${'#'.repeat(Math.min(depth + 2, 4))} <a id="${anchorOf(path)}"></a>${nameOf(path)}`,
    description,
    tableOf(['Key', 'Type', 'Default', 'Description', 'Example'], rows),
    after,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Leaves out columns that are empty in every row. */
function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const isUsed = (_: unknown, column: number) => rows.some((row) => row[column] !== '');
  return [heads, heads.map(() => '---'), ...rows]
    .map((row) => `| ${row.filter(isUsed).join(' | ')} |`)
    .join('\n');
}

function nameOf(path: string): string {
  return path === '' ? 'Top level' : `\`${path}\``;
}

function anchorOf(path: string): string {
  return path === '' ? 'top-level' : path.replaceAll('[]', '').replaceAll('.', '-').toLowerCase();
}

function keyOf({ name, section }: Key): string {
  return section === undefined ? code(name) : `[${code(name)}](#${anchorOf(section)})`;
}

function typeOf(schema: JsonSchema): string {
  const { title, additionalProperties, items, properties, type, examples = [] } = schema;
  if (title === 'choice') return examples.map((word) => code(String(word))).join(', ');
  if (title !== undefined) return title;
  if (typeof additionalProperties === 'object') {
    const of = typeOf(additionalProperties);
    return of === 'map' ? 'map by name' : `map of ${of}`;
  }
  if (items !== undefined) return `list of ${typeOf(items)}`;
  return properties !== undefined && type?.includes('string') === true ? 'text or map' : 'map';
}

/** A choice has no examples: its type lists all values. */
function examplesOf({ title, examples = [] }: JsonSchema): string {
  if (title === 'choice') return '';
  return examples.map((example) => code(inline(example))).join(' or ');
}

function defaultOf({ default: preset }: JsonSchema): string {
  return preset === undefined ? '' : code(inline(preset));
}

/** A value as YAML on one line. */
function inline(value: unknown): string {
  if (typeof value === 'string') return /^[\w./$@-]+$/.test(value) ? value : quoted(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, part]) => `${inline(key)}: ${inline(part)}`);
    return `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value);
}

/** In single quotes, only single quotes need escaping; a backslash does not. */
function quoted(text: string): string {
  return /[\t\n]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

function code(text: string): string {
  // None of these values contains a backtick.
  return `\`${cell(text)}\``;
}

/** Escapes pipes, which would end a table cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
