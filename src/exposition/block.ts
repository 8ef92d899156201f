import type { Exemplar } from '../metric/exemplar.ts';
import type { Checksum } from './checksum.ts';
import { repeatBytes, takeBytes, writeBytes, writeText, type Output } from './output.ts';
import type { Piece } from './piece.ts';
import type { PagePlan, Stanza } from './plan.ts';
import { writeRowNumber, writeSeries } from './row.ts';
import { isSameList } from './same-list.ts';

/**
 * Rows of a block. Small enough to be rendered in well under a millisecond, so that rendering can be interleaved with
 * other work, and large enough to compress well: with 64 rows gzip takes 1.5 times as long and produces 19 % more
 * bytes; with 1024 rows it takes 10 % less time and produces 11 % fewer bytes.
 */
const blockRows = 256;

/** Rows of one stanza within one block. */
export interface Span {
  readonly stanza: Stanza;
  readonly first: number;
  readonly rows: number;
}

/** A part of an exposition with 0.5 to 1.5 times `blockRows` rows, of one family or of several small ones. */
export interface Block extends Piece {
  /** The rows that the bytes currently represent. */
  spans: readonly Span[];
  /** Start and end offset of the value (with timestamp and exemplar) of row i, at `2i` and `2i + 1`. */
  readonly marks: Uint32Array;
  /** A raw deflate stream that ends on a byte boundary and refers to no earlier data; created on first use. */
  deflated?: Piece;
  /** Checksum of `bytes`; created on first use. */
  checksum?: Checksum;
  /** The size that the cache accounts for it; 0 if it is not cached. */
  counted: number;
}

/**
 * Divides a page into blocks of at most `blockRows` rows of a stanza; small stanzas share a block. A block that is
 * half full ends with its stanza, so that metrics that change with every scrape, such as the exporter's own, share a
 * block with few rows that do not change.
 */
export function* groupRows(plan: PagePlan): Generator<readonly Span[], void, void> {
  let spans: Span[] = [];
  let sum = 0;
  for (const { stanzas } of plan.planned) {
    for (const stanza of stanzas) {
      const { length } = stanza.family.values;
      for (let first = 0; first < length; first += blockRows) {
        const rows = Math.min(blockRows, length - first);
        spans.push({ stanza, first, rows });
        sum += rows;
        if (sum < (first + rows < length ? blockRows : blockRows / 2)) continue;
        yield spans;
        spans = [];
        sum = 0;
      }
    }
  }
  if (spans.length > 0) yield spans;
}

/**
 * Returns the block for some rows. `last` is the block at the same position of the previous page: it is returned if
 * nothing changed, and everything except the values is copied from it if only those changed. It never affects the
 * bytes. A block that replaces it reuses its memory.
 */
export function renderBlock(spans: readonly Span[], output: Output, last?: Block): Block {
  if (last === undefined || !hasSameSeries(last.spans, spans)) {
    return renderRows(spans, output, last);
  }
  const block = hasSameNumbers(last.spans, spans) ? last : renderNumbers(last, spans, output);
  // Allows the labels of the previous families to be garbage collected.
  block.spans = spans;
  return block;
}

function hasSameSeries(before: readonly Span[], now: readonly Span[]): boolean {
  if (before.length !== now.length) return false;
  for (let index = 0; index < now.length; index += 1) {
    const one = before[index];
    const two = now[index];
    if (one === undefined || two === undefined || !isSameSpan(one, two)) return false;
  }
  return true;
}

function isSameSpan({ stanza: before, first, rows }: Span, now: Span): boolean {
  if (before.template !== now.stanza.template || first !== now.first || rows !== now.rows)
    return false;
  const { family } = now.stanza;
  const width = family.labelNames.length;
  return (
    isSameRange(before.family.labelValues, family.labelValues, first * width, rows * width) &&
    isSameRange(before.family.suffixes, family.suffixes, first, rows)
  );
}

