import type { Suite } from './context.ts';
import { churn } from './suites/churn.ts';
import { documents } from './suites/documents.ts';
import { extract } from './suites/extract.ts';
import { growth } from './suites/growth.ts';
import { loop } from './suites/loop.ts';
import { memory } from './suites/memory.ts';
import { render } from './suites/render.ts';
import { scrape } from './suites/scrape.ts';
import { start } from './suites/start.ts';

/** In the order of the table. */
export const suites: readonly Suite[] = [
  render,
  scrape,
  loop,
  extract,
  start,
  memory,
  growth,
  documents,
  churn,
];
