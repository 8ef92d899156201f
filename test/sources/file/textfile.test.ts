import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFolder, createSource, type Folder } from './source.ts';

/** The page of a folder read as a textfile directory, without what polyprom says of its files. */
async function textfilePage(folder: Folder, options: object = {}): Promise<string> {
  const paths = [folder.path];
  const source = createSource(folder, { paths, textfile: true, fileMetrics: false, ...options });
  const page = await source.page();
  return page.replaceAll(/^(# (HELP|TYPE) )?polyprom_.*\n/gm, '');
}

const noFailure = `# HELP node_textfile_scrape_error Whether any file, or some of it, could not be read.
# TYPE node_textfile_scrape_error gauge
node_textfile_scrape_error 0
`;

const failure = noFailure.replace(' 0\n', ' 1\n');

function mtimes(...files: readonly string[]): string {
  const lines = files.map((file) => `node_textfile_mtime_seconds{file="${file}"} 1700000000\n`);
  return `# HELP node_textfile_mtime_seconds When a file that was read was last written to.
# TYPE node_textfile_mtime_seconds gauge
${lines.join('')}`;
}

describe('a textfile directory', () => {
  it('is one page of all its files', async () => {
    const folder = await createFolder();
    await folder.write(
      'raid.prom',
      '# HELP raid_disks Disks of the array.\n# TYPE raid_disks gauge\nraid_disks{state="ok"} 3\n',
    );
    await folder.write(
      'backup.prom',
      '# TYPE backups_total counter\nbackups_total 7\nbackup_size 2\n',
    );
    await folder.write('notes.txt', 'not read');
    await folder.write('new.prom.tmp', 'not read');

    expect(await textfilePage(folder)).toBe(
      `# HELP backup_size Read from backup.prom.
# TYPE backup_size untyped
backup_size 2
# HELP backups_total Read from backup.prom.
# TYPE backups_total counter
backups_total 7
${mtimes('backup.prom', 'raid.prom')}${noFailure}# HELP raid_disks Disks of the array.
# TYPE raid_disks gauge
raid_disks{state="ok"} 3
`,
    );
  });

  it('may have a family in several files', async () => {
    const folder = await createFolder();
    await folder.write('b.prom', '# TYPE jobs gauge\njobs{of="b",only_b="1"} 1\n');
    await folder.write('a.prom', '# TYPE jobs gauge\njobs{of="a",only_a="1"} 1\n');

    expect(await textfilePage(folder)).toBe(
      `# HELP jobs Read from a.prom, b.prom.
# TYPE jobs gauge
jobs{of="a",only_a="1"} 1
jobs{of="b",only_b="1"} 1
${mtimes('a.prom', 'b.prom')}${noFailure}`,
    );
  });

  it('keeps histograms and summaries whole', async () => {
    const folder = await createFolder();
    const page = `# HELP wait_seconds Waiting.
# TYPE wait_seconds histogram
wait_seconds_bucket{queue="a",le="1"} 2
wait_seconds_bucket{queue="a",le="+Inf"} 3
wait_seconds_sum{queue="a"} 4.5
wait_seconds_count{queue="a"} 3
# HELP work_seconds Working.
# TYPE work_seconds summary
work_seconds{quantile="0.5"} 0.25
work_seconds_sum 12
work_seconds_count 40
`;
    await folder.write('a.prom', page);
    await folder.write('b.prom', page.replaceAll('queue="a"', 'queue="b"'));

    const lines = (await textfilePage(folder)).split('\n').filter((line) => line.startsWith('w'));

    expect(lines).toEqual([
      'wait_seconds_bucket{le="1",queue="a"} 2',
      'wait_seconds_bucket{le="+Inf",queue="a"} 3',
      'wait_seconds_sum{queue="a"} 4.5',
      'wait_seconds_count{queue="a"} 3',
      'wait_seconds_bucket{le="1",queue="b"} 2',
      'wait_seconds_bucket{le="+Inf",queue="b"} 3',
      'wait_seconds_sum{queue="b"} 4.5',
      'wait_seconds_count{queue="b"} 3',
      'work_seconds{quantile="0.5"} 0.25',
      'work_seconds_sum 12',
      'work_seconds_count 40',
    ]);
  });

  it('has a file less when its samples have timestamps', async () => {
    const folder = await createFolder();
    await folder.write('a.prom', 'good 1\n');
    await folder.write('b.prom', 'fine 1\nold 1 1500000000000\n');

    expect(await textfilePage(folder)).toBe(
      `# HELP good Read from a.prom.\n# TYPE good untyped\ngood 1\n${mtimes('a.prom')}${failure}`,
    );
  });

  it.each([
    ['is no page', 'fine 1\nnot a line of a page\n'],
    ['is cut off', 'fine 1\nhalf'],
    ['is not UTF-8 text', new Uint8Array([0x66, 0xff, 0xfe, 0x31, 0x0a])],
  ])('has a file less that %s', async (_case, content) => {
    const folder = await createFolder();
    await folder.write('a.prom', 'good 1\n');
    await folder.write('b.prom', content);

    expect(await textfilePage(folder)).toBe(
      `# HELP good Read from a.prom.\n# TYPE good untyped\ngood 1\n${mtimes('a.prom')}${failure}`,
    );
  });

  it('has one help of each family: that of the first file', async () => {
    const folder = await createFolder();
    await folder.write('a.prom', '# HELP jobs Jobs that ran.\njobs{of="a"} 1\n');
    await folder.write('b.prom', '# HELP jobs Another help.\njobs{of="b"} 1\n');
    await folder.write('c.prom', 'jobs{of="c"} 1\n');
    await folder.write('d.prom', '# HELP jobs Jobs that ran.\njobs{of="d"} 1\n');

    expect(await textfilePage(folder)).toBe(
      `# HELP jobs Jobs that ran.
# TYPE jobs untyped
jobs{of="a"} 1
jobs{of="c"} 1
jobs{of="d"} 1
${mtimes('a.prom', 'b.prom', 'c.prom', 'd.prom')}${failure}`,
    );
  });

  it.each([
    ['another type', '# TYPE jobs gauge\njobs 1\n', '# TYPE jobs counter\njobs 2\nfine 1\n'],
    [
      'the name of another sample',
      '# TYPE jobs summary\njobs_sum 1\njobs_count 1\n',
      'jobs_sum 2\nfine 1\n',
    ],
    [
      'samples of the same name',
      'jobs_sum 1\n',
      '# TYPE jobs summary\njobs_sum 2\njobs_count 1\nfine 1\n',
    ],
    ['a name of the exporter', 'a 1\n', 'polyprom_file_error 2\nfine 1\n'],
    ['a name of the textfile collector', 'a 1\n', 'node_textfile_scrape_error 2\nfine 1\n'],
  ])('leaves out a family that has %s', async (_case, first, second) => {
    const folder = await createFolder();
    await folder.write('a.prom', first);
    await folder.write('b.prom', second);

    const page = await textfilePage(folder);

    expect(page).toContain('\nfine 1\n');
    expect(page).toContain(first.replaceAll(/^# .*\n/gm, ''));
    expect(page).not.toMatch(/^(jobs|jobs_sum|polyprom_file_error|node_textfile_scrape_error) 2$/m);
    expect(page).toContain(failure);
  });

  it('has the first of two series that are the same', async () => {
    const folder = await createFolder();
    await folder.write('a.prom', 'jobs{of="a"} 1\n');
    await folder.write('b.prom', 'jobs{of="a"} 2\njobs{of="b"} 3\njobs{of="b"} 4\n');
    const source = createSource(folder, { paths: [folder.path], textfile: true });

    expect((await source.samples()).slice(0, 2)).toEqual(['jobs{of="a"} 1', 'jobs{of="b"} 3']);
    expect((await source.collect()).skips).toMatchObject([
      { metric: 'jobs', reason: 'duplicate', count: 1, path: join(folder.path, 'b.prom') },
      { metric: '(file)', reason: 'duplicate', count: 1, path: join(folder.path, 'b.prom') },
    ]);
  });

  it('never fails, but says so: no folder, no files, nothing but bad files', async () => {
    const folder = await createFolder();

    expect(await textfilePage(folder)).toBe(noFailure);
    expect(await textfilePage(folder, { paths: ['/absent'] })).toBe(failure);
    await folder.write('bad.prom', 'bad');
    expect(await textfilePage(folder)).toBe(failure);
  });

  it('may be several folders, and single files', async () => {
    const folder = await createFolder();
    await folder.write('one/a.prom', 'a 1\n');
    await folder.write('two/b.prom', 'b 1\n');
    await folder.write('c.prom', 'c 1\n');
    const paths = [`${folder.path}/{one,two}`, `${folder.path}/c.prom`];

    expect(await textfilePage(folder, { paths })).toMatch(/^a 1$[^]*^b 1$[^]*^c 1$/m);
    expect(await textfilePage(folder, { paths })).toContain(
      mtimes('c.prom', 'one/a.prom', 'two/b.prom'),
    );
  });

  it('does not follow a link out of the folder', async () => {
    const folder = await createFolder();
    await folder.write('outside/a.prom', 'a 1\n');
    await folder.write('in/b.prom', 'b 1\n');
    await symlink('../outside/a.prom', join(folder.path, 'in/a.prom'));
    const page = await textfilePage(folder, { paths: [`${folder.path}/in`] });

    expect(page).toContain('b 1\n');
    expect(page).not.toContain('\na 1\n');
    expect(page).toContain(failure);
  });
});

describe('pages without textfile', () => {
  it('keep their timestamps, and series of another help', async () => {
    const folder = await createFolder();
    await folder.write('a.prom', '# HELP jobs Jobs that ran.\njobs{of="a"} 1 1500000000000\n');
    await folder.write('b.prom', '# HELP jobs Another help.\njobs{of="b"} 1\n');
    const paths = [`${folder.path}/*.prom`];
    const source = createSource(folder, { paths, fileMetrics: false });

    expect(await source.page()).toBe(
      `# HELP jobs Jobs that ran.
# TYPE jobs untyped
jobs{of="a"} 1 1500000000000
jobs{of="b"} 1
# HELP polyprom_file_matches Files that a glob matched.
# TYPE polyprom_file_matches gauge
polyprom_file_matches{collector="files",path="*.prom"} 2
`,
    );
    expect((await source.collect()).skips).toEqual([]);
  });
});
