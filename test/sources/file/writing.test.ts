import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/engine/clock.ts';
import { createFolder, createSource, gauge, written } from './source.ts';

/** Both values of a document are the same, unless it is half of one and half of another. */
const metrics = [gauge('first', 'first'), gauge('last', 'last')];
const padding = 'x'.repeat(50_000);
const documentOf = (n: number) => JSON.stringify({ first: n, padding, last: n });

async function values(source: ReturnType<typeof createSource>) {
  const { families, skips } = await source.collect();
  expect(skips).toEqual([]);
  return families
    .filter(({ name }) => /^(first|last)$/.test(name))
    .map((family) => family.values[0]);
}

describe('a file that is being written', () => {
  it('is read when its writer is done', async () => {
    const folder = await createFolder();
    const path = await folder.write('a.json', '');
    const source = createSource(folder, { paths: [path] }, { metrics });
    const content = documentOf(7);

    const file = await open(path, 'w');
    const writing = (async () => {
      for (let at = 0; at < content.length; at += 10_000) {
        await file.write(content.slice(at, at + 10_000));
        await sleep(20);
      }
      await file.close();
    })();

    expect(await values(source)).toEqual([7, 7]);
    await writing;
  });

  it('is never half of one and half of another', async () => {
    const folder = await createFolder();
    const path = await folder.write('a.json', documentOf(0));
    const source = createSource(folder, { paths: [path] }, { metrics });

    for (let i = 1; i <= 5; i += 1) {
      const writing = writeFile(path, documentOf(i));
      const [first, last] = await values(source);
      await writing;
      expect(first).toBe(last);
    }
  });

  it.each([
    ['empty', ''],
    ['half', documentOf(7).slice(0, 100)],
  ])(
    'is read again when it is %s, as that of a writer that was interrupted',
    async (_case, half) => {
      const folder = await createFolder();
      const path = join(folder.path, 'a.json');
      await writeFile(path, half);
      const source = createSource(folder, { paths: [path] }, { metrics });

      const reading = values(source);
      await sleep(300);
      await writeFile(path, documentOf(7));

      expect(await reading).toEqual([7, 7]);
    },
  );

  it('is a failure when its writer never rests', async () => {
    const folder = await createFolder();
    const path = await folder.write('a.json', documentOf(0));
    const clock = { ...systemClock, now: () => written * 1000 + 90 };
    const source = createSource(folder, { paths: [path] }, { metrics, clock });

    expect((await source.failure()).message).toBe(
      `${path}: changes while it is read, 5 times over: write to another file, then rename that one`,
    );
  });

  it('is whole at any time when it is renamed into place', async () => {
    const folder = await createFolder();
    const path = await folder.write('a.json', documentOf(0));
    const source = createSource(folder, { paths: [path] }, { metrics });
    const writing = new AbortController();
    let count = 0;
    const writer = (async () => {
      while (!writing.signal.aborted) {
        count += 1;
        await folder.write('new', documentOf(count));
        await rename(join(folder.path, 'new'), path);
        await sleep(5);
      }
    })();

    for (let i = 0; i < 50; i += 1) {
      const [first, last] = await values(source);
      expect(first).toBe(last);
    }
    writing.abort();
    await writer;
    expect(count).toBeGreaterThan(1);
  });

  it('does not hold a collection beyond its deadline', async () => {
    const folder = await createFolder();
    const path = join(folder.path, 'a.json');
    await writeFile(path, documentOf(0));
    const source = createSource(folder, { paths: [path] }, { metrics });
    const ending = new AbortController();

    const collecting = source.failure(ending.signal);
    setTimeout(() => ending.abort(new Error('over')), 20);

    expect((await collecting).message).toBe('over');
  });
});
