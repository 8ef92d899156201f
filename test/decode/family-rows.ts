import type { Exemplar } from '../../src/metric/exemplar.ts';
import type { MetricFamily } from '../../src/metric/family.ts';
import { readPrometheus } from '../../src/decode/prometheus.ts';

/** Rows of a family as a page would have them, which is easier to read than columns. */
export function rowsOf(family: MetricFamily): string[] {
  const { labelNames, labelValues, values, suffixes, timestamps, exemplars } = family;
  return Array.from(values, (value, row) => {
    const labels = labelNames.map((name, column) => [
      name,
      labelValues[row * labelNames.length + column],
    ]);
    const written = labels.filter(([, text]) => text !== '').map((pair) => pair.join('='));
    const time =
      timestamps === undefined || Number.isNaN(timestamps[row]) ? '' : ` @${timestamps[row]}`;
    const exemplar = exemplars?.[row];
    const point = exemplar === undefined ? '' : ` # ${exemplarText(exemplar)}`;
    return `${suffixes?.[row] ?? ''}{${written.join(',')}} ${value}${time}${point}`;
  });
}

function exemplarText({ labelNames, labelValues, value, timestamp }: Exemplar): string {
  const labels = labelNames.map((name, index) => `${name}=${labelValues[index]}`).join(',');
  return `{${labels}} ${value}${Number.isNaN(timestamp) ? '' : ` @${timestamp}`}`;
}

interface ReadFamily {
  readonly type: string;
  readonly help?: string;
  readonly unit?: string;
  readonly rows: readonly string[];
}

/** What a page says, by the names of its families. */
export function familiesOf(text: string): Record<string, ReadFamily> {
  return Object.fromEntries(
    readPrometheus(text).families.map((family) => [
      family.name,
      {
        type: family.type,
        ...(family.help !== '' && { help: family.help }),
        ...(family.unit !== undefined && { unit: family.unit }),
        rows: rowsOf(family),
      },
    ]),
  );
}
