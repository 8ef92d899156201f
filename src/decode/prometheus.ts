import type { MetricFamily, MetricType, SampleSuffix } from '../metric/family.ts';

import { DecodeError } from './error.ts';
import { cut, quoteCut } from './position.ts';
import { type FamilyDraft, finishFamily } from './prometheus-family.ts';
import { type MetadataLine, readMetadata, readSample } from './prometheus-line.ts';

/** The families of a page, each name once, sorted by name, and how many rows were left out as duplicates. */
export interface PrometheusPage {
  readonly families: readonly MetricFamily[];
  readonly duplicates: number;
}

/** What a page says of a family, under the name that the page gives it. */
interface Metadata {
  help: string;
  unit: string;
  type: string;
}

interface Page {
  readonly drafts: Map<string, FamilyDraft>;
  /** By the name of a sample: the family that it is in; undefined for one that is left out. */
  readonly owners: Map<string, { draft: FamilyDraft; suffix: SampleSuffix } | undefined>;
}

const maxLineLength = 1_048_576;

const metricTypes: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
  unknown: 'unknown',
  info: 'info',
  stateset: 'stateset',
  gaugehistogram: 'gauge', // its rows are passed on as gauges, each name for itself
};

/**
 * The families of another exporter's page: the text format 0.0.4, or OpenMetrics 1.0, which ends in `# EOF`.
 *
 * A family is called like its samples: `foo_total` for a counter that OpenMetrics calls `foo`, whose
 * `_created` is left out. Names in quotes have `_` for what a classic name cannot have. Exemplars may stand at
 * any sample of OpenMetrics, as Prometheus has it. Of a series that is there twice the first row is taken. What
 * is said of a family may stand anywhere.
 *
 * @throws DecodeError with `line:column` for a line that no page has, a type that is not known or is another
 * one before, an exemplar that OpenMetrics does not allow, lines after `# EOF`, and a page that is truncated: one whose last line has no
 * line end, or that is said to be OpenMetrics and does not end in `# EOF`
 */
export function readPrometheus(text: string, saidOpenMetrics = false): PrometheusPage {
  if (text.trim() !== '' && !/(?:^|\n)(?:# EOF)?$/.test(text)) {
    throw new DecodeError('Prometheus text is truncated: its last line has no line end');
  }
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const end = lines.indexOf('# EOF');
  const isOpenMetrics = end !== -1;
  if (saidOpenMetrics && !isOpenMetrics) {
    throw new DecodeError('OpenMetrics is truncated: it does not end in "# EOF"');
  }
  const after = isOpenMetrics ? lines.findIndex((line, index) => index > end && line !== '') : -1;
  if (after !== -1) throw problem(after, 'column 1: expected nothing after "# EOF"');
  const page = planFamilies(readAllMetadata(lines), isOpenMetrics);
  eachLine(lines, (line) => addSample(page, line, isOpenMetrics));
  return finish(page, isOpenMetrics ? 1 : 1000);
}

function isComment(line: string): boolean {
  return line.startsWith('#') || (/^[ \t]/.test(line) && line.trimStart().startsWith('#'));
}

function readAllMetadata(lines: readonly string[]): Map<string, Metadata> {
  const all = new Map<string, Metadata>();
  eachLine(lines, (line) => {
    const metadata = isComment(line) ? readMetadata(line.trimStart()) : undefined;
    if (metadata !== undefined) addMetadata(all, metadata);
  });
  return all;
}

function addMetadata(all: Map<string, Metadata>, { keyword, name, text }: MetadataLine): void {
  const metadata = all.get(name) ?? { help: '', unit: '', type: '' };
  all.set(name, metadata);
  if (keyword === 'HELP') metadata.help ||= text;
  else if (keyword === 'UNIT') metadata.unit ||= text;
  else if (!Object.hasOwn(metricTypes, text)) {
    throw new DecodeError(`column 1: the type ${quoteCut(text)} of ${cut(name, 100)} is not known`);
  } else if (metadata.type !== '' && metadata.type !== text) {
    const types = `${metadata.type} and now ${text}`;
    throw new DecodeError(`column 1: the type of ${cut(name, 100)} is set twice, to ${types}`);
  } else {
    metadata.type = text;
  }
}

/** Which samples there may be, from what the page says of its families. */
function planFamilies(all: ReadonlyMap<string, Metadata>, isOpenMetrics: boolean): Page {
  const page: Page = { drafts: new Map(), owners: new Map() };
  for (const [name, metadata] of all) {
    const { type } = metadata;
    if (type === 'histogram' || type === 'summary') {
      const parts: SampleSuffix[] = [type === 'histogram' ? '_bucket' : '', '_sum', '_count'];
      for (const suffix of parts) own(page, name, metadata, suffix);
    } else if (type === 'gaugehistogram') {
      for (const part of ['_bucket', '_gsum', '_gcount']) own(page, name + part, metadata);
    } else if (isOpenMetrics && type === 'counter') {
      own(page, withEnding(name, '_total'), metadata);
    } else if (isOpenMetrics && type === 'info') {
      own(page, withEnding(name, '_info'), metadata);
    } else {
      own(page, name, metadata);
    }
    if (isOpenMetrics && ['counter', 'histogram', 'summary'].includes(type)) {
      page.owners.set(`${name.replace(/_total$/, '')}_created`, undefined);
    }
  }
  return page;
}

function withEnding(name: string, ending: string): string {
  return name.endsWith(ending) ? name : name + ending;
}

/** The samples `name` with `suffix` are those of the family `name`, unless another family has them. */
function own(page: Page, name: string, metadata?: Metadata, suffix: SampleSuffix = ''): void {
  const { drafts, owners } = page;
  const draft = drafts.get(name) ?? {
    name,
    help: metadata?.help ?? '',
    unit: metadata?.unit ?? '',
    type: metricTypes[metadata?.type ?? ''] ?? 'unknown',
    rows: [],
  };
  drafts.set(name, draft);
  if (!owners.has(name + suffix)) owners.set(name + suffix, { draft, suffix });
}

function addSample(page: Page, line: string, isOpenMetrics: boolean): void {
  if (isComment(line) || line.trim() === '') return;
  const sample = readSample(line, isOpenMetrics);
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

function finish({ drafts }: Page, ticksPerSecond: number): PrometheusPage {
  const families: MetricFamily[] = [];
  let duplicates = 0;
  for (const name of [...drafts.keys()].toSorted()) {
    const draft = drafts.get(name);
    const finished = draft === undefined ? undefined : finishFamily(draft, ticksPerSecond);
    if (finished === undefined) continue;
    families.push(finished.family);
    duplicates += finished.duplicates;
  }
  return { families, duplicates };
}

function eachLine(lines: readonly string[], use: (line: string) => void): void {
  let index = 0;
  try {
    for (const line of lines) {
      if (line.length > maxLineLength) {
        throw new DecodeError(`column 1: the line has more than ${maxLineLength} characters`);
      }
      use(line);
      index++;
    }
  } catch (error) {
    throw error instanceof DecodeError ? problem(index, error.message) : error;
  }
}

function problem(index: number, message: string): DecodeError {
  return new DecodeError(`Prometheus text at ${message.replace(/^column /, `${index + 1}:`)}`);
}
