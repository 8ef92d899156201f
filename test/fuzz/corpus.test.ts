import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultOf } from './judge.ts';
import { mutate } from './mutate.ts';
import { createRandom } from './random.ts';
import { seedsOf, type Target } from './target.ts';
import { targets } from './targets/all.ts';

const corpus = join(import.meta.dirname, 'corpus');
const casesOfEach = 60;

describe.each(targets.map((target) => [target.name, target] as const))('%s', (name, target) => {
  it.each(found(name))('takes what was found once: %s', (file) => {
    expect(faultOf(target, readFileSync(join(corpus, name, file)))).toBeUndefined();
  });

  it('takes what is nearly right', () => {
    for (let seed = 0; seed < casesOfEach; seed += 1) {
      const input = mutate(createRandom(seed), target.seeds, target.words);
      expect(faultOf(target, input), `npm run fuzz -- --replay ${name} ${seed}`).toBeUndefined();
    }
  });
});

function found(name: string): string[] {
  const folder = join(corpus, name);
  return existsSync(folder) ? globSync('*', { cwd: folder }).toSorted() : [];
}

it('notices what is no error of ours, and what is slow', () => {
  const broken: Target = {
    name: 'broken',
    seeds: seedsOf(['a']),
    words: ['a'],
    run(input) {
      if (input.length > 3) throw new TypeError('x is not a function');
      const start = process.threadCpuUsage();
      while (process.threadCpuUsage(start).user < 60_000);
    },
    isFault: (error) => error instanceof TypeError,
  };

  expect(faultOf(broken, Buffer.from('aaaa'))).toContain('x is not a function');
  expect(faultOf(broken, Buffer.from('a'))).toContain('slow: ');
});

it('makes the same input of the same seed, and another one of another', () => {
  const seeds = seedsOf(['{"a":[1,2,3]}']);
  const inputOf = (seed: number) => mutate(createRandom(seed), seeds, ['"', '{']).toString();

  expect(inputOf(7)).toBe(inputOf(7));
  expect(new Set([1, 2, 3, 4, 5].map(inputOf)).size).toBeGreaterThan(1);
});
