import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Context, Suite } from './context.ts';
import { describeMachine, type Machine } from './machine.ts';
import { installPeers } from './peers.ts';
import { driverCore } from './process.ts';
import { misses, table } from './report.ts';
import type { Row } from './row.ts';
import { suites } from './suites.ts';

const usage = `usage: npm run bench -- [--quick] [--only NAME]... [--alone] [--json FILE]
  --quick      one round of short measurements: to see that it works, not to be believed
  --only NAME  one of: ${suites.map(({ name }) => name).join(', ')}
  --alone      without the peers, and so without their package managers
  --json FILE  where the results go; a run of everything writes bench/results.json too`;

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    alone: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (flags.help) {
  console.log(usage);
} else {
  await main(chosenSuites(flags.only));
}

function chosenSuites(names: readonly string[]): readonly Suite[] {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(`there is no suite ${unknown.join(', ')}\n${usage}`);
    process.exit(2);
  }
  return suites.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function main(chosen: readonly Suite[]): Promise<void> {
  pinDriver();
  const peers = flags.alone ? undefined : installPeers();
  const machine = describeMachine(peers);
  const context: Context = {
    isQuick: flags.quick,
    peers,
    rounds: flags.quick ? 1 : 3,
    budget: flags.quick ? 300 : 1000,
  };
  const rows: Row[] = [];
  for (const suite of chosen) {
    for await (const row of suite.run(context)) {
      rows.push(row);
      process.stderr.write(`${row.what}\n`);
    }
  }
  const text = `${head(machine)}\n\n${table(rows)}\n`;
  console.log(text);
  for (const miss of misses(rows)) console.log(miss);
  write({ machine, rows }, text, chosen.length === suites.length);
}

function head(machine: Machine): string {
  return Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

/** Only a whole run with peers at full length may stand for the project. */
function write(results: object, text: string, isWhole: boolean): void {
  const json = `${JSON.stringify(results, null, 2)}\n`;
  if (flags.json !== undefined) writeFileSync(flags.json, json);
  if (!isWhole || flags.quick || flags.alone) return;
  for (const [name, content] of [
    ['results.json', json],
    ['results.txt', text],
  ] as const) {
    writeFileSync(fileURLToPath(new URL(name, import.meta.url)), content);
  }
}

/** All threads of this process; what is measured has the other core for itself. */
function pinDriver(): void {
  try {
    const args = ['--all-tasks', '--pid', '--cpu-list', String(driverCore), String(process.pid)];
    execFileSync('taskset', args, { stdio: 'ignore' });
  } catch (error) {
    throw new Error(
      'taskset does not work here: the benchmark needs Linux with util-linux and two cores',
      { cause: error },
    );
  }
}
