import { rm } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createCollectionTrace } from '../../../src/engine/trace.ts';
import { createFolder, createSource, gauge, level, written } from './source.ts';

const ours = /^polyprom_/;

describe('the file source', () => {
  it('reads each file as a document of its own, in the order of their paths', async () => {
    const folder = await createFolder();
    await folder.write('b.json', '{"level": 2}');
    await folder.write('a.json', '{"level": 1}');
    await folder.write('sub/c.json', '{"level": 3}');
    const source = createSource(
      folder,
      { paths: [`${folder.path}/**/*.json`] },
      { metrics: [level] },
    );

    expect(await source.samples()).toEqual([
      'level{of="a.json"} 1',
      'level{of="b.json"} 2',
      'level{of="sub/c.json"} 3',
      'polyprom_file_error{collector="files",file="a.json"} 0',
      'polyprom_file_error{collector="files",file="b.json"} 0',
      'polyprom_file_error{collector="files",file="sub/c.json"} 0',
      'polyprom_file_matches{collector="files",path="**/*.json"} 3',
      'polyprom_file_mtime_seconds{collector="files",file="a.json"} 1700000000.25',
      'polyprom_file_mtime_seconds{collector="files",file="b.json"} 1700000000.25',
      'polyprom_file_mtime_seconds{collector="files",file="sub/c.json"} 1700000000.25',
      'polyprom_file_size_bytes{collector="files",file="a.json"} 12',
      'polyprom_file_size_bytes{collector="files",file="b.json"} 12',
      'polyprom_file_size_bytes{collector="files",file="sub/c.json"} 12',
    ]);
    expect(await source.page()).toBe(await source.page());
  });

  it('binds $file', async () => {
    const folder = await createFolder();
    await folder.write('ups.json', '{}');
    const metrics = [gauge('mtime', '$file.mtime'), gauge('size', '$file.size')];
    const source = createSource(folder, { paths: [`${folder.path}/ups.json`] }, { metrics });

    expect(await source.samples()).toEqual(expect.arrayContaining([`mtime ${written}`, 'size 2']));
  });

  it.each([
    ['a.csv', 'of,level\na,7\n', 'level{of="a"} 7'],
    ['a.tsv', 'of\tlevel\na\t7\n', 'level{of="a"} 7'],
    ['a.yaml', '- { of: a, level: 7 }', 'level{of="a"} 7'],
    ['a.json', '[{"of": "a", "level": 7}]', 'level{of="a"} 7'],
    ['a.ndjson', '{"of": "a", "level": 7}\n', 'level{of="a"} 7'],
    ['a.prom', 'level{of="a"} 7\n', 'level{of="a"} 7'],
    ['a.csv.gz', gzipSync('of,level\na,7\n'), 'level{of="a"} 7'],
    ['status', '[{"of": "a", "level": 7}]', 'level{of="a"} 7'],
  ])('reads %s by its extension', async (name, content, expected) => {
    const folder = await createFolder();
    await folder.write(name, content);
    const metrics = [gauge('level', 'level', { of: 'of' }, '@')];
    const source = createSource(folder, { paths: [`${folder.path}/*`] }, { metrics });

    expect(await source.samples()).toContain(expected);
  });

  it('reads as the setting says, whatever the extension', async () => {
    const folder = await createFolder();
    await folder.write('ups.txt', 'main;98\nspare;40\n');
    const source = createSource(
      folder,
      { paths: [`${folder.path}/ups.txt`] },
      {
        decode: { csv: { separator: ';', columns: ['ups', 'charge'] } },
        metrics: [gauge('charge', 'charge', { ups: 'ups' }, '@')],
      },
    );

    expect((await source.samples()).slice(0, 2)).toEqual([
      'charge{ups="main"} 98',
      'charge{ups="spare"} 40',
    ]);
  });

  it('has no series of a file that is gone', async () => {
    const folder = await createFolder();
    await folder.write('a.json', '{"level": 1}');
    const gone = await folder.write('b.json', '{"level": 2}');
    const source = createSource(folder, { paths: [`${folder.path}/*.json`] }, { metrics: [level] });
    expect((await source.samples()).filter((line) => line.includes('b.json'))).toHaveLength(4);

    await rm(gone);

    expect((await source.samples()).filter((line) => line.includes('b.json'))).toEqual([]);
  });

  it('shows a glob that matches nothing, and does not fail', async () => {
    const folder = await createFolder();
    const source = createSource(folder, { paths: [`${folder.path}/*.json`] }, { metrics: [level] });

    const { samples, skips } = await source.collect();

    expect(await source.samples()).toEqual([
      'polyprom_file_matches{collector="files",path="*.json"} 0',
    ]);
    expect(samples).toEqual(new Map([['level', 0]]));
    expect(skips).toEqual([]);
  });

  it('reads a file once that several globs match, and leaves hidden ones out', async () => {
    const folder = await createFolder();
    await folder.write('a.json', '{"level": 1}');
    await folder.write('.hidden.json', '{"level": 2}');
    await folder.write('.hidden/b.json', '{"level": 3}');
    const paths = [`${folder.path}/*.json`, `${folder.path}/**`, `${folder.path}/a.json`];
    const source = createSource(folder, { paths, fileMetrics: false }, { metrics: [level] });

    expect(await source.samples()).toEqual([
      'level{of="a.json"} 1',
      'polyprom_file_matches{collector="files",path="*.json"} 1',
      'polyprom_file_matches{collector="files",path="**"} 1',
    ]);
  });

  it('takes names with brackets and signs of globs for what they are', async () => {
    const folder = await createFolder();
    await folder.write('report (1).json', '{"level": 1}');
    await folder.write('a[1].json', '{"level": 2}');
    await folder.write('!b.json', '{"level": 3}');
    const paths = [
      `${folder.path}/report (1).json`,
      `${folder.path}/a\\[1].json`,
      `${folder.path}/!b*.json`,
    ];
    const source = createSource(folder, { paths }, { metrics: [level] });

    expect((await source.samples()).filter((line) => !ours.test(line))).toEqual([
      'level{of="!b.json"} 3',
      'level{of="a[1].json"} 2',
      'level{of="report (1).json"} 1',
    ]);
  });

  it('looks below any folder, whatever its name', async () => {
    const folder = await createFolder();
    await folder.write('a (1) [x] {y} !z/sub/b.json', '{"level": 1}');
    const below = `${folder.path}/a (1) \\[x] \\{y} !z/*/b.json`;
    const top = `/${folder.path[1]}*${folder.path.slice(2)}/*/sub/b.json`;

    for (const path of [below, top]) {
      const source = createSource(folder, { paths: [path] }, { metrics: [level] });
      expect(await source.samples()).toContain('level{of="a (1) [x] {y} !z/sub/b.json"} 1');
    }
  });

  it('notes a document that cannot be decoded when it is explained', async () => {
    const folder = await createFolder();
    const path = await folder.write('a.json', '{"level": ');
    const absent = `${folder.path}/absent/*.json`;
    const source = createSource(folder, { paths: [path, absent] }, { metrics: [level] });
    const trace = createCollectionTrace();

    await source.collect(undefined, trace).catch(() => {});

    expect(trace.documents).toMatchObject([
      { name: absent, failure: `${folder.path}/absent: there is no such folder` },
      { name: path, excerpt: '{"level": ', failure: expect.stringMatching(/JSON is truncated/) },
    ]);
  });

  it('notes documents and rules when it is explained', async () => {
    const folder = await createFolder();
    const path = await folder.write('a.json.gz', gzipSync('{"level": 1}'));
    const source = createSource(folder, { paths: [path] }, { metrics: [level] });
    const trace = createCollectionTrace();

    await source.collect(undefined, trace);

    expect(trace.documents).toEqual([
      { name: path, contentType: undefined, bytes: 12, excerpt: '{"level": 1}' },
    ]);
    expect(trace.rules).toMatchObject([{ metric: 'level', matched: 1, samples: 1 }]);
  });

  it('reads thousands of files', async () => {
    const folder = await createFolder();
    for (let i = 0; i < 2000; i += 100) {
      const numbers = Array.from({ length: 100 }, (_, n) => i + n);
      await Promise.all(numbers.map((n) => folder.write(`${n}.json`, `{"level": ${n}}`)));
    }
    const limits = { samples: 2000 };
    const paths = [`${folder.path}/*.json`];
    const source = createSource(folder, { paths }, { metrics: [level], limits });

    expect((await source.collect()).samples.get('level')).toBe(2000);
  });
});

