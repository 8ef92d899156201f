import { DecodeError } from './error.ts';
import { foundAt, quoteCut } from './position.ts';

/** One sample as a page has it. Names with characters beyond the classic ones have underscores for them. */
export interface SampleLine {
  readonly name: string;
  /** Names and values by turns. */
  readonly labels: readonly string[];
  readonly value: number;
  /** As it is written: milliseconds in the text format, seconds in OpenMetrics; NaN for none. */
  readonly timestamp: number;
}

/** A line `# HELP name text`, or the same with TYPE or UNIT. */
export interface MetadataLine {
  readonly keyword: 'HELP' | 'TYPE' | 'UNIT';
  readonly name: string;
  readonly text: string;
}

const maxLabels = 500;

const metadataPattern =
  /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+(?:([^\s"]+)|"([^"\\]*(?:\\.[^"\\]*)*)")(?:[ \t](.*))?$/;
const namePattern = /[ \t]*([a-zA-Z_:][\w:]*)?[ \t]*/y;
const labelPattern =
  /[ \t]*(?:(?:([a-zA-Z_]\w*)|"([^"\\]*(?:\\.[^"\\]*)*)")[ \t]*(?:=[ \t]*"([^"\\]*(?:\\.[^"\\]*)*)"[ \t]*)?)?/y;
const tailPattern =
  /[ \t]*([^\s#]+)(?:[ \t]+(-?[\d.]+(?:[eE][-+]?\d+)?))?(?:[ \t]+#[ \t]+\{.*)?[ \t]*$/y;

/** What a comment says of a family; undefined for any other comment. */
export function readMetadata(line: string): MetadataLine | undefined {
  const [, keyword, bare, quoted = '', text = ''] = metadataPattern.exec(line) ?? [];
  if (keyword !== 'HELP' && keyword !== 'TYPE' && keyword !== 'UNIT') return undefined;
  const name = classicName(bare ?? unescape(quoted));
  return { keyword, name, text: keyword === 'HELP' ? unescape(text) : text.trim() };
}

/** @throws DecodeError that says what is wrong within the line, as `column N: ...` */
export function readSample(line: string): SampleLine {
  namePattern.lastIndex = 0;
  const bareName = namePattern.exec(line)?.[1];
  const start = namePattern.lastIndex;
  const set = line[start] === '{' ? readLabels(line, start, bareName) : undefined;
  const name = set?.name ?? bareName;
  if (name === undefined) {
    throw bad(0, `expected the name of a metric, found ${foundAt(line, line.search(/\S|$/))}`);
  }
  const at = set?.end ?? start;
  tailPattern.lastIndex = at;
  const [, value, timestamp] = tailPattern.exec(line) ?? [];
  if (value === undefined) {
    throw bad(at, `expected a value and at most a timestamp, found ${quoteCut(line.slice(at))}`);
  }
  return {
    name,
    labels: set?.labels ?? [],
    value: readNumber(value, at),
    timestamp: timestamp === undefined ? Number.NaN : readNumber(timestamp, at),
  };
}

interface LabelSet {
  readonly labels: string[];
  readonly name: string | undefined;
  readonly end: number;
}

/** A text in quotes without a value is the name of the metric, when it is the first and there is no other. */
function readLabels(line: string, start: number, bareName: string | undefined): LabelSet {
  const labels: string[] = [];
  let name = bareName;
  for (let at = start + 1; ; at++) {
    labelPattern.lastIndex = at;
    const [whole = '', bare, quoted, value] = labelPattern.exec(line) ?? [];
    const label = quoted === undefined ? bare : unescape(quoted);
    at += whole.length;
    if (label !== undefined && value !== undefined) {
      addLabel(labels, classicName(label, '_'), unescape(value), at);
    } else if (quoted !== undefined && name === undefined && labels.length === 0) {
      name = classicName(unescape(quoted));
    } else if (label !== undefined) {
      throw bad(at, `expected ="..." after the label ${quoteCut(label)}`);
    }
    if (line[at] === '}') return { labels, name, end: at + 1 };
    if (line[at] !== ',' || label === undefined) {
      const expected = label === undefined ? 'a label' : '"," or "}"';
      throw bad(at, `expected ${expected}, found ${foundAt(line, at)}`);
    }
  }
}

function addLabel(labels: string[], name: string, value: string, at: number): void {
  for (let index = 0; index < labels.length; index += 2) {
    if (labels[index] === name) throw bad(at, `the label ${quoteCut(name)} is there twice`);
  }
  if (labels.length >= 2 * maxLabels) throw bad(at, `has more than ${maxLabels} labels`);
  labels.push(name, value);
}

function readNumber(written: string, at: number): number {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(written)) return Number(written);
  const [, sign, word] = /^([-+]?)(inf|infinity|nan)$/i.exec(written) ?? [];
  if (word === undefined) throw bad(at, `${quoteCut(written)} is not a number`);
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? -Infinity : Infinity;
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\[\\n"]/g, (escape) => (escape === '\\n' ? '\n' : escape.slice(1)));
}

/** As Prometheus' own escaping scheme `underscores`: what a classic name cannot have is `_`. */
function classicName(name: string, colon = ':'): string {
  return /^[a-zA-Z_]\w*$/.test(name)
    ? name
    : name
        .replaceAll(/[^\w:]/gu, '_')
        .replaceAll(':', colon)
        .replace(/^(?=\d)/, '_');
}

function bad(at: number, message: string): DecodeError {
  return new DecodeError(`column ${at + 1}: ${message}`);
}
