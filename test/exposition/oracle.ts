import type { Escaping, Format } from '../../src/exposition/format.ts';
import type { Exemplar } from '../../src/metric/exemplar.ts';
import type { MetricFamily, MetricType } from '../../src/metric/family.ts';
import { mergeFamilies } from '../../src/metric/merge.ts';

/** One row, by itself. */
interface Sample {
  readonly suffix: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly value: number;
  readonly timestamp: number;
  readonly exemplar: Exemplar | undefined;
}

/** The page as text, written the slow and obvious way: what the renderer must give, byte for byte. */
export function renderSlowly(families: readonly MetricFamily[], format: Format): string {
  const merged = mergeFamilies(families).families;
  const names = sampleNames(merged, format.escaping);
  const parts =
    format.syntax === 'text'
      ? merged.map((family, index) => textFamily(family, names[index]!, format.escaping))
      : openMetricsFamilies(merged, names, format.escaping);
  return parts.join('') + (format.syntax === 'text' ? '' : '# EOF\n');
}

function samplesOf(family: MetricFamily): Sample[] {
  const width = family.labelNames.length;
  return [...family.values].map((value, row) => ({
    suffix: family.suffixes?.[row] ?? '',
    labels: family.labelNames.map(
      (name, i) => [name, family.labelValues[row * width + i]!] as const,
    ),
    value,
    timestamp: family.timestamps?.[row] ?? NaN,
    exemplar: family.exemplars?.[row],
  }));
}

function label(sample: Sample, name: string): string {
  return sample.labels.find(([candidate]) => candidate === name)?.[1] ?? '';
}

// ---- text

function textFamily(family: MetricFamily, name: string, escaping: Escaping): string {
  const samples = samplesOf(family);
  if (samples.length === 0) return '';
  const quoted = quoteName(name);
  const help = family.help.split('\\').join('\\\\').split('\n').join('\\n');
  let type: string = family.type;
  const part = { histogram: 'le', summary: 'quantile' }[type];
  if (part !== undefined && !samples.every((sample) => isNumeric(label(sample, part))))
    type = 'untyped';
  const counts = samples.filter(({ suffix }) => suffix !== '_sum');
  if (type === 'histogram' && counts.some(({ value }) => value < 0)) type = 'untyped';
  if (type === 'info' || type === 'stateset') type = 'gauge';
  if (type === 'unknown') type = 'untyped';
  const head = (help === '' ? '' : `# HELP ${quoted} ${help}\n`) + `# TYPE ${quoted} ${type}\n`;
  return head + samples.map((sample) => `${line(name, sample, escaping, textTime, '')}\n`).join('');
}

function isNumeric(text: string): boolean {
  return ['', 'NaN'].includes(text) || !Number.isNaN(numberOf(text));
}

function textTime(seconds: number): string {
  return String(Math.round(seconds * 1000) + 0);
}

// ---- OpenMetrics

function openMetricsFamilies(
  families: readonly MetricFamily[],
  names: readonly string[],
  escaping: Escaping,
): string[] {
  const taken = new Set(names);
  return families.map((family, index) => {
    const name = names[index]!;
    const ending = { counter: '_total', info: '_info' }[family.type as string] ?? '';
    const stem = name.endsWith(ending) ? name.slice(0, name.length - ending.length) : '';
    const reserved = ending === '' ? [] : [stem];
    if (['counter', 'histogram', 'summary'].includes(family.type)) reserved.push(`${stem}_created`);
    const isFree = stem !== '' && !reserved.some((word) => taken.has(word));
    if (isFree) for (const word of reserved) taken.add(word);

    const samples = samplesOf(family);
    if (samples.length === 0) return '';
    if (isFree && keepsRules(family, name, samples, escaping)) {
      return openMetricsFamily(family, family.type, stem, name, samples, escaping);
    }
    const suffixes = [...new Set(samples.map(({ suffix }) => suffix))].toSorted();
    return suffixes
      .map((suffix) => {
        const rows = samples.filter((sample) => sample.suffix === suffix);
        const plain = rows.map((sample) => ({ ...sample, suffix: '' }));
        const full = name + suffix;
        return openMetricsFamily(family, 'unknown', full, full, plain, escaping);
      })
      .join('');
  });
}

