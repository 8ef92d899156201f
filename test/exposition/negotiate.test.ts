import { describe, expect, it } from 'vitest';

import { textFormat } from '../../src/exposition/format.ts';
import { negotiate, negotiateEncoding, type Encoding } from '../../src/exposition/negotiate.ts';

const PROTOBUF =
  'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7';
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
  'application/openmetrics-text;version=0.0.1;q=0.5,' +
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,' +
  'text/plain;version=0.0.4;q=0.3,*/*;q=0.2';
const PROMETHEUS_2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=';
const OPENMETRICS_0 = 'application/openmetrics-text; version=0.0.1; charset=utf-8; escaping=';
const TEXT_1 = 'text/plain; version=1.0.0; charset=utf-8; escaping=';
const TEXT_0 = 'text/plain; version=0.0.4; charset=utf-8';

describe('negotiate', () => {
  it.each<[string | undefined, string]>([
    [undefined, TEXT_0],
    ['', TEXT_0],
    ['*/*', TEXT_0],
    ['text/*', TEXT_0],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', TEXT_0],
    ['application/json', TEXT_0],
    ['nonsense;;=;q', TEXT_0],
    [PROMETHEUS_3, `${OPENMETRICS}allow-utf-8`],
    [`${PROTOBUF},${PROMETHEUS_3}`, `${OPENMETRICS}allow-utf-8`],
    [PROMETHEUS_2, `${OPENMETRICS}underscores`],
    [PROTOBUF, TEXT_0],
    ['text/plain', TEXT_0],
    ['text/plain;version=0.0.4', TEXT_0],
    ['text/plain; version=0.0.4; escaping=dots', `${TEXT_0}; escaping=dots`],
    ['text/plain;version=0.0.4;escaping=unheard-of', TEXT_0],
    ['text/plain;version=1.0.0', `${TEXT_1}underscores`],
    ['text/plain;version=1.0.0;escaping=values', `${TEXT_1}values`],
    ['text/plain;version=1.0.0;escaping="allow-utf-8"', `${TEXT_1}allow-utf-8`],
    ['TEXT/PLAIN;Version=1.0.0;Escaping=allow-utf-8', `${TEXT_1}allow-utf-8`],
    ['text/plain;version=0.0.3', TEXT_0],
    ['application/openmetrics-text', `${OPENMETRICS}underscores`],
    ['application/openmetrics-text;version=1.0.0', `${OPENMETRICS}underscores`],
    ['application/openmetrics-text;version=0.0.1', `${OPENMETRICS_0}underscores`],
    ['application/openmetrics-text;version=0.0.1;escaping=dots', `${OPENMETRICS_0}dots`],
    ['application/openmetrics-text;version=2.0.0', TEXT_0],
    [
      'application/openmetrics-text;version=2.0.0,text/plain;version=1.0.0;q=0.1',
      `${TEXT_1}underscores`,
    ],
    ['application/openmetrics-text;q=0.5,text/plain;version=0.0.4', TEXT_0],
    ['application/openmetrics-text;q=0,*/*', TEXT_0],
    ['text/plain;q=0,application/openmetrics-text;q=0.001', `${OPENMETRICS}underscores`],
    ['application/openmetrics-text,text/plain', `${OPENMETRICS}underscores`],
    ['text/plain,application/openmetrics-text', TEXT_0],
    ['*/*,text/*,application/openmetrics-text', `${OPENMETRICS}underscores`],
    ['*/*;q=0.9,application/openmetrics-text;q=0.8', TEXT_0],
    ['text/*;q=0.8,text/plain;version=1.0.0;q=0.8,*/*', TEXT_0],
    ['*', TEXT_0],
    ['text/plain;version=0.0.4;escaping=values;', `${TEXT_0}; escaping=values`],
    ['text/plain; charset=utf-8; escaping=allow-utf-8', `${TEXT_0}; escaping=allow-utf-8`],
    ['text/plain; version=1.0.0; charset=utf-8', `${TEXT_1}underscores`],
    ['application/openmetrics-text; charset=utf-8; escaping=dots', `${OPENMETRICS}dots`],
    ['application/openmetrics-text;version=0.0.4', TEXT_0],
    ['application/openmetrics-text;version=1.0.0;validchars=utf8', `${OPENMETRICS}underscores`],
    [`${PROTOBUF};escaping=allow-utf-8,text/plain;version=0.0.4`, TEXT_0],
    ['application/openmetrics-text;Q=0.5,text/plain;version=1.0.0;q=0.6', `${TEXT_1}underscores`],
    ['application/openmetrics-text;q=0.0009,text/plain;q=.001', TEXT_0],
    ['application/openmetrics-text;q=7,text/plain;version=1.0.0', `${OPENMETRICS}underscores`],
    ['text/plain;version=1.0.0;q=-1,application/openmetrics-text', `${OPENMETRICS}underscores`],
    [
      'a/b;c="d,text/plain;version=1.0.0;q=1",application/openmetrics-text;q=0.1',
      `${OPENMETRICS}underscores`,
    ],
    ['text/plain;a="b;version=0.0.3";version=1.0.0', `${TEXT_1}underscores`],
    [',, ,text/plain ; version=1.0.0 ;q=0.5 , ', `${TEXT_1}underscores`],
  ])('answers %j with %s', (accept, contentType) => {
    expect(negotiate(accept).contentType).toBe(contentType);
  });

  it('writes what it announces', () => {
    expect(negotiate(PROMETHEUS_3)).toMatchObject({
      syntax: 'openmetrics',
      escaping: 'allow-utf-8',
    });
    expect(negotiate(undefined)).toBe(textFormat);
  });
});

