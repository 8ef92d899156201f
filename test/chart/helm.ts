import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findHelm } from './find-helm.ts';
import { Manifest, only } from './manifest.ts';

export const CHART = join(import.meta.dirname, '../../charts/polyprom');
export const OPERATOR = 'monitoring.coreos.com/v1';

const helm = await findHelm();

/** A suite that runs Helm; where there is none it is left out, and its name says why. */
export function describeChart(name: string, suite: () => void): void {
  const reason = helm === undefined ? ' (needs Helm on the PATH)' : '';
  describe.runIf(helm !== undefined)(`${name}${reason}`, () => {
    suite();
  });
}

export interface Release {
  /** An object, or the text of a values file. */
  readonly values?: object | string;
  readonly name?: string;
  readonly namespace?: string;
  readonly chart?: string;
  readonly flags?: readonly string[];
}

/** What Helm would install, hooks included. Throws with Helm's message when it refuses. */
export async function render(release: Release = {}): Promise<Manifest[]> {
  const { code, stderr, stdout } = await runHelm('template', release);
  if (code !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .filter((document) => document.toJS() !== null)
    .map((document) => Manifest.parse(document.toJS()));
}

/** What Helm says when it refuses to install. */
export async function refusal(release: Release): Promise<string> {
  const { code, stderr } = await runHelm('template', release);
  if (code === 0) throw new Error('Helm refuses nothing');
  return stderr;
}

/**
 * What Helm prints after an installation. Not all versions of Helm tell without a cluster, so a copy
 * of the chart carries its notes in a ConfigMap.
 */
export async function notes(release: Release = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'polyprom-notes-'));
  try {
    await cp(CHART, folder, { recursive: true });
    const notesText = await readFile(join(CHART, 'templates/NOTES.txt'), 'utf8');
    const template = [
      `{{- define "test.notes" }}${notesText}{{ end }}`,
      'kind: Notes',
      'metadata: { name: notes, namespace: notes, labels: {} }',
      'data: { text: {{ include "test.notes" . | toJson }} }',
    ];
    await writeFile(join(folder, 'templates/test-notes.yaml'), template.join('\n'));
    return only(await render({ ...release, chart: folder }), 'Notes').data?.['text'] ?? '';
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runHelm(command: string, release: Release): Promise<Outcome> {
  const { chart = CHART, flags = [], name = 'r', namespace = 'apps', values = {} } = release;
  const parameters = [command, name, chart, '--namespace', namespace, '--values', '-', ...flags];
  const child = spawn(helm ?? 'helm', parameters);
  child.stdin.end(typeof values === 'string' ? values : asYaml(values));
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return { code, stdout, stderr };
}

/** JSON that YAML 1.1 reads as what it is: it knows more line ends, and fewer characters. */
function asYaml(values: object): string {
  return JSON.stringify(values).replaceAll(
    /[\u007F-\u00A0\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
