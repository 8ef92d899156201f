import {
  countCodePoints,
  fitsExemplar,
  maxExemplarLength,
  type Exemplar,
} from '../metric/exemplar.ts';
import type { Oddities } from './oddities.ts';
import { quoteCut } from '../message/cut.ts';
import { foundAt } from './position.ts';
import { bad, readLabels, unescape } from './prometheus-labels.ts';

/** One sample as written in an exposition. */
export interface SampleLine {
  readonly name: string;
  /** Alternating names and values. */
  readonly labels: readonly string[];
  readonly value: number;
  /** As written: milliseconds in the text format, seconds in OpenMetrics; NaN if absent. */
  readonly timestamp: number;
  readonly exemplar: Exemplar | undefined;
}

/** A line `# HELP name text`, or the same with TYPE or UNIT. */
export interface MetadataLine {
  readonly keyword: 'HELP' | 'TYPE' | 'UNIT';
  readonly name: string;
  readonly text: string;
}

/** The syntax differences between the two formats: mainly white space, as OpenMetrics allows only single spaces. */
interface Syntax {
  readonly metadata: RegExp;
  readonly name: RegExp;
  /** Matches up to the end of the line, or up to the `#` that starts an exemplar. */
  readonly tail: RegExp;
  readonly timestamp: RegExp;
}

