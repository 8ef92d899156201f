import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCollectors } from '../../../src/config/collectors.ts';
import { configJsonSchema } from '../../../src/config/schema/json-schema.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { systemClock } from '../../../src/engine/clock.ts';
import { textFormat } from '../../../src/exposition/format.ts';
import { createRenderer } from '../../../src/exposition/renderer.ts';
import { createConnections } from '../../../src/http-client/transport/connections.ts';
import { documentResources } from '../../documents/resources.ts';
import { createFolder, type Folder } from './source.ts';

const page = readFileSync(new URL('../../../docs/sources/file.md', import.meta.url), 'utf8');

const blocks = [...page.matchAll(/^```([^\n]*)\n(.*?)^```/gms)].map(
  ([, language = '', text = '']) => ({
    language,
    text,
  }),
);

const examples = blocks
  .filter(({ language, text }) => language === 'yaml' && text.startsWith('collectors:'))
  .map(({ text }) => text);

const environment = { env: {}, readFile: () => 'x' };

/** The lines of metrics that an example gives, its paths below a folder of the test. */
async function run(text: string, folder: Folder): Promise<readonly string[]> {
  const moved = text.replaceAll(/(?<=[['\s])\/(?=[a-z])/g, `${folder.path}/`);
  const { collectors } = parseConfig(moved, 'file.md', environment);
  const [created] = await createCollectors(collectors, {
    clock: systemClock,
    connections: createConnections(() => systemClock.monotonic()),
    ...documentResources(),
    ...environment,
  });
  const { families } = await created!.source.collect({
    signal: new AbortController().signal,
  });
  const text004 = createRenderer().render(families, textFormat).toString();
  return text004.split('\n').filter((line) => /^(?!polyprom_)[a-z]/.test(line));
}

function exampleWith(part: string): string {
  return examples.find((text) => text.includes(part)) ?? '';
}

describe('the page of the source', () => {
  it.each(examples)('has an example that is read without a warning: %s', (text) => {
    const { collectors, warnings } = parseConfig(text, 'file.md', environment);

    expect(warnings).toEqual([]);
    expect(collectors.length).toBeGreaterThan(0);
  });

  it('shows what its UPS gives', async () => {
    const folder = await createFolder();
    const csv = blocks.find(({ language }) => language === 'csv')?.text ?? '';
    await folder.write('var/lib/ups/rack.csv', csv);
    const shown = blocks.find(({ text }) => text.startsWith('ups_battery'))?.text ?? '';

    const lines = await run(exampleWith('/var/lib/ups'), folder);

    expect(`${lines.join('\n')}\n`).toBe(shown);
  });

  it('reads the path of a file', async () => {
    const folder = await createFolder();
    await folder.write('var/backups/web-1/report.json', '{"bytes": 7}', Date.now() / 1000 - 500);

    const lines = await run(exampleWith('/var/backups'), folder);

    expect(lines).toEqual([
      'backup_bytes{host="web-1"} 7',
      expect.stringMatching(/^backup_report_age_seconds\{host="web-1"\} 50\d/),
    ]);
  });

  it('reads a volume', async () => {
    const folder = await createFolder();
    await folder.write('etc/quota/teams.yaml', 'teams: [{ name: a, cpus: 4 }]');

    expect(await run(exampleWith('/etc/quota'), folder)).toEqual(['team_quota_cpus{team="a"} 4']);
  });

  it('reads a temperature', async () => {
    const folder = await createFolder();
    await folder.write('sys/class/thermal/thermal_zone0/temp', '45000\n');

    expect(await run(exampleWith('/sys/class'), folder)).toEqual([
      'thermal_zone_celsius{zone="0"} 45',
    ]);
  });

  it('reads a textfile directory', async () => {
    const folder = await createFolder();
    await folder.write('var/lib/node_exporter/textfile/a.prom', 'raid_disks 3\n');
    const file = `${folder.path}/var/lib/node_exporter/textfile/a.prom`;

    expect(await run(exampleWith('textfile: true'), folder)).toEqual([
      `node_textfile_mtime_seconds{file="${file}"} 1700000000`,
      'node_textfile_scrape_error 0',
      'raid_disks 3',
    ]);
  });

  it('names every option and every metric', async () => {
    const schema = configJsonSchema({ target: 'draft-2020-12' });
    const collector = schema.properties?.['collectors']?.additionalProperties;
    const file = typeof collector === 'object' ? collector.properties?.['file'] : undefined;
    const options = Object.keys(file?.properties ?? {});
    const named = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);

    expect(named).toEqual([
      ...options,
      'polyprom_file_error',
      'polyprom_file_mtime_seconds',
      'polyprom_file_size_bytes',
      'polyprom_file_matches',
      'node_textfile_mtime_seconds',
      'node_textfile_scrape_error',
    ]);
    expect(options).toContain('maxFiles');
  });
});
