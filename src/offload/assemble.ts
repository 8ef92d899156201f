import type { DocumentsResult } from '../documents/reading.ts';
import type { Skip } from '../extract/extraction.ts';
import type { Exemplar } from '../metric/exemplar.ts';
import type { MetricFamily, SampleSuffix } from '../metric/family.ts';
import type { FamilyHead, ResultPart } from './result-parts.ts';

/** Reassembles a result from its parts. */
export interface Assembly {
  add(part: ResultPart): void;
  /** To be called once, after all parts were received. */
  result(): DocumentsResult;
}

/** The columns of a family that were received so far. */
interface Columns {
  readonly head: FamilyHead;
  readonly labelValues: string[];
  readonly values: Float64Array;
  readonly timestamps: Float64Array | undefined;
  readonly suffixes: SampleSuffix[];
  readonly exemplars: (Exemplar | undefined)[];
  /** Rows of `values` and of `timestamps` that were received. */
  readonly filled: { values: number; timestamps: number };
}

export function createAssembly(): Assembly {
  const families: MetricFamily[] = [];
  const samples = new Map<string, number>();
  const skips: Skip[] = [];
  const pageSkips: Skip[] = [];
  const conflicting: string[] = [];
  let columns: Columns | undefined;

  return {
    add(part) {
      switch (part.part) {
        case 'family':
          endFamily();
          columns = columnsOf(part.head);
          break;
        case 'samples':
          for (const [name, count] of part.items) samples.set(name, count);
          break;
        case 'skips':
          append(skips, part.items);
          break;
        case 'pageSkips':
          append(pageSkips, part.items);
          break;
        case 'conflicting':
          append(conflicting, part.items);
          break;
        case 'labelValues':
        case 'values':
        case 'timestamps':
        case 'suffixes':
        case 'exemplars':
          if (columns !== undefined) addColumn(columns, part);
          break;
      }
    },
    result() {
      endFamily();
      return { families, samples, skips, pageSkips, conflicting };
    },
  };

  function endFamily(): void {
    if (columns !== undefined) families.push(familyOf(columns));
    columns = undefined;
  }
}

function columnsOf(head: FamilyHead): Columns {
  return {
    head,
    labelValues: [],
    values: new Float64Array(head.rows),
    timestamps: head.hasTimestamps ? new Float64Array(head.rows) : undefined,
    suffixes: [],
    exemplars: [],
    filled: { values: 0, timestamps: 0 },
  };
}

type ColumnPart = Extract<
  ResultPart,
  { readonly part: 'labelValues' | 'values' | 'timestamps' | 'suffixes' | 'exemplars' }
>;

function addColumn(columns: Columns, part: ColumnPart): void {
  switch (part.part) {
    case 'values':
    case 'timestamps':
      columns[part.part]?.set(part.items, columns.filled[part.part]);
      columns.filled[part.part] += part.items.length;
      break;
    case 'labelValues':
      append(columns.labelValues, part.items);
      break;
    case 'suffixes':
      append(columns.suffixes, part.items);
      break;
    case 'exemplars':
      append(columns.exemplars, part.items);
      break;
  }
}

/** Not `push(...)`, which puts all arguments on the stack. */
function append<T>(list: T[], items: readonly T[]): void {
  for (const item of items) list.push(item);
}

function familyOf({
  head,
  labelValues,
  values,
  timestamps,
  suffixes,
  exemplars,
}: Columns): MetricFamily {
  const { rows: _rows, hasTimestamps: _hasTimestamps, ...rest } = head;
  return {
    ...rest,
    labelValues,
    values,
    ...(suffixes.length > 0 && { suffixes }),
    ...(timestamps && { timestamps }),
    ...(exemplars.length > 0 && { exemplars }),
  };
}