function openMetricsFamily(
  { help, unit = '' }: MetricFamily,
  type: MetricType,
  stem: string,
  name: string,
  samples: readonly Sample[],
  escaping: Escaping,
): string {
  const quoted = quoteName(stem);
  const hasUnit = !['info', 'stateset'].includes(type) && unit !== '' && stem.endsWith(`_${unit}`);
  const numbers = type === 'histogram' ? 'le' : type === 'summary' ? 'quantile' : '';
  return (
    (help === '' ? '' : `# HELP ${quoted} ${escape(help)}\n`) +
    `# TYPE ${quoted} ${type}\n` +
    (hasUnit ? `# UNIT ${quoted} ${unit}\n` : '') +
    samples
      .map((sample) => {
        const start = line(name, sample, escaping, openMetricsTime, numbers);
        const isCounted =
          type === 'counter' || (type === 'histogram' && sample.suffix === '_bucket');
        return `${start}${isCounted ? exemplarText(sample.exemplar, escaping) : ''}\n`;
      })
      .join('')
  );
}

function exemplarText(exemplar: Exemplar | undefined, escaping: Escaping): string {
  if (exemplar === undefined) return '';
  const { labelNames, labelValues } = exemplar;
  const written = apart(labelNames, labelName, escaping);
  const texts = written.map((name, i) => (name.startsWith('"') ? labelNames[i]! : name));
  const all = [...texts, ...labelValues].join('');
  if (Array.from(all).length > 128 || /[\0"]/.test(all)) return '';
  const labels = labelValues.map((value, i) => `${written[i]!}="${escape(value)}"`).join(',');
  return ` # {${labels}} ${number(exemplar.value)}${timeText(exemplar.timestamp, openMetricsTime)}`;
}

function openMetricsTime(seconds: number): string {
  return number(Math.round(seconds * 1000) / 1000);
}

function keepsRules(
  family: MetricFamily,
  written: string,
  samples: readonly Sample[],
  escaping: Escaping,
): boolean {
  const { type, name, labelNames } = family;
  if (type === 'histogram') return groupsOf(samples, 'le').every(isHistogram);
  if (type === 'summary') return groupsOf(samples, 'quantile').every(isSummary);
  if (samples.some(({ suffix }) => suffix !== '')) return false;
  if (type === 'counter') return samples.every(({ value }) => value >= 0);
  if (type === 'info') {
    const timeless = samples.filter(({ timestamp }) => Number.isNaN(timestamp)).length;
    return samples.every(({ value }) => value === 1) && [0, samples.length].includes(timeless);
  }
  if (type === 'stateset') {
    const states = apart(labelNames, labelName, escaping)[labelNames.indexOf(name)];
    return (
      states === quoteName(written) &&
      groupsOf(samples, name).every(isTimedAlike) &&
      samples.every((sample) => [0, 1].includes(sample.value) && label(sample, name) !== '')
    );
  }
  return true;
}

/** Neighbours that differ in one label only. */
function groupsOf(samples: readonly Sample[], part: string): Sample[][] {
  const groups: Sample[][] = [];
  let last: string | undefined;
  for (const sample of samples) {
    const rest = sample.labels.filter(([name]) => name !== part);
    const key = JSON.stringify(rest);
    if (key !== last) groups.push([]);
    groups.at(-1)!.push(sample);
    last = key;
  }
  return groups;
}

function isHistogram(group: readonly Sample[]): boolean {
  const buckets = group.filter(({ suffix }) => suffix === '_bucket');
  const bounds = buckets.map((sample) => numberOf(label(sample, 'le')));
  const counts = buckets.map(({ value }) => value);
  const totals = group.filter(({ suffix }) => suffix !== '_bucket');
  const sum = totals.filter(({ suffix }) => suffix === '_sum').at(-1);
  const count = totals.filter(({ suffix }) => suffix === '_count').at(-1);
  return (
    isTimedAlike(group) &&
    bounds.at(-1) === Infinity &&
    bounds.every((bound) => !Number.isNaN(bound)) &&
    ascends(bounds, true) &&
    counts.every((value) => Number.isInteger(value) && value >= 0) &&
    ascends(counts, false) &&
    totals.every((sample) => label(sample, 'le') === '' && isTotal(sample)) &&
    (sum === undefined) === (count === undefined) &&
    (count === undefined || (count.value === counts.at(-1) && bounds.every((bound) => bound >= 0)))
  );
}

function isTimedAlike(group: readonly Sample[]): boolean {
  return group.every(({ timestamp }) => Object.is(timestamp, group[0]!.timestamp));
}

function ascends(list: readonly number[], strictly: boolean): boolean {
  return list.every(
    (item, i) => i === 0 || item > list[i - 1]! || (!strictly && item === list[i - 1]),
  );
}

function isSummary(group: readonly Sample[]): boolean {
  if (!isTimedAlike(group)) return false;
  return group.every((sample) => {
    if (sample.suffix !== '') return label(sample, 'quantile') === '' && isTotal(sample);
    const quantile = numberOf(label(sample, 'quantile'));
    return quantile >= 0 && quantile <= 1 && !(sample.value < 0);
  });
}

function isTotal({ suffix, value }: Sample): boolean {
  if (suffix === '_sum') return value >= 0;
  return suffix === '_count' && Number.isInteger(value) && value >= 0;
}

// ---- names, labels, numbers

function sampleNames(families: readonly MetricFamily[], escaping: Escaping): string[] {
  const names = families.map(({ name }) => name);
  const suffixes = families.map(({ type }) => partsOf(type));
  return apart(names, metricName, escaping, suffixes);
}

function metricName(name: string, escaping: Escaping): string {
  return escapeName(name, escaping, /[a-zA-Z0-9_:]/);
}

function partsOf(type: MetricType): string[] {
  if (type === 'histogram') return ['', '_bucket', '_sum', '_count'];
  return type === 'summary' ? ['', '_sum', '_count'] : [''];
}

function apart(
  names: readonly string[],
  write: (name: string, escaping: Escaping) => string,
  escaping: Escaping,
  suffixes: readonly string[][] = names.map(() => ['']),
): string[] {
  const taken = names.flatMap((name, i) =>
    write(name, escaping) === name ? suffixes[i]!.map((suffix) => name + suffix) : [],
  );
  return names.map((name, i) => {
    let one = write(name, escaping);
    const isFree = suffixes[i]!.every((suffix) => !taken.includes(one + suffix));
    if (one !== name && !isFree) one = write(name, 'values');
    taken.push(...suffixes[i]!.map((suffix) => one + suffix));
    return one;
  });
}

function escapeName(name: string, escaping: Escaping, letters: RegExp): string {
  if (escaping === 'allow-utf-8') return name;
  const isPlain = (letter: string, i: number): boolean =>
    letters.test(letter) && (i > 0 || !/[0-9]/.test(letter));
  const all = Array.from(name);
  if (escaping === 'underscores') return all.map((c, i) => (isPlain(c, i) ? c : '_')).join('');
  if (escaping === 'dots') {
    const others: Record<string, string> = { _: '__', '.': '_dot_' };
    return all.map((c, i) => others[c] ?? (isPlain(c, i) ? c : '__')).join('');
  }
  if (all.every(isPlain)) return name;
  const each = all.map((c, i) => (c === '_' ? '__' : isPlain(c, i) ? c : `_${code(c)}_`));
  return `U__${each.join('')}`;
}

function code(letter: string): string {
  return letter.isWellFormed() ? letter.codePointAt(0)!.toString(16) : 'FFFD';
}

function quoteName(name: string): string {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : `"${escape(name)}"`;
}

function line(
  name: string,
  sample: Sample,
  escaping: Escaping,
  time: (seconds: number) => string,
  canonicalLabel: string,
): string {
  const full = quoteName(name).startsWith('"') ? `"${escape(name)}${sample.suffix}"` : undefined;
  const inBraces = full === undefined ? [] : [full];
  const keys = apart(
    sample.labels.map(([key]) => key),
    labelName,
    escaping,
  );
  for (const [i, [key, value]] of sample.labels.entries()) {
    if (value === '') continue;
    const text = key === canonicalLabel ? canonical(value) : value;
    inBraces.push(`${keys[i]!}="${escape(text)}"`);
  }
  const braces = inBraces.length === 0 ? '' : `{${inBraces.join(',')}}`;
  const start = `${full === undefined ? name + sample.suffix : ''}${braces}`;
  return `${start} ${number(sample.value)}${timeText(sample.timestamp, time)}`;
}

function timeText(seconds: number, time: (seconds: number) => string): string {
  const milliseconds = Math.round(seconds * 1000);
  return milliseconds >= 0 && Number.isSafeInteger(milliseconds) ? ` ${time(seconds)}` : '';
}

function labelName(name: string, escaping: Escaping): string {
  const escaped = escapeName(name, escaping, /[a-zA-Z0-9_]/);
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(escaped) ? escaped : `"${escape(escaped)}"`;
}

function escape(text: string): string {
  return text.split('\\').join('\\\\').split('"').join('\\"').split('\n').join('\\n');
}

function number(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

function numberOf(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i.test(text) ? Number(text) : NaN;
}

function canonical(text: string): string {
  const value = numberOf(text);
  if (Number.isNaN(value)) return text;
  if (!Number.isFinite(value)) return number(value);
  if (value === 0) return '0.0';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) return Number.isInteger(value) ? `${value}.0` : `${value}`;
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
