import { describe, expect, it } from 'vitest';
import { createBytesInFlight } from '../../src/budget/bytes-in-flight.ts';
import type { DecodeOptions } from '../../src/decode/decode.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { textFormat } from '../../src/exposition/format.ts';
import { negotiate } from '../../src/exposition/negotiate.ts';
import { createRenderer } from '../../src/exposition/renderer.ts';
import { compileExtraction } from '../../src/extract/extract.ts';
import { createCollectDocuments } from '../../src/documents/collect-documents.ts';
import { createDocumentDecode } from '../../src/documents/document-decode.ts';
import { createDocumentSource } from '../../src/documents/document-source.ts';

const { signal } = new AbortController();

async function collect(
  pages: readonly string[],
  options: DecodeOptions = 'prometheus',
  limits = { samples: 100, labelValueLength: 20 },
  hasMetrics = false,
) {
  const source = createDocumentSource(
    async (_, sink) => {
      for (const [index, page] of pages.entries()) {
        await sink.add({ bytes: Buffer.from(page), name: `page ${index}` });
      }
    },
    createCollectDocuments(
      {
        decode: createDocumentDecode(options, hasMetrics),
        extraction: compileExtraction([], limits),
        limits,
        ownPrefixes: [],
        textfile: false,
      },
      createBytesInFlight(2 ** 30),
    ),
    systemClock,
  );
  const result = await source.collect({ signal });
  return { ...result, page: createRenderer().render(result.families, textFormat).toString() };
}

const jobs = '# HELP jobs Jobs.\n# TYPE jobs gauge\njobs{queue="a"} 1\njobs{queue="b"} 2\n';
const done = '# HELP done Done.\n# TYPE done counter\ndone_total{queue="a"} 3\n# EOF\n';

