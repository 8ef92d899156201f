import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../harness/attack.ts';

/** Nothing happens: what the machine itself does to the figures. */
export const control: Attack = {
  name: 'control',
  about: 'Nothing: what the figures are without an attack.',
  run: () => sleep(3000),
};
