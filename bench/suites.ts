import type { Suite } from './context.ts';
import { extract } from './suites/extract.ts';
import { loop } from './suites/loop.ts';
import { render } from './suites/render.ts';
import { scrape } from './suites/scrape.ts';

export const suites: readonly Suite[] = [render, scrape, loop, extract];
