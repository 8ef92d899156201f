import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { collectorFamilies } from '../../src/engine/collector-families.ts';
import { createProbeCounts } from '../../src/engine/probe-families.ts';
import { failureReasons } from '../../src/engine/source.ts';
import { createRuntimeMetrics } from '../../src/engine/registry.ts';
import { skipReasons } from '../../src/extract/extraction.ts';
import { close } from '../../src/server/listen.ts';
import { webFamilies } from '../../src/server/web.ts';
import { serve } from './serving.ts';

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

/** The first cells of the tables whose rows begin with something in backquotes. */
const documented = [...page.matchAll(/^\| `([a-z_]+)` /gm)].map(([, name]) => name ?? '');

it('the page of metrics names all of our own, and no others', async () => {
  const { url, server } = await serve();
  await fetch(`${url}/metrics`);
  const text = await (await fetch(`${url}/metrics`)).text();
  await close(server, 0);
  const served = [...text.matchAll(/^# TYPE (polyprom_\S+)/gm)].map(([, name]) => name ?? '');
  // Some appear with their first event only, with a web configuration or with modules.
  const web = webFamilies({ fault: () => undefined, readAt: () => 0 }, 0);
  const probes = createProbeCounts([]).families();
  const possible = [...collectorFamilies([], 0), ...web, ...probes].map(({ name }) => name);

  expect(documented.filter((name) => name.startsWith('polyprom_')).toSorted()).toEqual(
    [...new Set([...served, ...possible])].toSorted(),
  );
});

it('the page of metrics names every reason', () => {
  const names = documented.filter((name) => !/^(polyprom|process|python|request)_/.test(name));

  expect(names.toSorted()).toEqual([...failureReasons, ...skipReasons].toSorted());
});

it('every counterpart of a family of the Python client is there', async () => {
  const families = await createRuntimeMetrics()();
  const runtime = families.map(({ name }) => name);
  const counterparts = [...page.matchAll(/`((?:nodejs|process)_\w+[a-z])`/g)]
    .map(([, name]) => name?.replace(/_(count|sum)$/, ''))
    .filter((name) => !/_active_\w+_total$/.test(name ?? ''));

  expect(runtime).toEqual(expect.arrayContaining(counterparts));
});
