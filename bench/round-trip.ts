/**
 * Measures the round trip of a number between two threads through shared memory. Threads that share a step wait that
 * long in every kernel. It depends on the machine: a host moves virtual processors, near each other and far apart.
 */

import { isMainThread, Worker, workerData } from 'node:worker_threads';

const TRIPS = 50_000;
/** Trips before the measurement, while the other thread starts and code is compiled. */
const REHEARSAL = 50_000;
/** Elements between the two numbers: two cache lines. */
const APART = 32;

/** The mean over about ten milliseconds. */
export async function roundTripSeconds(): Promise<number> {
  const numbers = new Int32Array(new SharedArrayBuffer(8 * APART));
  const worker = new Worker(new URL(import.meta.url), { workerData: numbers });
  try {
    await new Promise((resolve, reject) => worker.once('online', resolve).once('error', reject));
    travel(numbers, 1, REHEARSAL);
    const began = performance.now();
    travel(numbers, REHEARSAL + 1, REHEARSAL + TRIPS);
    return (performance.now() - began) / TRIPS / 1000;
  } finally {
    await worker.terminate();
  }
}

function travel(numbers: Int32Array, first: number, last: number): void {
  for (let trip = first; trip <= last; trip++) {
    Atomics.store(numbers, 0, trip);
    while (Atomics.load(numbers, APART) !== trip);
  }
}

/** The other thread sends each number back. */
function answer(numbers: Int32Array): void {
  for (let trip = 1; trip <= REHEARSAL + TRIPS; trip++) {
    while (Atomics.load(numbers, 0) !== trip);
    Atomics.store(numbers, APART, trip);
  }
}

if (!isMainThread) answer(workerData as Int32Array);
