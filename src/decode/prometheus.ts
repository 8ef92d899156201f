import { type Budget, spend, stepsOf, unlimited } from '../budget/budget.ts';
import type { MetricFamily, SampleSuffix } from '../metric/family.ts';
import { sampleSuffixes } from '../metric/sample-names.ts';

import { DecodeError } from './error.ts';
import {
  countCells,
  type FamilyDraft,
  finishFamily,
  type PageReading,
} from './prometheus-family.ts';
import { readMetadata, readSample } from './prometheus-line.ts';
import { addMetadata, type Metadata, metricTypes } from './prometheus-metadata.ts';
import { type Oddities, strictly } from './oddities.ts';
import { compileSelection, type Selection } from './select-families.ts';

/** The families of an exposition, unique and sorted by name, and the number of rows left out as duplicates. */
export interface PrometheusPage {
  readonly families: readonly MetricFamily[];
  readonly duplicates: number;
}

export interface PageOptions {
  /** Whether the Content-Type is OpenMetrics. */
  readonly saidOpenMetrics?: boolean;
  /** The families to keep; default: all. */
  readonly selection?: Selection;
  /** Maximum number of samples in one collection; the limit of label values is derived from it. */
  readonly samples?: number;
  readonly budget?: Budget;
  /** Whether the document is known to be complete, so that the last line needs no line end. */
  readonly isWhole?: boolean;
  readonly oddities?: Oddities;
}

interface Page {
  readonly drafts: Map<string, FamilyDraft>;
  /** Maps the name of a sample to its family; undefined for samples that are left out. */
  readonly owners: Map<string, { draft: FamilyDraft; suffix: SampleSuffix } | undefined>;
}

const maxLineLength = 1_048_576;

/** As specified by OpenMetrics; client_golang writes the last two. */
const gaugeHistogramParts = ['_bucket', '_gsum', '_gcount', '_sum', '_count'] as const;

/**
 * Reads the families of another exporter's exposition: the text format 0.0.4, or OpenMetrics 1.0, which ends in
 * `# EOF`.
 *
 * A family is named after its samples: `foo_total` for a counter that OpenMetrics calls `foo`, whose `_created` is left
 * out. Anything that Prometheus accepts is accepted. The syntax of OpenMetrics, including white space, is enforced, but
 * not the value constraints of its types; exemplars may appear on any of its samples, and metadata anywhere. Of
 * duplicate series, the first row is kept.
 *
 * @throws DecodeError with `line:column` for an invalid line, an unknown type, an oddity that `oddities` refuses (a
 *   second type, an exemplar that is too long), lines after `# EOF`, and a truncated exposition: one whose last line
 *   has no line end and that is not known to be complete, or one that is declared as OpenMetrics and does not end in
 *   `# EOF`; also for more label values than the samples allow; BudgetSpent
 */
export function readPrometheus(
  text: string,
  {
    saidOpenMetrics = false,
    selection = everything,
    samples = Infinity,
    budget = unlimited,
    isWhole = false,
    oddities = strictly,
  }: PageOptions = {},
): PrometheusPage {
  spend(budget, text.length >>> 1); // for splitting it into lines, which cannot be interrupted
  if (!isWhole && text.trim() !== '' && !endsWithLine(text)) {
    throw new DecodeError('Prometheus text is truncated: its last line has no line end');
  }
  const allLines = text.replaceAll('\r\n', '\n').split('\n');
  const end = allLines.indexOf('# EOF');
  const isOpenMetrics = end !== -1;
  if (saidOpenMetrics && !isOpenMetrics) {
    throw new DecodeError('OpenMetrics is truncated: it does not end in "# EOF"');
  }
  if (isOpenMetrics && allLines.slice(end + 1).join('\n') !== '') {
    throw problem(end + 1, 'column 1: expected nothing after "# EOF"');
  }
  const lines = isOpenMetrics ? allLines.slice(0, end) : allLines;
  const page = planFamilies(
    readAllMetadata(lines, isOpenMetrics, budget, oddities),
    isOpenMetrics,
    budget,
  );
  eachLine(lines, budget, (line, index) => {
    if (!isComment(line, isOpenMetrics))
      addSample(page, line, isOpenMetrics, atLine(oddities, index));
  });
  return finish(page, selection, { ticksPerSecond: isOpenMetrics ? 1 : 1000, samples, budget });
}

const everything = compileSelection({});

/** Whether the last line has a line end or is the `# EOF` of OpenMetrics. */
function endsWithLine(text: string): boolean {
  const last = text.slice(text.lastIndexOf('\n') + 1);
  return last === '# EOF' || /^[ \t]*$/.test(last);
}