/** What Prometheus 3 calls the formats in `scrape_protocols`. */
type Protocol =
  'protobuf' | 'OpenMetrics 1.0.0' | 'OpenMetrics 0.0.1' | 'text 1.0.0' | 'text 0.0.4';

/** The header of a Prometheus 3 with `scrape_protocols` in this order and `metric_name_escaping_scheme`. */
function acceptOf(protocols: readonly Protocol[], escaping: string): string {
  const ranges: Record<Protocol, string> = {
    protobuf:
      'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
    'OpenMetrics 1.0.0': `application/openmetrics-text;version=1.0.0;escaping=${escaping}`,
    'OpenMetrics 0.0.1': 'application/openmetrics-text;version=0.0.1',
    'text 1.0.0': `text/plain;version=1.0.0;escaping=${escaping}`,
    'text 0.0.4': 'text/plain;version=0.0.4',
  };
  const weighed = [...protocols.map((protocol) => ranges[protocol]), '*/*'];
  return weighed.map((range, index) => `${range};q=0.${6 - index}`).join(',');
}

describe('Prometheus 3', () => {
  it.each<[Protocol[], (escaping: string) => string]>([
    [
      ['OpenMetrics 1.0.0', 'OpenMetrics 0.0.1', 'text 1.0.0', 'text 0.0.4'],
      (escaping) => OPENMETRICS + escaping,
    ],
    [
      ['protobuf', 'OpenMetrics 1.0.0', 'OpenMetrics 0.0.1', 'text 1.0.0', 'text 0.0.4'],
      (escaping) => OPENMETRICS + escaping,
    ],
    [['OpenMetrics 0.0.1', 'OpenMetrics 1.0.0'], () => `${OPENMETRICS_0}underscores`],
    [['text 1.0.0', 'text 0.0.4', 'OpenMetrics 1.0.0'], (escaping) => TEXT_1 + escaping],
    [['text 0.0.4', 'text 1.0.0', 'OpenMetrics 1.0.0'], () => TEXT_0],
    [['protobuf', 'text 0.0.4'], () => TEXT_0],
    [['protobuf'], () => TEXT_0],
    [[], () => TEXT_0],
  ])('gets the first of %j that there is, with each escaping', (protocols, contentType) => {
    for (const escaping of ['allow-utf-8', 'underscores', 'dots', 'values']) {
      expect(negotiate(acceptOf(protocols, escaping)).contentType).toBe(contentType(escaping));
    }
  });
});

describe('negotiateEncoding', () => {
  it.each<[string | undefined, Encoding]>([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'gzip'],
    ['zstd', 'zstd'],
    ['gzip;q=0.5, zstd', 'zstd'],
    ['zstd;q=0.5, gzip;q=0.6', 'gzip'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0, zstd;q=0', 'identity'],
    ['*', 'gzip'],
    ['*;q=0.1, gzip;q=0', 'zstd'],
    ['identity', 'identity'],
    ['identity, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip', 'gzip'],
    ['identity;q=0', 'identity'],
    ['identity;q=0, *;q=0', 'identity'],
    ['br, deflate', 'identity'],
    ['gzip;q=nonsense', 'gzip'],
    ['gzip,zstd', 'gzip'],
    ['zstd,gzip', 'gzip'],
    ['gzip;q=0.1,zstd;q=0.5', 'zstd'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', 'gzip'],
    ['br;q=1.0, identity; q=0.5, *;q=0', 'identity'],
    ['*;q=0', 'identity'],
    ['snappy', 'identity'],
    ['gzip ; q = 0.5 ,identity;q=0.6', 'identity'],
  ])('answers %j with %s', (header, encoding) => {
    expect(negotiateEncoding(header)).toBe(encoding);
  });
});
