import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, processEnvironment } from '../../src/config/load.ts';
import { readConfigFile } from '../../src/config/document/read-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'polyprom-'));
const at = (name: string) => join(folder, name);

mkdirSync(at('folder'));
execFileSync('mkfifo', [at('pipe')]);
symlinkSync(at('pipe'), at('link'));
writeFileSync(at('large.yaml'), `# ${' '.repeat(2 * 1024 * 1024)}\n`);
writeFileSync(at('2mib.yaml'), ' '.repeat(2 * 1024 * 1024));

const noFile = 'it is no regular file, but a pipe, a socket or a device';

describe('a file that could be read for ever is refused', () => {
  it.each([
    ['pipe', noFile],
    ['link', noFile],
    ['folder', 'it is a folder'],
    ['large.yaml', 'it is larger than 2 MiB'],
    ['absent.yaml', 'there is no such file'],
  ])('%s', (name, reason) => {
    expect(() => readConfigFile(at(name))).toThrow(`cannot read ${at(name)}: ${reason}`);
  });

  it('a device', () => {
    expect(() => readConfigFile('/dev/zero')).toThrow(`cannot read /dev/zero: ${noFile}`);
  });

  it('one that a configuration names', () => {
    const file = at('names-a-pipe.yaml');
    writeFileSync(file, `server: { host: "\${file:${at('pipe')}}" }\n`);
    expect(() => loadConfig(file, processEnvironment({}))).toThrow(
      `${file}:1:17 server.host: cannot read ${at('pipe')}: ${noFile}`,
    );
  });
});

it('a file of 2 MiB is read', () => {
  expect(readConfigFile(at('2mib.yaml'))).toHaveLength(2 * 1024 * 1024);
});