describe('a file that cannot be read', () => {
  it('costs its own samples only', async () => {
    const folder = await createFolder();
    await folder.write('a.json', '{"level": 1}');
    const broken = await folder.write('b.json', '{"level": ');
    const source = createSource(
      folder,
      { paths: [`${folder.path}/*.json`, `${folder.path}/absent.json`] },
      { metrics: [level] },
    );

    expect(await source.samples()).toEqual([
      'level{of="a.json"} 1',
      'polyprom_file_error{collector="files",file="a.json"} 0',
      'polyprom_file_error{collector="files",file="absent.json"} 1',
      'polyprom_file_error{collector="files",file="b.json"} 1',
      'polyprom_file_matches{collector="files",path="*.json"} 2',
      'polyprom_file_mtime_seconds{collector="files",file="a.json"} 1700000000.25',
      'polyprom_file_size_bytes{collector="files",file="a.json"} 12',
    ]);
    expect((await source.collect()).skips).toEqual([
      {
        metric: '(file)',
        reason: 'bad_document',
        count: 2,
        path: `${folder.path}/absent.json`,
        found: `${folder.path}/absent.json: there is no such file`,
      },
    ]);
    expect(broken).toBe(`${folder.path}/b.json`);
  });

  it('is told even where the metrics of files are not wanted', async () => {
    const folder = await createFolder();
    await folder.write('a.json', '{"level": 1}');
    await folder.write('b.json', '{"level": ');
    const options = { paths: [`${folder.path}/*.json`], fileMetrics: false };
    const source = createSource(folder, options, { metrics: [level] });

    expect(await source.samples()).toEqual([
      'level{of="a.json"} 1',
      'polyprom_file_error{collector="files",file="b.json"} 1',
      'polyprom_file_matches{collector="files",path="*.json"} 2',
    ]);
  });

  it('fails the collection when there is no other', async () => {
    const folder = await createFolder();
    await folder.write('b.json', '{"level": ');
    const absent = createSource(folder, { paths: [`${folder.path}/absent.json`] });
    const both = createSource(folder, {
      paths: [`${folder.path}/absent.json`, `${folder.path}/b.json`],
    });

    expect(await absent.failure()).toMatchObject({
      reason: 'connection',
      message: `${folder.path}/absent.json: there is no such file`,
    });
    expect((await both.failure()).message).toBe(
      `nothing could be read, for 2 reasons, the first: ${folder.path}/absent.json: there is no such file`,
    );
  });

  it.each([
    ['/absent/*.json', 'connection', '/absent: there is no such folder'],
    ['/absent/a.json', 'connection', '/absent/a.json: there is no such file'],
    [
      '/good.json/a.json',
      'connection',
      '/good.json/a.json: there is no such file: a part of the path is not a folder',
    ],
    [
      '/good.json/*',
      'connection',
      '/good.json: there is no such folder: a part of the path is not a folder',
    ],
    [
      '/broken.json',
      'decode',
      '/broken.json: JSON is truncated: it ends in the middle of the object that begins at 1:1, at 1:13',
    ],
    [
      '/broken.json.gz',
      'decode',
      '/broken.json.gz: is not gzip, or cut off: incorrect header check',
    ],
    ['/cut.json.gz', 'decode', '/cut.json.gz: is not gzip, or cut off: unexpected end of file'],
    [
      '/large.json',
      'limit',
      '/large.json: is larger than 1000 bytes: raise limits.bodySize, or read a smaller file',
    ],
    [
      '/bomb.json.gz',
      'limit',
      '/bomb.json.gz: is larger than 1000 bytes when it is decompressed: raise limits.bodySize',
    ],
  ])('says what is wrong with %s', async (path, reason, message) => {
    const folder = await createFolder();
    await folder.write('good.json', '{}');
    await folder.write('broken.json', '{"level": 1,');
    await folder.write('broken.json.gz', '{"level": 1}');
    await folder.write('cut.json.gz', gzipSync('{"level": 1}').subarray(0, -9));
    await folder.write('large.json', `"${'a'.repeat(1000)}"`);
    await folder.write('bomb.json.gz', gzipSync('0'.repeat(100_000)));
    const source = createSource(
      folder,
      { paths: [folder.path + path] },
      { limits: { bodySize: 1000 } },
    );

    const failure = await source.failure();

    expect(failure.message).toBe(folder.path + message);
    expect(failure.reason).toBe(reason);
  });

  it('may be of any size below /proc, which says that it is 0', async () => {
    const folder = await createFolder();
    const status = createSource(
      folder,
      { paths: ['/proc/self/status'] },
      { decode: 'text', metrics: [gauge('lines', 'length(lines)')] },
    );
    const [lines] = (await status.collect()).families;
    const small = createSource(
      folder,
      { paths: ['/proc/self/status'] },
      { limits: { bodySize: 100 } },
    );

    expect(lines?.values[0]).toBeGreaterThan(20);
    expect((await small.failure()).reason).toBe('limit');
  });

  it('may fail while it is read', async () => {
    const folder = await createFolder();
    const source = createSource(folder, { paths: ['/proc/self/mem'] });

    expect((await source.failure()).message).toBe('/proc/self/mem: its disk fails to read it');
  });
});

