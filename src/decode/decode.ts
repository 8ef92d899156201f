import { type Budget, spend, unlimited } from '../budget/budget.ts';
import type { MetricFamily } from '../metric/family.ts';

import { type CsvOptions, readCsv } from './csv.ts';
import {
  detectFormat,
  type Format,
  formats,
  isOpenMetrics,
  isTabSeparated,
  type Origin,
} from './format.ts';
import { compileHtml, declaredCharset, type HtmlOptions } from './html.ts';
import { decodeJson } from './json.ts';
import { createOddities, type Oddities, type Oddity, strictly } from './oddities.ts';
import { readNdjson } from './ndjson.ts';
import { compilePattern } from './pattern.ts';
import { readPrometheus } from './prometheus.ts';
import { compileSelection, type FamilySelection } from './select-families.ts';
import { charsetOf, decodeText } from './text-encoding.ts';
import { readLines, readMatches } from './text.ts';
import { declaredEncoding, readXml, type XmlOptions } from './xml.ts';
import { readYaml } from './yaml.ts';

interface Encoded {
  /** Refuses documents that violate their format, even in ways that other tools accept. */
  readonly strict?: boolean | undefined;
  /** The charset of the document, a label of the WHATWG Encoding Standard; default: as declared by the document. */
  readonly charset?: string | undefined;
}

interface TextOptions {
  /** RE2 syntax with named groups, `(?P<name>...)`; `^` and `$` match at the start and end of each line. */
  readonly pattern?: string | undefined;
}

/** The options of each format. */
interface FormatOptions {
  readonly json: Encoded;
  readonly ndjson: Encoded;
  readonly yaml: Encoded;
  readonly csv: Encoded & CsvOptions;
  readonly xml: Encoded & XmlOptions;
  readonly html: Encoded & HtmlOptions;
  readonly text: Encoded & TextOptions;
  readonly prometheus: Encoded & FamilySelection;
}

/** How a document is read: the name of a format, or an object with exactly one format and its options. */
export type DecodeOptions = Format | Settings;

/**
 * The result of decoding: a value for the rules, or complete families and the number of rows left out; and the
 * violations of the format that were tolerated.
 */
export type Decoded = (
  | { readonly value: unknown }
  | { readonly families: readonly MetricFamily[]; readonly duplicates: number }
) & { readonly oddities?: readonly Oddity[] | undefined };

/** Decodes bytes to a value. @throws DecodeError with the reason and position; BudgetSpent */
export type Decode = (bytes: Uint8Array, origin: Origin, budget?: Budget) => Decoded;

interface DecodeLimits {
  /** Maximum number of samples in one collection; the limit of label values in an exposition is derived from it. */
  readonly samples: number;
}

const defaultSamples = 100_000;

/**
 * Creates the decoder for the documents of one source. The format is determined by `options`, else by the Content-Type
 * or the extension, else it is JSON. Regular expressions are compiled once, here.
 *
 * @throws Error for an invalid regular expression
 */
export function createDecode(
  options?: DecodeOptions,
  { samples }: DecodeLimits = { samples: defaultSamples },
): Decode {
  const settings: Settings = typeof options === 'object' ? options : {};
  const format = chosenFormat(options);
  const readers = createReaders(settings, samples);
  const { charset, strict = false } = (format && settings[format]) ?? {};
  return (bytes, origin, budget = unlimited) => {
    const oddities = strict ? undefined : createOddities();
    const decoded = read(bytes, origin, budget, oddities ?? strictly);
    const all = oddities?.all() ?? [];
    return all.length === 0 ? decoded : { ...decoded, oddities: all };
  };

  function read(bytes: Uint8Array, origin: Origin, budget: Budget, oddities: Oddities): Decoded {
    const chosen = format ?? detectFormat(origin);
    const encoding = charset ?? charsetOf(origin.contentType ?? '');
    if (chosen === 'json') return { value: decodeJson(bytes, encoding, budget, oddities) };
    const declared = declaredIn(chosen, bytes);
    spend(budget, bytes.length >>> 4);
    return readers[chosen](decodeText(bytes, encoding ?? declared), origin, budget, oddities);
  }
}

/** The charset that a document declares in its own content. */
function declaredIn(format: Format, bytes: Uint8Array): string | undefined {
  if (format === 'xml') return declaredEncoding(bytes);
  return format === 'html' ? declaredCharset(bytes) : undefined;
}

/** The format in which a document of a source is read. */
export function formatOf(options: DecodeOptions | undefined, origin: Origin): Format {
  return chosenFormat(options) ?? detectFormat(origin);
}

function chosenFormat(options: DecodeOptions | undefined): Format | undefined {
  return typeof options === 'object'
    ? formats.find((name) => options[name] !== undefined)
    : options;
}

type Settings = { readonly [F in Format]?: FormatOptions[F] | undefined };
type Reader = (text: string, origin: Origin, budget: Budget, oddities: Oddities) => Decoded;

function createReaders(
  { csv, xml, html, text, prometheus }: Settings,
  samples: number,
): Record<Exclude<Format, 'json'>, Reader> {
  const pattern = text?.pattern === undefined ? undefined : compilePattern(text.pattern);
  const readHtml = compileHtml(html);
  const selection = compileSelection(prometheus ?? {});
  return {
    ndjson: (source, _origin, budget, oddities) => ({
      value: readNdjson(source, budget, oddities),
    }),
    yaml: (source, _origin, budget, oddities) => ({ value: readYaml(source, budget, oddities) }),
    csv(source, origin, budget, oddities) {
      const separator = csv?.separator ?? (isTabSeparated(origin) ? '\t' : ',');
      return { value: readCsv(source, { ...csv, separator }, budget, oddities) };
    },
    xml: (source, _origin, budget) => ({ value: readXml(source, xml, budget) }),
    html: (source, _origin, budget) => ({ value: readHtml(source, budget) }),
    text: (source, _origin, budget) => ({
      value:
        pattern === undefined ? readLines(source, budget) : readMatches(source, pattern, budget),
    }),
    prometheus: (source, origin, budget, oddities) =>
      readPrometheus(source, {
        isWhole: origin.isWhole === true && prometheus?.strict !== true,
        oddities,
        saidOpenMetrics: isOpenMetrics(origin),
        selection,
        samples,
        budget,
      }),
  };
}
