'use strict';

// Loaded into polyprom by `node -r`. Measures for how long its event loop was held, from inside: a timer that is due
// every 5 ms says how late it is. Of a late one is taken off what the thread waited for a CPU (run delay of
// proc_pid_schedstat(5)), since that is the load of the machine and not of the program. SIGUSR2 writes the worst since
// the last one to a file and begins anew.
const { openSync, readSync, renameSync, writeFileSync } = require('node:fs');

const folder = process.env.ATTACK_LOOP_FOLDER;
const everyMs = 5;
const nanosecondsInMs = 1e6;
const buffer = Buffer.alloc(128);
const schedule = open('/proc/thread-self/schedstat');

let worstHeldMs = 0;
let worstLateMs = 0;
let reports = 0;
let last = performance.now();
let lastDelay = runDelayMs();

if (folder !== undefined) {
  setInterval(measure, everyMs).unref();
  process.on('SIGUSR2', report);
}

function measure() {
  const now = performance.now();
  const delay = runDelayMs();
  const late = Math.max(0, now - last - everyMs);
  worstLateMs = Math.max(worstLateMs, late);
  worstHeldMs = Math.max(worstHeldMs, late - (delay - lastDelay));
  last = now;
  lastDelay = delay;
}

function report() {
  measure();
  reports += 1;
  const file = `${folder}/${process.pid}.json`;
  writeFileSync(`${file}.new`, JSON.stringify({ reports, worstHeldMs, worstLateMs }));
  renameSync(`${file}.new`, file);
  worstHeldMs = 0;
  worstLateMs = 0;
}

/** 0 where the kernel has no such figure: then all that is late counts as held. */
function runDelayMs() {
  if (schedule === undefined) return 0;
  const length = readSync(schedule, buffer, 0, buffer.length, 0);
  return Number(buffer.toString('latin1', 0, length).split(' ')[1]) / nanosecondsInMs;
}

function open(file) {
  try {
    return openSync(file, 'r');
  } catch {
    return undefined;
  }
}
