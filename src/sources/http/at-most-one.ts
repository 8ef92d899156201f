import type { z } from 'zod';
import { always, isMap } from '../../schema/containers.ts';

/** Refuses an object that has more than one of these keys, each a way of doing the same. */
export function atMostOne<T>(keys: readonly string[]): z.core.$ZodCheck<T> {
  return always<T>((value, report) => {
    const given = isMap(value) ? keys.filter((key) => key in value) : [];
    if (given.length > 1) report([], `has ${given.join(' and ')}: keep one`);
  });
}
