import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFolder, createSource, level, type Folder } from './source.ts';

const metrics = [level];
const isLevel = (line: string) => line.startsWith('level');

/** A volume as Kubernetes writes it: each entry is a link by way of `..data`, which is swapped as a whole. */
async function createMount(): Promise<{
  readonly folder: Folder;
  publish(version: string, files: Readonly<Record<string, string>>): Promise<void>;
}> {
  const folder = await createFolder();
  let current: string | undefined;
  return {
    folder,
    async publish(version, files) {
      const entries = new Set(Object.keys(files).map((name) => name.split('/')[0] ?? name));
      for (const [name, content] of Object.entries(files)) {
        await folder.write(`..${version}/${name}`, content);
      }
      await symlink(`..${version}`, join(folder.path, '..data_tmp'));
      await rename(join(folder.path, '..data_tmp'), join(folder.path, '..data'));
      for (const entry of current === undefined ? entries : []) {
        await symlink(`..data/${entry}`, join(folder.path, entry));
      }
      if (current !== undefined) await rm(join(folder.path, current), { recursive: true });
      current = `..${version}`;
    },
  };
}

describe('a volume of Kubernetes', () => {
  it('is read, each file once, and as it is now', async () => {
    const mount = await createMount();
    const { folder } = mount;
    await mount.publish('2026_01', { 'a.json': '{"level": 1}', 'sub/b.json': '{"level": 2}' });
    const source = createSource(folder, { paths: [`${folder.path}/**/*.json`] }, { metrics });
    const before = await source.samples();

    await mount.publish('2026_02', { 'a.json': '{"level": 3}', 'sub/b.json': '{"level": 4}' });

    expect(before.filter(isLevel)).toEqual(['level{of="a.json"} 1', 'level{of="sub/b.json"} 2']);
    expect((await source.samples()).filter(isLevel)).toEqual([
      'level{of="a.json"} 3',
      'level{of="sub/b.json"} 4',
    ]);
  });

  it('is read while it is swapped, over and over', async () => {
    const mount = await createMount();
    const { folder } = mount;
    await mount.publish('0', { 'a.json': '{"level": 7}', 'b.json': '{"level": 7}' });
    const paths = [`${folder.path}/a.json`, `${folder.path}/*.json`];
    const source = createSource(folder, { paths }, { metrics });
    const swapping = new AbortController();
    const swaps = (async () => {
      for (let i = 1; !swapping.signal.aborted; i += 1) {
        await mount.publish(String(i), { 'a.json': '{"level": 7}', 'b.json': '{"level": 7}' });
      }
    })();

    for (let i = 0; i < 100; i += 1) {
      const { skips, samples } = await source.collect();
      expect(skips).toEqual([]);
      expect(samples.get('level')).toBe(2);
    }
    swapping.abort();
    await swaps;
  });
});

describe('a link', () => {
  it('to a file or a folder within the folder is followed', async () => {
    const folder = await createFolder();
    await folder.write('.releases/5/a.json', '{"level": 5}');
    await symlink('.releases/5', join(folder.path, 'current'));
    await symlink('.releases/5/a.json', join(folder.path, 'latest.json'));
    const paths = [`${folder.path}/*/a.json`, `${folder.path}/latest.json`];
    const source = createSource(folder, { paths }, { metrics });

    expect((await source.samples()).filter(isLevel)).toEqual([
      'level{of="current/a.json"} 5',
      'level{of="latest.json"} 5',
    ]);
  });

  it('may lead to the folder itself', async () => {
    const folder = await createFolder();
    await folder.write('real/a.json', '{"level": 5}');
    await symlink('real', join(folder.path, 'link'));
    const paths = [`${folder.path}/link/*.json`, `${folder.path}/link/a.json`];
    const source = createSource(folder, { paths }, { metrics });

    expect((await source.samples()).filter(isLevel)).toEqual(['level{of="link/a.json"} 5']);
  });

  it.each([
    ['a path', (folder: Folder) => `${folder.path}/in/out.json`],
    ['a glob', (folder: Folder) => `${folder.path}/in/*.json`],
  ])('out of the folder is refused, by %s', async (_case, pathOf) => {
    const folder = await createFolder();
    const outside = await folder.write('outside/secret.json', '{"level": 1}');
    await mkdir(join(folder.path, 'in'));
    await symlink(outside, join(folder.path, 'in/out.json'));
    const source = createSource(folder, { paths: [pathOf(folder)] }, { metrics });

    expect((await source.failure()).message).toBe(
      `${folder.path}/in/out.json: is a link to ${outside}, out of ${folder.path}/in: ` +
        'name that path instead, or set root to a folder that has both',
    );
  });

  it('to a folder outside of the root is refused only to a glob that would go through it', async () => {
    const folder = await createFolder();
    await folder.write('outside/secret.json', '{"level": 1}');
    await folder.write('in/a.json', '{"level": 2}');
    await symlink('../outside', join(folder.path, 'in/out'));
    const through = createSource(folder, { paths: [`${folder.path}/in/**/*.json`] }, { metrics });
    const beside = createSource(folder, { paths: [`${folder.path}/in/*.json`] }, { metrics });

    const { skips, samples } = await through.collect();

    expect(samples.get('level')).toBe(1);
    expect(skips).toMatchObject([
      {
        reason: 'bad_document',
        found:
          `a link in ${folder.path}/in leads to ${folder.path}/outside, out of ${folder.path}/in: ` +
          'set root to a folder that has both',
      },
    ]);
    expect((await beside.collect()).skips).toEqual([]);
  });

  it('out of the folder is followed within root', async () => {
    const folder = await createFolder();
    await folder.write('outside/b.json', '{"level": 1}');
    await mkdir(join(folder.path, 'in'));
    await symlink('../outside/b.json', join(folder.path, 'in/a.json'));
    await symlink('../outside', join(folder.path, 'in/out'));
    const options = { paths: [`${folder.path}/in/**/*.json`], root: folder.path };
    const source = createSource(folder, options, { metrics });

    expect((await source.samples()).filter(isLevel)).toEqual([
      'level{of="in/a.json"} 1',
      'level{of="in/out/b.json"} 1',
    ]);
  });

  it.each([
    ['to nothing', 'absent.json', ': is a link to nothing'],
    ['to itself', 'link.json', ': its links lead in a circle'],
  ])('%s is a failure', async (_case, target, message) => {
    const folder = await createFolder();
    await symlink(target, join(folder.path, 'link.json'));
    const source = createSource(folder, { paths: [`${folder.path}/link.json`] });

    expect((await source.failure()).message).toBe(`${folder.path}/link.json${message}`);
  });

  it('in a circle of folders comes to an end', async () => {
    const folder = await createFolder();
    await folder.write('a/a.json', '{"level": 1}');
    await symlink('..', join(folder.path, 'a/up'));
    const source = createSource(folder, { paths: [`${folder.path}/**/*.json`] }, { metrics });

    expect((await source.samples()).filter(isLevel)).toContain('level{of="a/a.json"} 1');
  });
});

describe('root', () => {
  it('has to be there, and to have the paths in it', async () => {
    const folder = await createFolder();
    await folder.write('a.json', '{}');
    const paths = [`${folder.path}/a.json`];

    expect((await createSource(folder, { paths, root: '/absent' }).failure()).message).toBe(
      '/absent: there is no such folder',
    );
    expect((await createSource(folder, { paths, root: '/etc' }).failure()).message).toBe(
      `${folder.path}: lies out of root (/etc)`,
    );
  });
});
