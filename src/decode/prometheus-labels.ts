import { DecodeError } from './error.ts';
import { quoteCut } from '../message/cut.ts';
import { foundAt } from './position.ts';

const maxLabels = 500;

/** A label, or the quoted name of the metric, with the surrounding blanks that the text format allows. */
const textPattern =
  /[ \t]*(?:(?:([a-zA-Z_]\w*)|"([^"\\]*(?:\\.[^"\\]*)*)")[ \t]*(?:=[ \t]*"([^"\\]*(?:\\.[^"\\]*)*)"[ \t]*)?)?/y;
const openMetricsPattern =
  /(?:(?:([a-zA-Z_]\w*)|"([^"\\]*(?:\\.[^"\\]*)*)")(?:="([^"\\]*(?:\\.[^"\\]*)*)")?)?/y;

/** The content of the braces. */
interface LabelSet {
  /** Alternating names and values. */
  readonly labels: string[];
  readonly name: string | undefined;
  /** The offset after the closing brace. */
  readonly end: number;
}

/**
 * Reads the labels from the brace at `start`. A quoted string without a value is the name of the metric if no other
 * name is given.
 *
 * @throws DecodeError with the reason, as `column N: ...`
 */
export function readLabels(
  line: string,
  start: number,
  bareName: string | undefined,
  isOpenMetrics: boolean,
): LabelSet {
  const labelPattern = isOpenMetrics ? openMetricsPattern : textPattern;
  const labels: string[] = [];
  let name = bareName;
  for (let at = start + 1; ; at += 1) {
    labelPattern.lastIndex = at;
    const [whole = '', bare, quoted, value] = labelPattern.exec(line) ?? [];
    const label = quoted === undefined ? bare : unescape(quoted);
    at += whole.length;
    if (label === '') throw bad(at, 'expected a name in the quotes');
    if (label !== undefined && value !== undefined) {
      addLabel(labels, label, unescape(value), at);
    } else if (quoted !== undefined && name === undefined) {
      name = label;
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
  // It would be a second name of the series. Prometheus refuses the whole exposition in this case.
  if (name === '__name__') throw bad(at, 'the label "__name__" is the name of the metric itself');
  for (let index = 0; index < labels.length; index += 2) {
    if (labels[index] === name) throw bad(at, `the label ${quoteCut(name)} is there twice`);
  }
  if (labels.length >= 2 * maxLabels) throw bad(at, `has more than ${maxLabels} labels`);
  labels.push(name, value);
}

/** Resolves the escapes of quotes, backslashes and line ends. */
export function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\[\\n"]/g, (escape) => (escape === '\\n' ? '\n' : escape.slice(1)));
}

/** An error at offset `at` (starting at 0) of a line. */
export function bad(at: number, message: string): DecodeError {
  return new DecodeError(`column ${at + 1}: ${message}`);
}
