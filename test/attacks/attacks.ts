import type { Attack } from './harness/attack.ts';
import * as bodies from './kinds/bodies.ts';
import { compressionBombs } from './kinds/compressed.ts';
import { deadlineAttacks } from './kinds/deadlines.ts';
import { costlyFunctions, quadraticJoin, readerStarved } from './kinds/expressions.ts';
import { longLines, longLinks, longTexts } from './kinds/long-runs.ts';
import { contentType, labelCells, manyFamilies } from './kinds/pages.ts';
import * as clients from './kinds/port-clients.ts';
import { deepNesting, hostileShapes } from './kinds/shapes.ts';
import { silencingAttacks } from './kinds/silenced.ts';
import { csvWidths } from './kinds/tables.ts';
import { tellingAttacks } from './kinds/told.ts';

/** All of them, in the order of `docs/reliability.md`. */
export const attacks: readonly Attack[] = [
  longLines,
  longTexts,
  longLinks,
  csvWidths,
  quadraticJoin,
  costlyFunctions,
  readerStarved,
  labelCells,
  contentType,
  manyFamilies,
  deepNesting,
  hostileShapes,
  compressionBombs,
  bodies.bodiesAtOnce,
  bodies.bodiesThatHang,
  bodies.manyPages,
  bodies.tinyChunks,
  bodies.slowBody,
  bodies.headerFlood,
  bodies.nonsense,
  clients.pipelining,
  clients.pipeliningWide,
  clients.pipeliningPacked,
  clients.slowReaders,
  clients.slowReadersOfGzip,
  clients.scrapeFlood,
  clients.scrapeFloodOfNames,
  clients.slowloris,
  clients.manyConnections,
  clients.endlessBodies,
  clients.oddRequests,
  clients.manyNames,
  ...deadlineAttacks,
  ...silencingAttacks,
  ...tellingAttacks,
];
