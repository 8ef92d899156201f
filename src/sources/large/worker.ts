import { parentPort } from 'node:worker_threads';
import { toCollectionError } from '../../engine/failure.ts';
import type { ExtractionResult } from '../../extract/extraction.ts';
import { extractDocuments } from '../document.ts';
import { textsAtOnce, type Answer, type Job, type Question } from './message.ts';
import { compileRules } from './rules.ts';

// The other side of `thread.ts`: reads and extracts where it holds up nobody.

if (parentPort === null) throw new Error('this file is the start of a thread, not of a program');
const port = parentPort;
let texts: Iterator<readonly string[], undefined> = [].values();

port.on('message', (question: Question) => {
  if (question === 'more') {
    port.postMessage(texts.next().value ?? []);
    return;
  }
  const answer = answerTo(question);
  port.postMessage(answer, 'result' in answer ? columnsOf(answer) : []);
});

function answerTo({ rules, documents, now }: Job): Answer {
  try {
    const result = extractDocuments(documents, compileRules(rules), now);
    texts = partsOf(result);
    const families = result.families.map(({ labelValues, ...family }) => ({
      family,
      texts: labelValues.length,
    }));
    return { result: { ...result, families } };
  } catch (error) {
    const { reason, message } = toCollectionError(error);
    return { failure: { reason, message } };
  }
}

function* partsOf({ families }: ExtractionResult): Generator<readonly string[], undefined, void> {
  for (const { labelValues } of families) {
    for (let first = 0; first < labelValues.length; first += textsAtOnce) {
      yield labelValues.slice(first, first + textsAtOnce);
    }
  }
}

/** The numbers change hands instead of being copied. */
function columnsOf({ result }: Extract<Answer, { result: unknown }>): ArrayBuffer[] {
  const buffers = result.families.flatMap(({ family: { values, timestamps } }) => [
    values.buffer,
    ...(timestamps === undefined ? [] : [timestamps.buffer]),
  ]);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
