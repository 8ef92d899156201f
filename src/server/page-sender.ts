import type { Request, Response } from 'express';
import { createTurns, type Turns } from '../engine/turns.ts';
import { negotiate, negotiateEncoding } from '../exposition/negotiate.ts';
import { createRenderer } from '../exposition/renderer.ts';
import type { MetricFamily } from '../metric/family.ts';
import type { PageLimits } from './limits.ts';
import { createRenderQueue } from './render-queue.ts';
import { sendPage } from './send-page.ts';
import { createUnsentPages } from './unsent.ts';

/** Sends pages of metrics in the format that the client asks for, a few at once. */
export interface PageSender {
  /**
   * @param within milliseconds that the client waits for its turn
   * @returns the bytes of the body
   * @throws BusyError when too many wait
   */
  send(exchange: PageExchange, within: number, families: readonly MetricFamily[]): Promise<number>;
  readonly turns: Turns;
}

/** A page that is shared by scrapes keeps what was rendered; one of a probe is of no use to the next. */
export interface PageExchange {
  readonly request: Request;
  readonly response: Response;
  readonly kind: 'scrape' | 'probe';
}

/** Milliseconds that a scrape waits for its turn to be rendered, however short its own timeout is. */
const leastPatience = 1000;

/** Probes of many targets would push the pages of scrapes out of a cache that they shared. */
const probeCacheBytes = 4 * 1024 * 1024;

/** All routes that send metrics share one, and with it the limits. */
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
