import { expect, it } from 'vitest';
import { createLease } from '../../src/offload/lease.ts';
import type { ReaderProcess } from '../../src/offload/process.ts';

/** One whose pipe is full: nothing that is sent to it arrives. */
const stuck: ReaderProcess = {
  fault: undefined,
  isBusy: false,
  note: () => new Promise(() => {}),
  request: () => new Promise(() => {}),
  memory: () => undefined,
  setInUse: () => {},
  end: () => {},
};

it('does not wait for what it sends once the time is over, so that its collection can say why', async () => {
  const deadline = new AbortController();
  const lease = createLease(stuck, 64, deadline.signal, () => {});
  const reason = new Error('no result within 6 s');

  const sent = lease.note({ notice: 'bytes', part: new Uint8Array(8), length: 8 });
  deadline.abort(reason);
  await sent;

  await expect(lease.request({ request: 'finish' })).rejects.toBe(reason);
});
