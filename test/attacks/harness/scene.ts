import { get, type Answer, type RequestOptions } from './request.ts';
import type { Page, Scene } from './attack.ts';
import type { Subject } from './subject.ts';

/** A collection may end this much after its deadline: the time to notice it on a machine that is busy. */
const graceSeconds = 0.75;

interface CollectorStatus {
  readonly name: string;
  readonly success: boolean | null;
  readonly durationSeconds: number | null;
  readonly failures: readonly { readonly reason: string; readonly message: string }[];
}

/** @param problems where everything goes that is not as required */
export function createScene(subject: Subject, problems: string[]): Scene {
  const { port } = subject;
  return {
    port,
    get: (path: string, options?: RequestOptions) => get(port, path, options),
    scrape,
    expectFailure,
    expectEnd,
    check,
    log: subject.log,
    alive: () => subject.ended() === undefined,
  };

  async function scrape(names: readonly string[] = [], timeoutSeconds = 10): Promise<Page> {
    const query = names.map((name) => `collect[]=${name}`).join('&');
    const answer = await get(port, `/metrics?${query}`, {
      headers: { 'x-prometheus-scrape-timeout-seconds': String(timeoutSeconds) },
      timeoutMs: (timeoutSeconds + 20) * 1000,
    }).catch((error: unknown): Answer => {
      return { status: 0, text: String(error), ms: 0, headers: {} };
    });
    const { status, text, ms } = answer;
    return {
      status,
      text,
      ms,
      succeeded: (collector) =>
        text.includes(`polyprom_collector_success{collector="${collector}"} 1\n`),
    };
  }

  async function expectFailure(
    name: string,
    message: RegExp,
    withinSeconds: number,
  ): Promise<void> {
    const status = await statusOf(name);
    if (status === undefined) return;
    const last = status.failures[0];
    if (last === undefined || status.success !== false) {
      problems.push(`${name} did not fail`);
      return;
    }
    checkMessage(name, last.message, message);
    checkDuration(status, withinSeconds);
  }

  async function expectEnd(name: string, message: RegExp, withinSeconds: number): Promise<void> {
    const status = await statusOf(name);
    if (status === undefined) return;
    check(status.success !== null, `${name} has no result`);
    const last = status.failures[0];
    if (status.success === false) checkMessage(name, last?.message ?? '', message);
    checkDuration(status, withinSeconds);
  }

  function checkMessage(name: string, found: string, message: RegExp): void {
    check(
      message.test(found),
      `${name} failed with "${found.slice(0, 200)}", which is not ${message}`,
    );
  }

  function checkDuration({ name, durationSeconds }: CollectorStatus, withinSeconds: number): void {
    check(
      durationSeconds !== null && durationSeconds <= withinSeconds + graceSeconds,
      `${name} took ${durationSeconds?.toFixed(1)} s of ${withinSeconds} s`,
    );
  }

  async function statusOf(name: string): Promise<CollectorStatus | undefined> {
    try {
      const { text } = await get(port, '/api/status', { timeoutMs: 20_000 });
      const { collectors }: { collectors: readonly CollectorStatus[] } = JSON.parse(text);
      const found = collectors.find((each) => each.name === name);
      check(found !== undefined, `${name} is not in the status`);
      return found;
    } catch (error) {
      problems.push(`the status cannot be read: ${String(error)}`);
      return undefined;
    }
  }

  function check(holds: boolean, otherwise: string): void {
    if (!holds) problems.push(otherwise);
  }
}
