/**
 * Threads that share the kernels of one network. The leader, which trains, writes down a kernel's arguments and counts
 * a sequence number up; each helper does its range of the outputs; the leader does its own and waits for the others. Work
 * is divided over outputs and never over a sum, so the bits are those of one thread.
 *
 * A helper that waits spins for 0.1 ms, more than a step leaves between kernels, and then sleeps. Where the machine has
 * other things to do, threads that wait for each other stand in each other's way, so the leader goes by what it measures:
 * pace.ts decides whether it works with the team or alone.
 */

import type { WasmExports } from './exports.ts';
import { Pace } from './pace.ts';

/** What the threads of a team share. Can be sent to threads. */
export interface TeamState {
  helpers: number;
  /** See the indices below. */
  control: Int32Array;
  /** The kernel's arguments. */
  args: Float64Array;
}

const SEQUENCE = 0;
const DONE = 1;
const ASLEEP = 2;
const READY = 3;
const KERNEL = 4;
const TOTAL = 5;
const GRAIN = 6;
const SCRATCH = 7;
const SCRATCH_LINES = 8;
/** Scratch lies at multiples of this, so that addresses up to 4 GiB fit. */
const LINE = 64;

/** Looks at shared memory, 5 ns each, before a thread that waits goes to sleep: 0.1 ms. */
const SPINS = 20000;
/** Arguments of a kernel, at most. */
const MOST_ARGS = 16;

export function makeTeamState(helpers: number): TeamState {
  return {
    helpers,
    control: new Int32Array(new SharedArrayBuffer(4 * 16)),
    args: new Float64Array(new SharedArrayBuffer(8 * MOST_ARGS)),
  };
}

/** Calls a kernel on a range of its outputs, with arguments from `a`; no array of them is made. */
type Call = (wasm: WasmExports, a: Float64Array, scratch: number, begin: number, end: number) => void;

/** The kernels whose outputs can be divided. */
const calls = {
  affineForward(wasm, a, scratch, begin, end) {
    wasm.affineForward(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, scratch, begin, end);
  },
  affineBackwardInput(wasm, a, scratch, begin, end) {
    wasm.affineBackwardInput(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, scratch, begin, end);
  },
  affineBackwardWeight(wasm, a, scratch, begin, end) {
    wasm.affineBackwardWeight(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, scratch, begin, end);
  },
  batchnormForwardTrain(wasm, a, _scratch, begin, end) {
    const [N, D] = [a[9]!, a[10]!];
    wasm.batchnormForwardTrain(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, a[8]!, N, D, begin, end);
  },
  batchnormBackward(wasm, a, _scratch, begin, end) {
    wasm.batchnormBackward(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, a[8]!, begin, end);
  },
  sgdStep(wasm, a, _scratch, begin, end) {
    wasm.sgdStep(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, begin, end);
  },
} satisfies Record<string, Call>;

type Dividable = keyof typeof calls;
const names = Object.keys(calls) as Dividable[];
const byNumber: readonly Call[] = names.map(name => calls[name]);
const numbers = Object.fromEntries(names.map((name, index) => [name, index])) as Record<Dividable, number>;

export class Team {
  readonly #args: Float64Array;
  readonly #state: TeamState;
  readonly #wasm: WasmExports;
  #scratch = 0;
  #scratchLines = 0;
  readonly #pace = new Pace();

  constructor(state: TeamState, wasm: WasmExports) {
    this.#args = state.args;
    this.#state = state;
    this.#wasm = wasm;
  }

  /** Where the threads' scratch lies, one behind the other, and how long each is; multiples of 64 bytes. */
  setScratch(start: number, bytes: number): void {
    this.#scratch = start / LINE;
    this.#scratchLines = bytes / LINE;
  }

  /** Arguments 0 to 6 of the next kernel. */
  set7(a: number, b: number, c: number, d: number, e: number, f: number, g: number): void {
    const args = this.#args;
    args[0] = a;
    args[1] = b;
    args[2] = c;
    args[3] = d;
    args[4] = e;
    args[5] = f;
    args[6] = g;
  }

  /** Four more, from `at` on. */
  set4(at: number, a: number, b: number, c: number, d: number): void {
    const args = this.#args;
    args[at] = a;
    args[at + 1] = b;
    args[at + 2] = c;
    args[at + 3] = d;
  }

  /**
   * Runs a kernel whose arguments are set, alone or on all threads; its outputs are divided at multiples of `grain`.
   * `cost` is about proportional to the time that it takes.
   */
  run(kernel: Dividable, total: number, grain: number, cost: number): void {
    const { control, helpers } = this.#state;
    const together = this.#pace.next(cost, performance.now());
    if (!together || Atomics.load(control, READY) < helpers) {
      calls[kernel](this.#wasm, this.#args, this.#scratch * LINE, 0, total);
      return;
    }
    control[KERNEL] = numbers[kernel];
    control[TOTAL] = total;
    control[GRAIN] = grain;
    control[SCRATCH] = this.#scratch;
    control[SCRATCH_LINES] = this.#scratchLines;
    Atomics.store(control, DONE, 0);
    Atomics.add(control, SEQUENCE, 1);
    if (Atomics.load(control, ASLEEP) > 0) Atomics.notify(control, SEQUENCE);
    const end = share(0, helpers + 1, total, grain);
    calls[kernel](this.#wasm, this.#args, this.#scratch * LINE, 0, end);
    this.#join();
  }

  #join(): void {
    const { control, helpers } = this.#state;
    let spins = 0;
    for (;;) {
      const done = Atomics.load(control, DONE);
      if (done === helpers) return;
      // Helpers do not wake the leader: that would cost each of them a call. It looks again after a moment.
      if (++spins > SPINS) Atomics.wait(control, DONE, done, 0.05);
    }
  }
}

/** A helper's life: `place` is 1 for the first. It ends when its thread is ended. */
export function help(state: TeamState, place: number, wasm: WasmExports): never {
  const { control, args, helpers } = state;
  let seen = Atomics.load(control, SEQUENCE);
  Atomics.add(control, READY, 1);
  for (;;) {
    seen = awaitWork(control, seen);
    const total = control[TOTAL]!;
    const grain = control[GRAIN]!;
    const begin = share(place - 1, helpers + 1, total, grain);
    const end = share(place, helpers + 1, total, grain);
    if (begin < end) byNumber[control[KERNEL]!]!(wasm, args, scratchOf(control, place), begin, end);
    Atomics.add(control, DONE, 1);
  }
}

/** The next sequence number. */
function awaitWork(control: Int32Array, seen: number): number {
  let spins = 0;
  for (;;) {
    const current = Atomics.load(control, SEQUENCE);
    if (current !== seen) return current;
    if (++spins <= SPINS) continue;
    Atomics.add(control, ASLEEP, 1);
    Atomics.wait(control, SEQUENCE, seen);
    Atomics.sub(control, ASLEEP, 1);
    spins = 0;
  }
}

function scratchOf(control: Int32Array, thread: number): number {
  return (control[SCRATCH]! + thread * control[SCRATCH_LINES]!) * LINE;
}

/** Where the part of thread `thread` ends: equal parts, at multiples of the grain. */
function share(thread: number, threads: number, total: number, grain: number): number {
  if (thread === threads - 1) return total;
  return Math.min(Math.round(((thread + 1) * total) / threads / grain) * grain, total);
}
