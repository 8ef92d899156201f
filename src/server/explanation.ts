import type { Explanation } from '../engine/explain.ts';
import type { TracedRequest } from '../engine/request-trace.ts';
import type { TracedDocument } from '../engine/trace.ts';
import { TEXT } from '../exposition/format.ts';
import { createRenderer } from '../exposition/renderer.ts';
import type { RuleTrace } from '../extract/trace.ts';

/** Where the configuration says a thing: `polyprom.yaml:12:7`, by the path to it. */
export type Locate = (path: readonly PropertyKey[]) => string | undefined;

/** The whole trip of one collection as a text for people, from the requests to the samples. */
export function explanationText(explanation: Explanation, locate: Locate): string {
  const { collector, seconds, trace, result } = explanation;
  const failed = result instanceof Error;
  const outcome = failed ? `FAILED (${result.reason}): ${result.message}` : 'succeeded';
  const at = (path: readonly PropertyKey[]) =>
    placeText(locate(['collectors', collector, ...path]));
  return [
    `collector ${collector}${at([])}: ${outcome}, after ${seconds.toFixed(3)} s`,
    ...section('Requests', trace.requests.map(requestText)),
    ...section('Documents', trace.documents.map(documentText)),
    ...section(
      'Rules',
      trace.rules.map((rule) => ruleText(rule, at(rulePath(rule, trace.rules)))),
    ),
    ...section(
      'Samples',
      failed ? [] : [createRenderer().render(result.families, TEXT).toString()],
    ),
  ].join('\n');
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

function ruleText(
  { metric, items, matched, leftOut, samples, skips }: RuleTrace,
  place: string,
): string {
  return [
    `${metric}${place}: ${items}: ${count(matched, 'item')}, ${count(samples, 'sample')}`,
    ...(leftOut.count === 0
      ? []
      : [`  left out by when: ${leftOut.count} (${listed(leftOut.paths, leftOut.count)})`]),
    ...skips.flatMap((skip) => [
      `  skipped, ${skip.reason}: ${skip.count}`,
      ...skip.offenders.map(({ path, found }) => `    ${path}: ${found}`),
      ...(skip.count > skip.offenders.length ? ['    …'] : []),
    ]),
  ].join('\n');
}

/** A metric with one rule has it in itself, one with several in its list. */
function rulePath({ metric, rule }: RuleTrace, all: readonly RuleTrace[]): readonly PropertyKey[] {
  const several = all.filter((each) => each.metric === metric).length > 1;
  return several ? ['metrics', metric, 'rules', rule] : ['metrics', metric];
}

function placeText(place: string | undefined): string {
  return place === undefined ? '' : ` (${place})`;
}

function listed(paths: readonly string[], total: number): string {
  return paths.join(', ') + (total > paths.length ? ', …' : '');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
