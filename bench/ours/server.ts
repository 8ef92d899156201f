// usage: server.ts SERIES changed|equal|same runtime|bare PORT
import { createFamilies, toMode } from './families.ts';
import { exporterOf, sourceOf } from './collectors.ts';
import { serve } from './serve.ts';

const [count, word, extras, port] = process.argv.slice(2);
const families = createFamilies(Number(count));
const mode = toMode(word);
await serve(
  exporterOf({ bench: sourceOf(() => families[mode]()) }),
  Number(port),
  extras === 'runtime',
);
