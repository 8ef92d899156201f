import { toCollectionError } from '../engine/failure.ts';
import { createTrace } from '../extract/trace.ts';
import { decodeDocument, type RawDocument } from '../documents/document.ts';
import {
  createDocumentCollection,
  type DocumentsResult,
} from '../documents/document-collection.ts';
import { naming } from '../engine/named-error.ts';
import { nextPage } from '../documents/next-page.ts';
import {
  textsAtOnce,
  type Answer,
  type DocumentHead,
  type PartialResult,
  type Question,
  type Told,
} from './message.ts';
import { compilePagination, compileRules } from './rules.ts';

// The other side of `process.ts`: reads and extracts where it holds up nobody. One collection at a time.

type Begun = ReturnType<typeof begin>;

let begun: Begun | undefined;
let bytes: Uint8Array = new Uint8Array();
let filled = 0;
let texts: Iterator<readonly string[], undefined> = [].values();

process.on('message', (message: Told | Question) => {
  if ('ask' in message) process.send?.(answerTo(message));
  else hear(message);
});
// Who asks has ended, in whatever way.
process.on('disconnect', () => process.exit());
// A terminal sends these to all of its processes; the one that asks decides what becomes of its collections.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

function hear(told: Told): void {
  if (told.tell === 'bytes') {
    if (filled === 0) bytes = Buffer.allocUnsafeSlow(told.length);
    bytes.set(told.part, filled);
    filled += told.part.length;
    return;
  }
  texts = [].values();
  bytes = new Uint8Array();
  filled = 0;
  begun = told.tell === 'begin' ? begin(told) : undefined;
}

function begin({ rules: packed, moment }: Extract<Told, { tell: 'begin' }>) {
  const rules = compileRules(packed);
  const trace = moment.traced ? createTrace() : undefined;
  const collection = createDocumentCollection(rules, moment.now, trace);
  return { rules, trace, collection, now: moment.now };
}

function answerTo(question: Question): Answer {
  if (question.ask === 'more') return { texts: texts.next().value ?? [] };
  try {
    if (begun === undefined) throw new Error('there is no collection');
    return answer(question, begun);
  } catch (error) {
    const { reason, message } = toCollectionError(error);
    return { failure: { reason, message }, rules: begun?.trace?.rules ?? [] };
  }
}

function answer(
  question: Exclude<Question, { ask: 'more' }>,
  { collection, trace, rules, now }: Begun,
): Answer {
  if (question.ask === 'finish') {
    const result = partial(collection.finish());
    return { result, rules: trace?.rules ?? [] };
  }
  const document = documentOf(question.document);
  if (question.ask === 'add') {
    collection.add(document);
    return { done: true };
  }
  const decoded = decodeDocument(document, rules.decode);
  const value = 'value' in decoded ? decoded.value : null;
  const { pagination, url } = question;
  if (pagination === undefined) return { next: undefined };
  const scope = { root: value, response: document.response, now };
  const page = { value, scope, url: new URL(url) };
  const next = naming(
    () => document.name,
    () => nextPage(compilePagination(pagination), page),
  );
  return { next: next?.href };
}

/** The document whose bytes have come. */
function documentOf(head: DocumentHead): RawDocument {
  const document = { ...head, bytes };
  bytes = new Uint8Array();
  filled = 0;
  return document;
}

function partial(result: DocumentsResult): PartialResult {
  texts = partsOf(result);
  const families = result.families.map(({ labelValues, ...family }) => ({
    family,
    texts: labelValues.length,
  }));
  return { ...result, families };
}

function* partsOf({ families }: DocumentsResult): Generator<readonly string[], undefined, void> {
  for (const { labelValues } of families) {
    for (let first = 0; first < labelValues.length; first += textsAtOnce) {
      yield labelValues.slice(first, first + textsAtOnce);
    }
  }
}
