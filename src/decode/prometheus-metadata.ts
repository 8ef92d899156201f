import type { MetricType } from '../metric/family.ts';

import { DecodeError } from './error.ts';
import type { Oddities } from './oddities.ts';
import { cut, quoteCut } from '../message/cut.ts';
import type { MetadataLine } from './prometheus-line.ts';

/** What a page says of a family, under the name that the page gives it; '' for nothing. */
export interface Metadata {
  help: string;
  unit: string;
  type: string;
}

/** The types of pages, of both formats. */
export const metricTypes: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
  unknown: 'unknown',
  info: 'info',
  stateset: 'stateset',
  // Their rows are passed on as gauges, each name for itself.
  gaugehistogram: 'gauge',
  gauge_histogram: 'gauge',
};

/**
 * Adds a line to what is known of its family. Of two helps or units the first counts, of two types the last, as for
 * Prometheus.
 *
 * @throws DecodeError for a type that is not known, and a unit that OpenMetrics
 *   does not have for the name
 */
export function addMetadata(
  all: Map<string, Metadata>,
  { keyword, name, text }: MetadataLine,
  isOpenMetrics: boolean,
  oddities: Oddities,
): void {
  const metadata = all.get(name) ?? { help: '', unit: '', type: '' };
  all.set(name, metadata);
  if (keyword === 'HELP') metadata.help ||= text;
  else if (keyword === 'UNIT') {
    if (isOpenMetrics && text !== '' && !name.endsWith(`_${text}`)) {
      const found = `${quoteCut(text)}, which ${cut(name, 100)} does not end in`;
      throw new DecodeError(
        `column 1: expected a unit that is the end of the name, found ${found}`,
      );
    }
    metadata.unit ||= text;
  } else if (!Object.hasOwn(metricTypes, text) || (isOpenMetrics && text === 'untyped')) {
    throw new DecodeError(`column 1: the type ${quoteCut(text)} of ${cut(name, 100)} is not known`);
  } else {
    const before = metadata.type;
    if (before !== '' && before !== text) {
      oddities.note('bad_metadata', () => {
        const types = `${before} and now ${text}`;
        return new DecodeError(`column 1: the type of ${cut(name, 100)} is set twice, to ${types}`);
      });
    }
    metadata.type = text;
  }
}
