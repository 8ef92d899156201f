import type { MetricType } from '../metric/family.ts';

import { DecodeError } from './error.ts';
import type { Oddities } from './oddities.ts';
import { cut, quoteCut } from '../message/cut.ts';
import type { MetadataLine } from './prometheus-line.ts';

/** The metadata of a family, under the name used in the exposition; '' for missing fields. */
export interface Metadata {
  help: string;
  unit: string;
  type: string;
}

/** The types of both exposition formats. */
export const metricTypes: Readonly<Record<string, MetricType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
  unknown: 'unknown',
  info: 'info',
  stateset: 'stateset',
  // Their rows are passed on as gauges, each under its own name.
  gaugehistogram: 'gauge',
  gauge_histogram: 'gauge',
};

/**
 * Adds a metadata line to its family. If repeated, the first help or unit and the last type are used, as in Prometheus.
 *
 * @throws DecodeError for an unknown type, or a unit that OpenMetrics does not allow for the name
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
