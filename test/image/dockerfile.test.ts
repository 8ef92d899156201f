import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');

describe('the Dockerfile', () => {
  it('labels the image with the version of package.json', () => {
    expect(dockerfile).toContain(`ARG VERSION=${packageJson.version}\n`);
    expect(dockerfile).toContain('org.opencontainers.image.version="${VERSION}"');
  });

  it('runs as a user that is not root, by number, so that Kubernetes can see it', () => {
    expect(dockerfile.match(/^USER .*$/gm)).toEqual(['USER 65532:65532']);
  });

  it('starts without a shell, and so does its health check', () => {
    expect(dockerfile).toMatch(
      /^ENTRYPOINT \["\/nodejs\/bin\/node", ("--\S+", )*"\/app\/dist\/main\.cjs"\]$/m,
    );
    expect(dockerfile).toMatch(
      /^ +CMD \["\/nodejs\/bin\/node", "\/app\/dist\/main\.cjs", "get"\]$/m,
    );
  });

  it('has the command polyprom on the path, without a shell', async () => {
    expect(dockerfile).toContain('COPY bin/polyprom /usr/local/bin/polyprom\n');
    const command = join(root, 'bin/polyprom');
    expect((await readFile(command, 'utf8')).split('\n')).toEqual([
      '#!/nodejs/bin/node',
      "require('/app/dist/main.cjs');",
      '',
    ]);
    expect((await stat(command)).mode & 0o111).toBe(0o111);
  });

  it('gives what Node.js compiled to the user who can read it', () => {
    const [, path] = /^ENV [^]*?NODE_COMPILE_CACHE=\/app\/(\w+)/m.exec(dockerfile) ?? [];
    expect(path).toBeDefined();
    expect(dockerfile).toMatch(
      new RegExp(`^COPY --from=compile --chown=65532:65532 \\S+ \\./${path}$`, 'm'),
    );
  });

  it('copies nothing that .dockerignore leaves out', async () => {
    const ignore = await readFile(join(root, '.dockerignore'), 'utf8');
    const allowed = [...ignore.matchAll(/^!(.*?)\/?$/gm)].map(([, path]) => path);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths]) =>
      (paths ?? '').split(' '),
    );
    expect(copied).not.toEqual([]);
    expect(copied.filter((path) => !allowed.includes(path))).toEqual([]);
  });
});
