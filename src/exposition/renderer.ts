import type { MetricFamily, MetricType } from '../metric/family.ts';
import type { Format } from './format.ts';

/** Families to bytes. Its state is caches only: the bytes never depend on what it rendered before. */
export interface Renderer {
  /**
   * The whole page: families by name, HELP and TYPE once a family, a newline at the end. The Buffer
   * is the caller's own: no later call writes into it.
   */
  render(families: readonly MetricFamily[], format: Format): Buffer;
}

/** Makes a renderer; one serves every format. */
export function createRenderer(): Renderer {
  return {
    render(families) {
      const sorted = families.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
      return Buffer.from(sorted.map(renderFamily).join(''));
    },
  };
}

const TEXT_TYPES: Readonly<Record<MetricType, string>> = {
  gauge: 'gauge',
  counter: 'counter',
  histogram: 'histogram',
  summary: 'summary',
  info: 'gauge',
  stateset: 'gauge',
  unknown: 'untyped',
};

function renderFamily(family: MetricFamily): string {
  const { name, help, type, values, suffixes, timestamps } = family;
  let text = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${TEXT_TYPES[type]}\n`;
  for (const [row, value] of values.entries()) {
    const seconds = timestamps?.[row] ?? Number.NaN;
    const time = Number.isNaN(seconds) ? '' : ` ${Math.round(seconds * 1000)}`;
    text += `${name}${suffixes?.[row] ?? ''}${renderLabels(family, row)} ${renderNumber(value)}${time}\n`;
  }
  return text;
}

function renderLabels({ labelNames, labelValues }: MetricFamily, row: number): string {
  const pairs = labelNames.flatMap((name, column) => {
    const value = labelValues[row * labelNames.length + column] ?? '';
    return value === '' ? [] : [`${name}="${escapeLabel(value)}"`];
  });
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function renderNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
