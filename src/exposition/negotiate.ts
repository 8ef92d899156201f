import { constants } from 'node:zlib';

import { parsePreferences, type Preference } from './accept.ts';
import { textFormat, type Escaping, type Format } from './format.ts';

/** The supported content codings. */
export type Encoding = 'identity' | 'gzip' | 'zstd';

/**
 * Chooses the format for the request's `Accept`: the most preferred entry (`parsePreferences`) that is supported. For
 * wildcards, or if no entry is supported, it is the text format 0.0.4, as in the official clients; the response is
 * never 406.
 */
export function negotiate(accept: string | undefined): Format {
  for (const preference of parsePreferences(accept ?? '')) {
    const format = preference.quality > 0 ? formatFor(preference) : undefined;
    if (format !== undefined) return format;
  }
  return textFormat;
}

function formatFor({ value, parameters }: Preference): Format | undefined {
  const version = parameters.get('version') ?? '';
  const escaping = toEscaping(parameters.get('escaping'));
  if (value === 'text/plain') return versionedText(version, escaping);
  if (value === 'application/openmetrics-text') return openMetricsFormat(version, escaping);
  return value === '*/*' || value === 'text/*' ? textFormat : undefined;
}

function versionedText(version: string, escaping: Escaping | undefined): Format | undefined {
  if (version !== '' && version !== '0.0.4' && version !== '1.0.0') return undefined;
  // A client that requests 0.0.4 without the parameter `escaping` may be older than the parameter.
  if (version !== '1.0.0' && escaping === undefined) return textFormat;
  return describe('text', 'text/plain', version || '0.0.4', escaping);
}

function openMetricsFormat(version: string, escaping: Escaping | undefined): Format | undefined {
  if (version !== '' && version !== '0.0.1' && version !== '1.0.0') return undefined;
  return describe('openmetrics', 'application/openmetrics-text', version || '1.0.0', escaping);
}

function describe(
  syntax: Format['syntax'],
  mediaType: string,
  version: string,
  escaping: Escaping = 'underscores',
): Format {
  const contentType = `${mediaType}; version=${version}; charset=utf-8; escaping=${escaping}`;
  return { syntax, escaping, contentType };
}

const escapings: readonly Escaping[] = ['allow-utf-8', 'underscores', 'dots', 'values'];

/** An unknown scheme is ignored, as in client_golang and client_python. */
function toEscaping(name: string | undefined): Escaping | undefined {
  return escapings.find((escaping) => escaping === name);
}

/** Older versions of Node.js have no zstd. */
const hasZstd = 'ZSTD_e_end' in constants;

/** In order of preference if the request has none: with gzip, unchanged blocks stay compressed; with zstd they cannot. */
const encodings: readonly Encoding[] = hasZstd
  ? ['gzip', 'zstd', 'identity']
  : ['gzip', 'identity'];

/**
 * Chooses the content coding for the request's `Accept-Encoding`. `identity` is a candidate only if the header names
 * it, and the fallback if no coding is acceptable.
 */
export function negotiateEncoding(acceptEncoding: string | undefined): Encoding {
  const weights = new Map<string, number>();
  for (const { value, quality } of parsePreferences(acceptEncoding ?? '')) {
    const coding = value === 'x-gzip' ? 'gzip' : value;
    if (!weights.has(coding)) weights.set(coding, quality);
  }
  const weigh = (encoding: Encoding): number =>
    weights.get(encoding) ?? (encoding === 'identity' ? 0 : (weights.get('*') ?? 0));
  const best = encodings.toSorted((a, b) => weigh(b) - weigh(a))[0] ?? 'identity';
  return weigh(best) > 0 ? best : 'identity';
}
