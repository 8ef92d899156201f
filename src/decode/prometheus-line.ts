import { countCodePoints, fitsExemplar, maxExemplarLength } from '../metric/exemplar.ts';
import type { Exemplar } from '../metric/exemplar.ts';
import { foundAt, quoteCut } from './position.ts';
import { bad, classicName, readLabels, unescape } from './prometheus-labels.ts';

/** One sample as a page has it. Names with characters beyond the classic ones have underscores for them. */
export interface SampleLine {
  readonly name: string;
  /** Names and values by turns. */
  readonly labels: readonly string[];
  readonly value: number;
  /** As it is written: milliseconds in the text format, seconds in OpenMetrics; NaN for none. */
  readonly timestamp: number;
  readonly exemplar: Exemplar | undefined;
}

/** A line `# HELP name text`, or the same with TYPE or UNIT. */
export interface MetadataLine {
  readonly keyword: 'HELP' | 'TYPE' | 'UNIT';
  readonly name: string;
  readonly text: string;
}

const metadataPattern =
  /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+(?:([^\s"]+)|"([^"\\]*(?:\\.[^"\\]*)*)")(?:[ \t](.*))?$/;
const namePattern = /[ \t]*([a-zA-Z_:][\w:]*)?[ \t]*/y;
/** Up to the end of the line, or to the `#` that begins an exemplar. */
const tailPattern =
  /[ \t]*([^\s#]+)(?:[ \t]+(-?[\d.]+(?:[eE][-+]?\d+)?))?(?:[ \t]+(#)[ \t]*|[ \t]*$)/y;

/** What a comment says of a family; undefined for any other comment. */
export function readMetadata(line: string): MetadataLine | undefined {
  const [, keyword, bare, quoted = '', text = ''] = metadataPattern.exec(line) ?? [];
  if (keyword !== 'HELP' && keyword !== 'TYPE' && keyword !== 'UNIT') return undefined;
  const name = classicName(bare ?? unescape(quoted));
  return { keyword, name, text: keyword === 'HELP' ? unescape(text) : text.trim() };
}

/**
 * @param isOpenMetrics whether the page is one, as no other has exemplars
 * @throws DecodeError that says what is wrong within the line, as `column N: ...`
 */
export function readSample(line: string, isOpenMetrics: boolean): SampleLine {
  namePattern.lastIndex = 0;
  const bareName = namePattern.exec(line)?.[1];
  const start = namePattern.lastIndex;
  const set = line[start] === '{' ? readLabels(line, start, bareName) : undefined;
  const name = set?.name ?? bareName;
  if (name === undefined) {
    throw bad(0, `expected the name of a metric, found ${foundAt(line, line.search(/\S|$/))}`);
  }
  const { value, timestamp, next } = readNumbers(line, set?.end ?? start, 'a value');
  if (next !== undefined && !isOpenMetrics) {
    throw bad(next, 'expected no exemplar: only OpenMetrics has them, which ends in "# EOF"');
  }
  const exemplar = next === undefined ? undefined : readExemplar(line, next);
  return { name, labels: set?.labels ?? [], value, timestamp, exemplar };
}

/** What stands after ` # `, from its brace at `start` on. */
function readExemplar(line: string, start: number): Exemplar {
  if (line[start] !== '{') {
    throw bad(start, `expected the labels of an exemplar in braces, found ${foundAt(line, start)}`);
  }
  const { labels, end } = readLabels(line, start, '');
  if (!fitsExemplar(labels)) {
    const found = `the names and values of an exemplar have ${countCodePoints(labels)} characters`;
    throw bad(start, `${found}, more than the ${maxExemplarLength} of OpenMetrics`);
  }
  const { value, timestamp, next } = readNumbers(line, end, 'the value of an exemplar');
  if (next !== undefined) throw bad(next, 'expected nothing after an exemplar');
  const labelNames = labels.filter((_, index) => index % 2 === 0);
  const labelValues = labels.filter((_, index) => index % 2 === 1);
  return { labelNames, labelValues, value, timestamp };
}

/** What stands after the labels of a sample, or of an exemplar. */
interface Numbers {
  readonly value: number;
  readonly timestamp: number;
  /** Where what follows a `#` begins; undefined for the end of the line. */
  readonly next: number | undefined;
}

function readNumbers(line: string, at: number, what: string): Numbers {
  tailPattern.lastIndex = at;
  const [, value, timestamp, mark] = tailPattern.exec(line) ?? [];
  if (value === undefined) {
    const found = quoteCut(line.slice(at));
    throw bad(at, `expected ${what} and at most a timestamp, found ${found}`);
  }
  return {
    value: readNumber(value, at),
    timestamp: timestamp === undefined ? Number.NaN : readNumber(timestamp, at),
    next: mark === undefined ? undefined : tailPattern.lastIndex,
  };
}

function readNumber(written: string, at: number): number {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(written)) return Number(written);
  const [, sign, word] = /^([-+]?)(inf|infinity|nan)$/i.exec(written) ?? [];
  if (word === undefined) throw bad(at, `${quoteCut(written)} is not a number`);
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? -Infinity : Infinity;
}
