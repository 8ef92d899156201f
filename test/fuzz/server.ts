import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gauge } from '../attacks/harness/answers.ts';
import { get } from '../attacks/harness/request.ts';
import { startSubject } from '../attacks/harness/subject.ts';
import { startUpstream } from '../attacks/harness/upstream.ts';
import { barMs } from './judge.ts';
import { mutate } from './mutate.ts';
import { createRandom } from './random.ts';
import { seedsOf } from './target.ts';

// A polyprom that runs, between an upstream and clients that send nearly HTTP.

const answers = seedsOf([
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"v":1}',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"v":1}\r\n0\r\n\r\n',
  'HTTP/1.1 301 Moved\r\nLocation: /next?a=b\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 503 No\r\nRetry-After: 0\r\nLink: </2>; rel="next"\r\nContent-Length: 2\r\n\r\nno',
  'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="a", nonce="b", qop="auth"\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/csv; charset="x"\r\nConnection: close\r\n\r\n\x1f\x8b',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n\r\na 1\n',
]);
const requests = seedsOf([
  'GET /metrics?collect[]=fuzz&name[]=fuzz_value HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n',
  'GET /metrics?collect%5B%5D=none HTTP/1.1\r\nHost: a\r\nX-Prometheus-Scrape-Timeout-Seconds: 1\r\n\r\n',
  'HEAD / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip, zstd\r\n\r\n',
  'GET /collectors/fuzz/debug HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  'POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc',
  'GET /api/status HTTP/1.0\r\n\r\n',
]);
const words = [
  '\r\n',
  '\r',
  '\n',
  '\0',
  ': ',
  ';',
  ',',
  '=',
  '"',
  '%00',
  '%ff',
  '?',
  '&',
  '[]',
  'x',
  ' HTTP/1.1',
  '-1',
  '99999999999999999999',
  'chunked',
];

/** @returns how many cases there were @param note of each fault, with the bytes that it came with */
export async function fuzzServer(
  seed: number,
  milliseconds: number,
  note: (fault: string, input: Buffer, seed: number) => void,
): Promise<number> {
  let current: Buffer = answers[0] ?? Buffer.alloc(0);
  const upstream = await startUpstream({
    answerRaw(socket) {
      socket.once('data', () => socket.end(current));
    },
  });
  const subject = await startSubject({
    limited: true,
    program: 'sources',
    config: {
      server: { endpoints: { debug: true } },
      collectors: {
        fuzz: gauge('fuzz', `${upstream.url}/1`, { timeout: '1s' }),
        pages: gauge('pages', `${upstream.url}/1`, {
          timeout: '1s',
          http: { url: `${upstream.url}/1`, pagination: {} },
        }),
      },
    },
  });
  const until = performance.now() + milliseconds;
  let at = seed;
  try {
    await subject.loop(1000);
    const before = subject.memory();
    for (; performance.now() < until && subject.ended() === undefined; at += 1) {
      const random = createRandom(at);
      const isAnswer = random.percent(60);
      const input = mutate(random, isAnswer ? answers : requests, words);
      if (isAnswer) {
        current = input;
        await get(subject.port, '/metrics?collect[]=fuzz&collect[]=pages').catch(() => undefined);
      } else await send(subject.port, input);
      const status = at % 50 === 0 ? await internalErrors(subject.port) : undefined;
      if (status !== undefined) note(status, input, at);
      const loop = at % 20 === 0 ? await subject.loop(3000) : undefined;
      if (loop !== undefined && loop.worstHeldMs > 2 * barMs) {
        note(`the loop was held for ${Math.round(loop.worstHeldMs)} ms`, input, at);
      }
    }
    if (subject.ended() !== undefined) note(`polyprom ended: ${subject.ended()}`, current, at);
    const kept = subject.memory() - before;
    if (kept > 60) note(`${Math.round(kept)} MB more than before`, current, at);
    const errors = subject.log().split('\n').filter(isUnexpected);
    if (errors[0] !== undefined) note(`the log has: ${errors[0]}`, current, at);
  } finally {
    await subject.stop();
    upstream.stop();
  }
  return at - seed;
}

async function internalErrors(port: number): Promise<string | undefined> {
  const answer = await get(port, '/metrics?collect[]=fuzz').catch(() => undefined);
  const line = /^polyprom_collector_errors_total\{.*reason="internal"\} [1-9].*$/m.exec(
    answer?.text ?? '',
  );
  return line?.[0];
}

/** Until it is answered, or as long as a fast server needs at most. */
async function send(port: number, bytes: Buffer): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.end(bytes);
  socket.resume();
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), sleep(100)]);
  socket.destroy();
}

/** A collection that fails is what all this is about. */
function isUnexpected(line: string): boolean {
  return line !== '' && !/"level":"(?:info|warn)"|"msg":"collection failed"/.test(line);
}