/** The text format allows blanks before the `#`. */
function isComment(line: string, isOpenMetrics: boolean): boolean {
  return line.startsWith('#') || (!isOpenMetrics && /^[ \t]+#/.test(line));
}

function readAllMetadata(
  lines: readonly string[],
  isOpenMetrics: boolean,
  budget: Budget,
  oddities: Oddities,
): Map<string, Metadata> {
  const all = new Map<string, Metadata>();
  eachLine(lines, budget, (line, index) => {
    if (!isComment(line, isOpenMetrics)) return;
    const metadata = readMetadata(line.trimStart(), isOpenMetrics);
    if (metadata !== undefined) addMetadata(all, metadata, isOpenMetrics, atLine(oddities, index));
  });
  return all;
}

/** Determines the possible sample names from the metadata of the families. */
function planFamilies(
  all: ReadonlyMap<string, Metadata>,
  isOpenMetrics: boolean,
  budget: Budget,
): Page {
  const page: Page = { drafts: new Map(), owners: new Map() };
  for (const [name, metadata] of all) {
    spend(budget, stepsOfFamily);
    const { type } = metadata;
    if (type === 'histogram' || type === 'summary') {
      for (const suffix of sampleSuffixes(type)) own(page, name, metadata, suffix);
    } else if (type === 'gaugehistogram' || type === 'gauge_histogram') {
      for (const part of gaugeHistogramParts) own(page, name + part, metadata);
    } else if (isOpenMetrics && (type === 'counter' || type === 'info')) {
      const ending = type === 'counter' ? '_total' : '_info';
      own(page, name + ending, metadata);
      // Many libraries omit the suffix; Prometheus still finds the type of such samples.
      const isOwnType = type === 'counter' || name.endsWith(ending);
      own(page, name, isOwnType ? metadata : { ...metadata, type: 'gauge' });
    } else {
      own(page, name, metadata);
    }
    if (isOpenMetrics && ['counter', 'histogram', 'summary'].includes(type)) {
      page.owners.set(`${name}_created`, undefined);
      page.owners.set(`${name.replace(/_total$/, '')}_created`, undefined);
    }
  }
  return page;
}

/** Assigns the samples `name` with `suffix` to the family `name`, unless they belong to another family. */
function own(page: Page, name: string, metadata?: Metadata, suffix: SampleSuffix = ''): void {
  const { drafts, owners } = page;
  const draft = drafts.get(name) ?? {
    name,
    help: metadata?.help ?? '',
    unit: metadata?.unit ?? '',
    type: metricTypes[metadata?.type ?? ''] ?? 'unknown',
    rows: [],
    labelNames: new Set(),
  };
  drafts.set(name, draft);
  if (!owners.has(name + suffix)) owners.set(name + suffix, { draft, suffix });
}

function addSample(page: Page, line: string, isOpenMetrics: boolean, oddities: Oddities): void {
  if (!isOpenMetrics && line.trim() === '') return;
  const sample = readSample(line, isOpenMetrics, oddities);
  const { name } = sample;
  if (!page.owners.has(name)) {
    if (page.drafts.has(name)) {
      throw new DecodeError(
        `column 1: expected ${name}_bucket, _sum or _count, as ${name} is a histogram`,
      );
    }
    own(page, name);
  }
  const owner = page.owners.get(name);
  owner?.draft.rows.push({ suffix: owner.suffix, sample });
}

/** Cost of a family in addition to its samples. */
const stepsOfFamily = 200;

function finish({ drafts }: Page, selection: Selection, reading: PageReading): PrometheusPage {
  const { budget, samples } = reading;
  const families: MetricFamily[] = [];
  let duplicates = 0;
  let cells = 0;
  spend(budget, drafts.size * stepsOfSorting);
  for (const name of [...drafts.keys()].toSorted()) {
    spend(budget, stepsOfFamily);
    const draft = drafts.get(name);
    if (draft === undefined || !selection.keeps(name, budget)) continue;
    cells += countCells(draft, samples, cells, budget);
    const finished = finishFamily(draft, reading);
    if (finished === undefined) continue;
    families.push(selection.label(finished.family));
    duplicates += finished.duplicates;
  }
  return { families, duplicates };
}

/** Cost of sorting one name with the built-in function, which cannot be interrupted. */
const stepsOfSorting = 40;

function eachLine(
  lines: readonly string[],
  budget: Budget,
  use: (line: string, index: number) => void,
): void {
  let index = 0;
  try {
    for (const line of lines) {
      spend(budget, stepsOfLine + 2 * stepsOf(line.length));
      if (line.length > maxLineLength) {
        throw new DecodeError(`column 1: the line has more than ${maxLineLength} characters`);
      }
      use(line, index);
      index += 1;
    }
  } catch (error) {
    throw error instanceof DecodeError ? problem(index, error.message) : error;
  }
}

function atLine(oddities: Oddities, index: number): Oddities {
  if (oddities === strictly) return oddities;
  return { note: (reason, found) => oddities.note(reason, () => problem(index, found().message)) };
}

const stepsOfLine = 16;

function problem(index: number, message: string): DecodeError {
  return new DecodeError(`Prometheus text at ${message.replace(/^column /, `${index + 1}:`)}`);
}