/** Compares by position: a series that moved counts as another one, which only costs time. */
function isSameRange(
  before: readonly string[] | undefined,
  now: readonly string[] | undefined,
  start: number,
  count: number,
): boolean {
  if (before === now) return true;
  for (let place = start; place < start + count; place += 1) {
    if ((before?.[place] ?? '') !== (now?.[place] ?? '')) return false;
  }
  return true;
}

function hasSameNumbers(before: readonly Span[], now: readonly Span[]): boolean {
  for (let index = 0; index < now.length; index += 1) {
    const span = now[index];
    const one = before[index]?.stanza.family;
    if (span === undefined || one === undefined) return false;
    const two = span.stanza.family;
    if (one === two) continue;
    for (let row = span.first; row < span.first + span.rows; row += 1) {
      if (!isSameRow(one, two, row)) return false;
    }
  }
  return true;
}

function renderRows(spans: readonly Span[], output: Output, last?: Block): Block {
  const marks = new Uint32Array(2 * spans.reduce((sum, { rows }) => sum + rows, 0));
  let mark = 0;
  output.length = 0;
  for (const { stanza, first, rows } of spans) {
    if (first === 0) writeText(output, stanza.template.head);
    for (let row = first; row < first + rows; row += 1) {
      writeSeries(output, stanza, row);
      marks[mark] = output.length;
      writeRowNumber(output, stanza, row);
      marks[mark + 1] = output.length;
      mark += 2;
      writeText(output, '\n');
    }
  }
  return {
    spans,
    bytes: takeBytes(output, 0, freeMemory(last)),
    readers: 0,
    marks,
    counted: 0,
  };
}

/**
 * Copies the previous bytes with new values; everything between two changed values is copied at once. Usually only
 * values change between scrapes: 10,000 of them take 1.8 ms this way, 4.2 ms if the labels are written again, and
 * little more than a plain copy if few changed.
 */
function renderNumbers(last: Block, spans: readonly Span[], output: Output): Block {
  const marks = last.marks.slice();
  output.length = 0;
  writeBytes(output, last.bytes);
  const begin = output.length;
  let copied = 0;
  let mark = 0;
  for (const [index, { stanza, first, rows }] of spans.entries()) {
    const before = last.spans[index]?.stanza.family ?? stanza.family;
    for (let row = first; row < first + rows; row += 1) {
      const start = last.marks[mark] ?? 0;
      const end = last.marks[mark + 1] ?? 0;
      const moved = output.length - begin - copied;
      marks[mark] = start + moved;
      marks[mark + 1] = end + moved;
      if (!isSameRow(before, stanza.family, row)) {
        repeatBytes(output, copied, start);
        writeRowNumber(output, stanza, row);
        marks[mark + 1] = output.length - begin;
        copied = end;
      }
      mark += 2;
    }
  }
  repeatBytes(output, copied, begin);
  const bytes = takeBytes(output, begin, freeMemory(last));
  return { spans, bytes, readers: 0, marks, counted: 0 };
}

/** The memory of a replaced block, unless it is still being sent. */
function freeMemory(block: Block | undefined): Buffer | undefined {
  return block === undefined || block.readers > 0 ? undefined : block.bytes;
}

function isSameRow(before: Stanza['family'], now: Stanza['family'], row: number): boolean {
  return (
    isSameNumber(before.values[row], now.values[row]) &&
    (before.timestamps === now.timestamps ||
      isSameNumber(before.timestamps?.[row], now.timestamps?.[row])) &&
    (before.exemplars === now.exemplars ||
      isSameExemplar(before.exemplars?.[row], now.exemplars?.[row]))
  );
}

function isSameExemplar(one: Exemplar | undefined, two: Exemplar | undefined): boolean {
  if (one === two) return true;
  return (
    one !== undefined &&
    two !== undefined &&
    isSameNumber(one.value, two.value) &&
    isSameNumber(one.timestamp, two.timestamp) &&
    isSameList(one.labelNames, two.labelNames) &&
    isSameList(one.labelValues, two.labelValues)
  );
}

/** NaN equals NaN, and 0 equals -0, since they are written the same. */
function isSameNumber(one = Number.NaN, two = Number.NaN): boolean {
  return one === two || (Number.isNaN(one) && Number.isNaN(two));
}