describe('the page of another exporter', () => {
  it('is passed through as it is', async () => {
    const { page, samples, skips } = await collect([jobs]);

    expect(page).toBe(jobs);
    expect(samples).toEqual(new Map([['jobs', 2]]));
    expect(skips).toEqual([]);
  });

  it('can be cut down and labelled', async () => {
    const other = '# TYPE other gauge\nother 1\n';
    const { page } = await collect([jobs + other], {
      prometheus: { keep: ['jobs'], labels: { site: 'x' } },
    });

    expect(page).toBe(
      '# HELP jobs Jobs.\n# TYPE jobs gauge\njobs{queue="a",site="x"} 1\njobs{queue="b",site="x"} 2\n',
    );
  });

  it('keeps its exemplars, in OpenMetrics, through labels and another page', async () => {
    const exemplar = ' # {trace_id="0af7"} 0.67 1520879607.789';
    const { families } = await collect([done, done.replace('"a"} 3', `"b"} 3${exemplar}`)], {
      prometheus: { labels: { site: 'x' } },
    });
    const renderer = createRenderer();
    const openMetrics = negotiate('application/openmetrics-text; version=1.0.0');

    expect(renderer.render(families, openMetrics).toString()).toBe(
      `# HELP done Done.\n# TYPE done counter\ndone_total{queue="a",site="x"} 3\ndone_total{queue="b",site="x"} 3${exemplar}\n# EOF\n`,
    );
    expect(renderer.render(families, textFormat).toString()).not.toContain('trace_id');
  });

  it('keeps its names in UTF-8, for a scraper that knows them', async () => {
    const { families } = await collect([
      '# TYPE "http.jobs" gauge\n{"http.jobs","queue.name"="a"} 1\n',
    ]);
    const pageFor = (accept: string) =>
      createRenderer()
        .render(families, negotiate(accept))
        .toString()
        .replaceAll(/^#.*\n/gm, '');

    expect(pageFor('text/plain; version=1.0.0; escaping=allow-utf-8')).toBe(
      '{"http.jobs","queue.name"="a"} 1\n',
    );
    expect(pageFor('text/plain; version=1.0.0; escaping=values')).toBe(
      'U__http_2e_jobs{U__queue_2e_name="a"} 1\n',
    );
    expect(pageFor('text/plain')).toBe('http_jobs{queue_name="a"} 1\n');
  });

  it('gives way where an earlier page has the series, and says so', async () => {
    const { page, skips } = await collect([jobs, jobs.replace('"a"', '"c"')]);

    expect(page).toBe(
      '# HELP jobs Jobs.\n# TYPE jobs gauge\njobs{queue="a"} 1\njobs{queue="b"} 2\njobs{queue="c"} 1\n',
    );
    expect(skips).toMatchObject([{ metric: 'jobs', reason: 'duplicate', count: 1 }]);
  });

  it('loses a family of another type, or with the name of our own', async () => {
    const counter = '# TYPE jobs counter\njobs 3\n';
    const own = '# TYPE polyprom_build_info gauge\npolyprom_build_info 1\n';
    const { page, skips } = await collect([jobs, counter + own]);

    expect(page).toBe(jobs);
    expect(skips).toMatchObject([
      { metric: 'jobs', reason: 'bad_document', path: 'page 1' },
      { metric: 'polyprom_build_info', reason: 'bad_document', path: 'page 1' },
    ]);
  });

  it('is a failure where the configuration has metrics to be made of it', async () => {
    await expect(collect([jobs], 'prometheus', undefined, true)).rejects.toThrow(
      'page 0: is in the text format of Prometheus, which `metrics` cannot be made of',
    );
  });

  it('is held to the limits', async () => {
    await expect(
      collect([jobs], 'prometheus', { samples: 1, labelValueLength: 20 }),
    ).rejects.toThrow(/^page 0: more than 1 samples, 2 of them of jobs: /);
    await expect(collect(['# TYPE a gauge\na{b="123456789012345678901"} 1\n'])).rejects.toThrow(
      /^page 0: a has a label value of 21 characters, more than 20: /,
    );
  });

  it('may not have many metrics, all pages together', async () => {
    const names = Array.from({ length: 600 }, (_, index) => index);
    const pages = [0, 1].map((page) => names.map((name) => `m${page}_${name} 1\n`).join(''));
    const limits = { samples: 10_000, labelValueLength: 20 };

    await expect(collect(pages, 'prometheus', limits)).rejects.toThrow(
      'page 1: with it there are 1200 metrics, more than 1000 (one for 10 of limits.samples): leave metrics out by `drop`, or raise limits.samples',
    );
    expect((await collect(pages.slice(1), 'prometheus', limits)).families).toHaveLength(600);
  });

  it('may not have many label names of which most samples have none', async () => {
    const rows = Array.from({ length: 100 }, (_, row) => row);
    const pages = [0, 1, 2, 3, 4].map((page) =>
      rows.map((row) => `a{l${page}_${row % 10}="${row}"} 1\n`).join(''),
    );

    // 100 samples of 10 label names in each of them, and 500 of 50 together.
    await expect(
      collect(pages, 'prometheus', { samples: 1000, labelValueLength: 20 }),
    ).rejects.toThrow(
      'with a of all documents together there are 25000 label values, absent ones included, more than 20000 (20 for each of limits.samples): leave metrics out by `drop`, or raise limits.samples',
    );
    const { families } = await collect(pages.slice(0, 4), 'prometheus', {
      samples: 1000,
      labelValueLength: 20,
    });
    expect(families[0]?.labelValues.length).toBe(16_000);
  });

  it('may not have too many label values in all of its documents', async () => {
    const labels = Array.from({ length: 25 }, (_, label) => `l${label}="1"`).join(',');
    const page = (number: number) =>
      Array.from({ length: 450 }, (_, row) => `m${number}_${row}{${labels}} 1\n`).join('');

    await expect(
      collect([page(1), page(2)], 'prometheus', { samples: 1000, labelValueLength: 20 }),
    ).rejects.toThrow(/^page 1: with m2_\d+ there are 20025 label values/);
  });
});
