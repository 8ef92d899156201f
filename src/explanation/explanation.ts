import type { Explanation } from '../engine/explain.ts';
import type { TracedRequest } from '../engine/request-trace.ts';
import type { TracedDocument } from '../engine/trace.ts';
import { textFormat } from '../exposition/format.ts';
import { createRenderer } from '../exposition/renderer.ts';
import type { Locate } from '../engine/generation.ts';
import type { MetricFamily } from '../metric/family.ts';
import { placeText, ruleText } from './rule-text.ts';

/** Bytes of samples in an explanation: a page of 2,000 series; `/metrics` and `collect` have them all. */
const maxSampleBytes = 256 * 1024;

/**
 * Describes each step of one collection, from the requests to the samples.
 *
 * @param within the part of the configuration that has it
 */
export function explanationText(
  explanation: Explanation,
  locate: Locate,
  within: 'collectors' | 'modules' = 'collectors',
): string {
  const { collector, seconds, trace, result } = explanation;
  const failed = result instanceof Error;
  const outcome = failed ? `FAILED (${result.reason}): ${result.message}` : 'succeeded';
  const locateHere: Locate = (path) => locate([within, collector, ...path]);
  return [
    `${within.slice(0, -1)} ${collector}${placeText(locateHere([]))}: ${outcome}, after ${seconds.toFixed(3)} s`,
    ...section('Requests', trace.requests.map(requestText)),
    ...section('Documents', trace.documents.map(documentText)),
    ...section(
      'Rules',
      trace.rules.map((rule) => ruleText(rule, trace.rules, locateHere)),
    ),
    ...section('Samples', [failed ? 'none\n' : samplesText(result.families)]),
  ].join('\n');
}

/** Only the first samples: rendering all of a large page would block the event loop. */
function samplesText(families: readonly MetricFamily[]): string {
  const pieces: Buffer[] = [];
  let size = 0;
  for (const { bytes } of createRenderer().pieces(families, textFormat)) {
    pieces.push(bytes);
    size += bytes.length;
    if (size > maxSampleBytes) return `${Buffer.concat(pieces).toString()}… and more\n`;
  }
  return Buffer.concat(pieces).toString();
}

function section(title: string, parts: readonly string[]): readonly string[] {
  return ['', `== ${title}`, ...(parts.length === 0 ? ['none'] : parts)];
}

function requestText(request: TracedRequest): string {
  const {
    purpose,
    method,
    url,
    via,
    status,
    failure,
    connected,
    answered,
    ended,
    bytes,
    received,
  } = request;
  const answer = failure === undefined ? `answered ${status ?? 'nothing'}` : `failed: ${failure}`;
  const times = [
    ['connected', connected],
    ['answered', answered],
    ['done', ended],
  ].flatMap(([what, time]) => (typeof time === 'number' ? [`${what} ${time.toFixed(3)} s`] : []));
  const sizes = [
    ...(received === undefined ? [] : [`${received} bytes received`]),
    ...(bytes === undefined || bytes === received ? [] : [`${bytes} bytes decompressed`]),
  ];
  const by = via === undefined ? '' : ` by ${via}`;
  return `${purpose}: ${method} ${url}${by}: ${answer} (${[...times, ...sizes].join(', ')})`;
}

function documentText({ name, contentType, bytes, excerpt, failure }: TracedDocument): string {
  const type = contentType ?? 'no content type';
  const left = failure === undefined ? '' : `  LEFT OUT: ${failure}\n`;
  return `${name}: ${type}, ${bytes} bytes\n${left}${indented(excerpt)}`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