describe('limits', () => {
  it('has no more files than allowed', async () => {
    const folder = await createFolder();
    for (const name of ['a', 'b', 'c']) await folder.write(name, '{}');
    const source = createSource(folder, { paths: [`${folder.path}/*`], maxFiles: 2 });

    expect(await source.failure()).toMatchObject({
      reason: 'limit',
      message: '3 files, more than 2: make the globs narrower, or raise maxFiles',
    });
  });

  it('counts the samples of all files, of rules as of pages', async () => {
    const folder = await createFolder();
    for (const name of ['a', 'b', 'c']) {
      await folder.write(`${name}.json`, '{"level": 1}');
      await folder.write(`${name}.prom`, `up{of="${name}"} 1\n`);
    }
    const limits = { samples: 2 };
    const rules = createSource(
      folder,
      { paths: [`${folder.path}/*.json`] },
      { metrics: [level], limits },
    );
    const pages = createSource(folder, { paths: [`${folder.path}/*.prom`] }, { limits });

    expect((await rules.failure()).message).toMatch(
      /c\.json: more than 2 samples, 3 of them of level/,
    );
    expect((await pages.failure()).message).toMatch(
      /c\.prom: more than 2 samples, 1 of them of up/,
    );
  });

  it('refuses long labels of a page too', async () => {
    const folder = await createFolder();
    await folder.write('a.prom', `up{of="${'a'.repeat(300)}"} 1\n`);
    const source = createSource(folder, { paths: [`${folder.path}/*.prom`] });

    expect((await source.failure()).message).toMatch(
      /a\.prom: up has a label value of 300 characters, more than 200/,
    );
  });
});

describe('the deadline', () => {
  it('ends a collection with the reason of its signal', async () => {
    const folder = await createFolder();
    await folder.write('a.json', '{"level": 1}');
    const source = createSource(folder, { paths: [`${folder.path}/*.json`] }, { metrics: [level] });

    expect((await source.failure(AbortSignal.abort(new Error('over')))).message).toBe('over');

    const ending = new AbortController();
    const collecting = source.failure(ending.signal);
    ending.abort(new Error('over'));
    expect((await collecting).message).toBe('over');
    expect(await source.samples()).toContain('level{of="a.json"} 1');
  });
});
