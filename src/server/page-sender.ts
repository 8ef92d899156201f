import type { Request, Response } from 'express';
import { createTurns, type Turns } from '../engine/turns.ts';
import { negotiate, negotiateEncoding } from '../exposition/negotiate.ts';
import { createRenderer } from '../exposition/renderer.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { PageLimits } from './limits.ts';
import { createRenderQueue } from './render-queue.ts';
import { sendPage } from './send-page.ts';
import { createUnsentPages } from './unsent.ts';

/** Sends pages of metrics in the negotiated format, with limited concurrency. */
export interface PageSender {
  /**
   * @param within maximum time in milliseconds that the request may be queued
   * @returns the size of the body in bytes
   * @throws BusyError if the queue is full
   */
  send(exchange: PageExchange, within: number, families: readonly MetricFamily[]): Promise<number>;
  readonly turns: Turns;
}

/** Scrapes share a page, so its rendered rows are cached; the page of a probe cannot be reused. */
export interface PageExchange {
  readonly request: Request;
  readonly response: Response;
  readonly kind: 'scrape' | 'probe';
}

/** Minimum time in milliseconds that a scrape may wait to be rendered, however short its own timeout is. */
const leastPatience = 1000;

/** In a shared cache, probes of many targets would evict the pages of scrapes. */
const probeCacheBytes = 4 * 1024 * 1024;

/** All routes that send metrics share one sender and its limits. */
export function createPageSender(limits: PageLimits): PageSender {
  const renderers = {
    scrape: createRenderer(),
    probe: createRenderer({ maxCachedBytes: probeCacheBytes }),
  };
  const turns = createTurns();
  const queue = createRenderQueue(limits, turns);
  const unsent = createUnsentPages(limits);
  return {
    turns,
    async send({ request, response, kind }, within, families) {
      const leave = await queue.enter(families, Math.max(within, leastPatience));
      const format = negotiate(request.get('accept'));
      const encoding = negotiateEncoding(request.get('accept-encoding'));
      try {
        const sending = { renderer: renderers[kind], turns, unsent };
        return await sendPage(response, { families, format, encoding }, sending);
      } finally {
        leave();
      }
    },
  };
}