const textSyntax: Syntax = {
  metadata:
    /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+(?:([^\s"]+)|"([^"\\]*(?:\\.[^"\\]*)*)")(?:[ \t]+(?![ \t])(.*))?$/,
  name: /[ \t]*([a-zA-Z_:][\w:]*)?(?:[ \t]*(?=\{))?/y,
  tail: /(?:[ \t]+|(?<=\}))([^\s#]+)(?:[ \t]+([^\s#]+))?(?:[ \t]+(#)[ \t]*|[ \t]*$)/y,
  timestamp: /^[-+]?\d+$/,
};

const openMetricsSyntax: Syntax = {
  metadata: /^# (HELP|TYPE|UNIT) (?:([^\s"]+)|"([^"\\]*(?:\\.[^"\\]*)*)") (.*)$/,
  name: /([a-zA-Z_:][\w:]*)?/y,
  tail: / ([^\s#]+)(?: ([^\s#]+))?(?: (#)(?: |$)|$)/y,
  timestamp: /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/,
};

/**
 * Reads the metadata in a line that begins with `#`; undefined for any other comment, which only the text format
 * allows.
 *
 * @throws DecodeError with the reason, as `column N: ...`
 */
export function readMetadata(line: string, isOpenMetrics: boolean): MetadataLine | undefined {
  const { metadata } = isOpenMetrics ? openMetricsSyntax : textSyntax;
  const [, keyword, bare, quoted = '', text = ''] = metadata.exec(line) ?? [];
  if (keyword !== 'HELP' && keyword !== 'TYPE' && keyword !== 'UNIT') {
    if (!isOpenMetrics) return undefined;
    throw bad(0, 'expected "# HELP", "# TYPE" or "# UNIT", a name and a text, or "# EOF"');
  }
  const name = bare ?? unescape(quoted);
  if (name === '' || (bare !== undefined && !/^[a-zA-Z_:][\w:]*$/.test(bare))) {
    // In the text format, a UNIT line is an ordinary comment.
    if (keyword === 'UNIT' && !isOpenMetrics) return undefined;
    throw bad(line.indexOf(keyword) + 5, `expected the name of a metric, found ${quoteCut(name)}`);
  }
  if (isOpenMetrics) return { keyword, name, text: keyword === 'HELP' ? unescape(text) : text };
  return { keyword, name, text: keyword === 'HELP' ? unescapeHelp(text) : text.trim() };
}

/** The text format does not define an escape for quotes in help texts. */
function unescapeHelp(text: string): string {
  return text.replaceAll(/\\[\\n]/g, (escape) => (escape === '\\n' ? '\n' : '\\'));
}

/**
 * Reads a sample.
 *
 * @param isOpenMetrics whether the format is OpenMetrics; only OpenMetrics has exemplars
 * @throws DecodeError with the reason, as `column N: ...`
 */
export function readSample(line: string, isOpenMetrics: boolean, oddities: Oddities): SampleLine {
  const syntax = isOpenMetrics ? openMetricsSyntax : textSyntax;
  syntax.name.lastIndex = 0;
  const bareName = syntax.name.exec(line)?.[1];
  const start = syntax.name.lastIndex;
  const set = line[start] === '{' ? readLabels(line, start, bareName, isOpenMetrics) : undefined;
  const name = set?.name ?? bareName;
  if (name === undefined) {
    throw bad(0, `expected the name of a metric, found ${foundAt(line, line.search(/\S|$/))}`);
  }
  const { value, timestamp, next } = readNumbers(line, set?.end ?? start, syntax, 'a value');
  if (next !== undefined && !isOpenMetrics) {
    throw bad(next, 'expected no exemplar: only OpenMetrics has them, which ends in "# EOF"');
  }
  const exemplar = next === undefined ? undefined : readExemplar(line, next, oddities);
  return { name, labels: set?.labels ?? [], value, timestamp, exemplar };
}

/**
 * Reads the exemplar after ` # `, from its brace at `start`. Returns undefined, and notes it, if it is too long to be
 * passed on.
 */
function readExemplar(line: string, start: number, oddities: Oddities): Exemplar | undefined {
  if (line[start] !== '{') {
    throw bad(start, `expected the labels of an exemplar in braces, found ${foundAt(line, start)}`);
  }
  const { labels, end } = readLabels(line, start, '', true);
  const { value, timestamp, next } = readNumbers(
    line,
    end,
    openMetricsSyntax,
    'the value of an exemplar',
  );
  if (next !== undefined) throw bad(next, 'expected nothing after an exemplar');
  if (!fitsExemplar(labels)) {
    oddities.note('bad_exemplar', () => {
      const found = `the names and values of an exemplar have ${countCodePoints(labels)} characters`;
      return bad(start, `${found}, more than the ${maxExemplarLength} of OpenMetrics`);
    });
    return undefined;
  }
  const labelNames = labels.filter((_, index) => index % 2 === 0);
  const labelValues = labels.filter((_, index) => index % 2 === 1);
  return { labelNames, labelValues, value, timestamp };
}

/** The value and timestamp after the labels of a sample or an exemplar. */
interface Numbers {
  readonly value: number;
  readonly timestamp: number;
  /** The offset after a `#`; undefined at the end of the line. */
  readonly next: number | undefined;
}

function readNumbers(line: string, at: number, syntax: Syntax, what: string): Numbers {
  syntax.tail.lastIndex = at;
  const [tail = '', value, timestamp, mark] = syntax.tail.exec(line) ?? [];
  if (value === undefined) {
    const found = quoteCut(line.slice(at));
    throw bad(at, `expected ${what} and at most a timestamp, found ${found}`);
  }
  const valueAt = at + tail.indexOf(value);
  const timestampAt = at + tail.indexOf(timestamp ?? '', valueAt - at + value.length);
  return {
    value: readNumber(value, valueAt),
    timestamp: timestamp === undefined ? Number.NaN : readTime(timestamp, timestampAt, syntax),
    next: mark === undefined ? undefined : syntax.tail.lastIndex,
  };
}

function readTime(written: string, at: number, syntax: Syntax): number {
  if (syntax.timestamp.test(written)) return Number(written);
  const unit = syntax === textSyntax ? 'whole milliseconds' : 'seconds';
  throw bad(at, `expected a timestamp in ${unit}, found ${quoteCut(written)}`);
}

function readNumber(written: string, at: number): number {
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(written)) {
    const number = Number(written);
    if (Number.isFinite(number)) return number;
    throw bad(at, `${quoteCut(written)} is beyond the numbers that there are`);
  }
  const [, sign, word] = /^([-+]?)(inf|infinity|nan)$/i.exec(written) ?? [];
  if (word === undefined) throw bad(at, `${quoteCut(written)} is not a number`);
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? -Infinity : Infinity;
}
