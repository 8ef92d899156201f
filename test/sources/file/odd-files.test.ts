import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFolder, createSource, level } from './source.ts';

describe('what is not a file', () => {
  it('is refused without waiting for it: a pipe', async () => {
    const folder = await createFolder();
    const pipe = join(folder.path, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    await symlink('pipe.json', join(folder.path, 'link.json'));

    for (const name of ['pipe.json', 'link.json', 'link*.json']) {
      const source = createSource(folder, { paths: [join(folder.path, name)] });
      expect((await source.failure()).message).toMatch(/\.json: is a pipe, and not a file$/);
    }
  });

  it('is refused: a folder', async () => {
    const folder = await createFolder();
    const path = join(folder.path, 'ups');
    await mkdir(path);

    expect((await createSource(folder, { paths: [path] }).failure()).message).toBe(
      `${path}: is a folder: write ${path}/* for the files in it`,
    );
    expect((await createSource(folder, { paths: ['/'] }).failure()).message).toBe(
      '/: is a folder: write /* for the files in it',
    );
  });

  it('is refused: a device', async () => {
    const folder = await createFolder();

    expect((await createSource(folder, { paths: ['/dev/zero'] }).failure()).message).toBe(
      '/dev/zero: is a device, and not a file',
    );
  });

  it('is refused: a socket', async () => {
    const folder = await createFolder();
    const path = join(folder.path, 'socket');
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    await once(server, 'listening');

    expect((await createSource(folder, { paths: [path] }).failure()).message).toBe(
      `${path}: is a socket, and not a file`,
    );
  });

  it('is passed over by a glob', async () => {
    const folder = await createFolder();
    await folder.write('a.json', '{"level": 1}');
    execFileSync('mkfifo', [join(folder.path, 'pipe.json')]);
    await mkdir(join(folder.path, 'folder.json'));
    const source = createSource(folder, { paths: [`${folder.path}/*.json`] }, { metrics: [level] });

    const { skips, samples } = await source.collect();

    expect(samples.get('level')).toBe(1);
    expect(skips).toEqual([]);
  });
});
