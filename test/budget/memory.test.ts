import { expect, it } from 'vitest';
import { divideMemory } from '../../src/budget/memory.ts';

const mebibyte = 2 ** 20;
const machine = 16_384 * mebibyte;

it.each([
  // By the chart the heap may have 60 % of the container.
  [128, { readers: 1, readersTogether: 48, bytesInFlight: 8, readerHeap: 64 }],
  [256, { readers: 2, readersTogether: 96, bytesInFlight: 16, readerHeap: 76 }],
  [512, { readers: 3, readersTogether: 192, bytesInFlight: 32, readerHeap: 153 }],
])('divides the memory of a container of %d MiB', (limit, expected) => {
  const { readers, readersTogether, bytesInFlight, readerHeap } = divideMemory(
    limit * mebibyte,
    machine,
    limit * 0.6 * mebibyte,
  );

  expect({
    readers,
    readersTogether: readersTogether / mebibyte,
    bytesInFlight: bytesInFlight / mebibyte,
    readerHeap,
  }).toEqual(expected);
});

it.each([0, 2 ** 63, machine])('goes by the heap without a limit: %d', (constrained) => {
  expect(divideMemory(constrained, machine, 2048 * mebibyte)).toEqual({
    readers: 3,
    readersTogether: 1024 * mebibyte,
    bytesInFlight: 256 * mebibyte,
    readerHeap: 1024,
  });
});
