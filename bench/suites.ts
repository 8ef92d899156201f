import type { Suite } from './context.ts';
import { extract } from './suites/extract.ts';
import { loop } from './suites/loop.ts';
import { memory } from './suites/memory.ts';
import { render } from './suites/render.ts';
import { scrape } from './suites/scrape.ts';
import { start } from './suites/start.ts';

export const suites: readonly Suite[] = [render, scrape, loop, extract, start, memory];
