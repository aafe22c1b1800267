/**
 * Threads that share the kernels of one network. The leader is the thread that trains. It writes the arguments of a
 * kernel and increments a sequence number; all threads claim chunks of the outputs until none remain. Each thread has
 * its own share, so that its caches hold the data of the last time, and then continues with chunks left in other
 * shares. A late helper never delays the others: the leader waits only for claimed chunks.
 *
 * Work is divided over outputs and never over a sum, so the bits are those of one thread.
 *
 * A waiting helper spins for 0.1 ms, which is longer than the gap between the kernels of a step, and then sleeps. On a
 * busy machine, threads that wait for each other slow each other down, so the leader measures: pace.ts decides whether
 * it works with the team or alone.
 */

import { rowNormNames } from '../reference/norms.ts';
import { optimizerNames } from '../reference/optimizers.ts';
import type { WasmExports } from './exports.ts';
import { Pace } from './pace.ts';

/** State that the threads of a team share. Can be sent to threads. */
export interface TeamState {
  helpers: number;
  /** Control words; see the indices below. */
  control: Int32Array;
  /** The kernel's arguments. */
  args: Float64Array;
}

const SEQUENCE = 0;
/** Chunks that helpers have done. */
const DONE = 1;
const ASLEEP = 2;
const READY = 3;
const KERNEL = 4;
const TOTAL = 5;
const GRAIN = 6;
const SCRATCH = 7;
const SCRATCH_LINES = 8;
/** Number of chunks in a thread's share. */
const CHUNKS = 9;
/**
 * Each thread has its own cache line after the first one: the chunks left of its share, and the kernel they belong to.
 */
const CONTROL_LINE = 16;
/**
 * This word has the lower bits of the sequence number above the bits of the count, so that a late thread claims
 * nothing.
 */
const COUNT_BITS = 8;
const COUNT_MASK = (1 << COUNT_BITS) - 1;
/** Scratch is at multiples of this size, so that addresses up to 4 GiB fit. */
const LINE = 64;

/** Reads of shared memory, 5 ns each, before a waiting thread goes to sleep: 0.1 ms. */
const SPINS = 20000;
/** Max arguments of a kernel. */
const MAX_ARGS = 17;
/** Max chunks in a share, and min cost of a chunk: claiming it costs a hundredth of that. */
const MAX_CHUNKS = 4;
const CHUNK_COST = 150_000;

export function makeTeamState(helpers: number): TeamState {
  return {
    helpers,
    control: new Int32Array(new SharedArrayBuffer(4 * CONTROL_LINE * (helpers + 2))),
    args: new Float64Array(new SharedArrayBuffer(8 * MAX_ARGS)),
  };
}

/** Calls a kernel on a range of its outputs, with arguments from `a`; no array is created. */
type Call = (wasm: WasmExports, a: Float64Array, scratch: number, begin: number, end: number) => void;

/** Exported kernels in the order of their names, because the arguments of a kernel are numbers. */
export const rowNormForwards = rowNormNames.map(name => `${name}normForward` as const);
export const rowNormBackwards = rowNormNames.map(name => `${name}normBackward` as const);
export const optimizerSteps = optimizerNames.map(name => `${name}Step` as const);

/** The kernels whose outputs can be divided. */
const calls = {
  affineForward(wasm, a, scratch, begin, end) {
    wasm.affineForward(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, scratch, begin, end);
  },
  affineForwardRows(wasm, a, scratch, begin, end) {
    const [D, M] = [a[5]!, a[6]!];
    const [out, x] = [a[0]! + 4 * begin * M, a[1]! + 4 * begin * D];
    wasm.affineForward(out, x, a[2]!, a[3]!, end - begin, D, M, scratch, 0, M);
  },
  affineBackwardInput(wasm, a, scratch, begin, end) {
    wasm.affineBackwardInput(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, scratch, begin, end);
  },
  affineBackwardInputRows(wasm, a, scratch, begin, end) {
    const [D, M] = [a[4]!, a[5]!];
    const [dx, dout] = [a[0]! + 4 * begin * D, a[1]! + 4 * begin * M];
    wasm.affineBackwardInput(dx, dout, a[2]!, end - begin, D, M, scratch, 0, D);
  },
  affineBackwardWeight(wasm, a, scratch, begin, end) {
    wasm.affineBackwardWeight(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, scratch, begin, end);
  },
  batchnormForward(wasm, a, _scratch, begin, end) {
    const [kind, eps, N, D] = [a[8]!, a[9]!, a[10]!, a[11]!];
    wasm.batchnormForward(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, kind, eps, N, D, begin, end);
  },
  batchnormBackward(wasm, a, _scratch, begin, end) {
    const [out, x, m, v, i] = [a[5]!, a[6]!, a[7]!, a[8]!, a[9]!];
    const [g, b, kind, N, D] = [a[10]!, a[11]!, a[12]!, a[13]!, a[14]!];
    wasm.batchnormBackward(a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, out, x, m, v, i, g, b, kind, N, D, begin, end);
  },
  rowNormForward(wasm, a, _scratch, begin, end) {
    const [forward, N, D] = [rowNormForwards[a[11]!]!, a[9]!, a[10]!];
    wasm[forward](a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, a[7]!, a[8]!, N, D, begin, end);
  },
  rowNormBackward(wasm, a, _scratch, begin, end) {
    const [backward, N, D] = [rowNormBackwards[a[9]!]!, a[7]!, a[8]!];
    wasm[backward](a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, N, D, begin, end);
  },
  optimizerStep(wasm, a, _scratch, begin, end) {
    wasm[optimizerSteps[a[7]!]!](a[0]!, a[1]!, a[2]!, a[3]!, a[4]!, a[5]!, a[6]!, begin, end);
  },
  gather(wasm, a, _scratch, begin, end) {
    const D = a[4]!;
    wasm.gather(a[0]! + 4 * begin * D, a[1]!, a[2]!, a[3]! + begin, end - begin, D);
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

  /**
   * Sets the start of the threads' scratch, one after the other, and the size of each; both are multiples of 64 bytes.
   */
  setScratch(start: number, bytes: number): void {
    this.#scratch = start / LINE;
    this.#scratchLines = bytes / LINE;
  }

  /** Sets arguments 0 to 6 of the next kernel. */
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

  /** Sets five more arguments, from `at` on. */
  set5(at: number, a: number, b: number, c: number, d: number, e: number): void {
    const args = this.#args;
    args[at] = a;
    args[at + 1] = b;
    args[at + 2] = c;
    args[at + 3] = d;
    args[at + 4] = e;
  }

  /**
   * Runs a kernel whose arguments are set, alone or on all threads. Its outputs are divided at multiples of `grain`.
   * `cost` is roughly proportional to its time.
   */
  run(kernel: Dividable, total: number, grain: number, cost: number): void {
    const { control, helpers } = this.#state;
    const together = this.#pace.begin(cost * names.length + numbers[kernel], performance.now());
    if (together && Atomics.load(control, READY) === helpers) this.#share(kernel, total, grain, cost);
    else calls[kernel](this.#wasm, this.#args, this.#scratch * LINE, 0, total);
    this.#pace.end(performance.now());
  }

  #share(kernel: Dividable, total: number, grain: number, cost: number): void {
    const { control, helpers } = this.#state;
    const threads = helpers + 1;
    const worthwhile = Math.min(Math.floor(cost / CHUNK_COST), Math.floor(total / grain)) / threads;
    const chunks = Math.min(Math.max(Math.floor(worthwhile), 1), MAX_CHUNKS);
    control[KERNEL] = numbers[kernel];
    control[TOTAL] = total;
    control[GRAIN] = grain;
    control[SCRATCH] = this.#scratch;
    control[SCRATCH_LINES] = this.#scratchLines;
    control[CHUNKS] = chunks;
    Atomics.store(control, DONE, 0);
    const sequence = (Atomics.load(control, SEQUENCE) + 1) | 0;
    for (let thread = 0; thread < threads; thread++) {
      Atomics.store(control, (thread + 1) * CONTROL_LINE, (sequence << COUNT_BITS) | chunks);
    }
    Atomics.store(control, SEQUENCE, sequence);
    if (Atomics.load(control, ASLEEP) > 0) Atomics.notify(control, SEQUENCE);
    const done = work(this.#state, 0, sequence, this.#wasm);
    this.#join(threads * chunks - done);
  }

  /** Waits until helpers have done `chunks` chunks. */
  #join(chunks: number): void {
    const { control } = this.#state;
    let spins = 0;
    for (;;) {
      const done = Atomics.load(control, DONE);
      if (done === chunks) return;
      // Helpers do not wake the leader, which would cost each of them a call. It checks again after a moment.
      if (++spins > SPINS) Atomics.wait(control, DONE, done, 0.05);
    }
  }
}

/** The loop of a helper; `place` is 1 for the first. It ends with its thread. */
export function help(state: TeamState, place: number, wasm: WasmExports): never {
  const { control } = state;
  let seen = Atomics.load(control, SEQUENCE);
  Atomics.add(control, READY, 1);
  for (;;) {
    seen = awaitWork(control, seen);
    work(state, place, seen, wasm);
  }
}

/**
 * Processes chunks of the kernel with this sequence number, from the thread's own share first, until none is left.
 * Returns the number of processed chunks. The arguments are valid once a chunk was claimed, because the leader changes
 * nothing until that chunk is done.
 */
function work({ control, args, helpers }: TeamState, place: number, sequence: number, wasm: WasmExports): number {
  const threads = helpers + 1;
  let done = 0;
  for (let offset = 0; offset < threads; offset++) {
    const owner = (place + offset) % threads;
    for (;;) {
      const left = claimChunk(control, owner, sequence);
      if (left === 0) break;
      const chunks = control[CHUNKS]!;
      const total = control[TOTAL]!;
      const grain = control[GRAIN]!;
      const chunk = (owner + 1) * chunks - left;
      const begin = bound(chunk, threads * chunks, total, grain);
      const end = bound(chunk + 1, threads * chunks, total, grain);
      if (begin < end) byNumber[control[KERNEL]!]!(wasm, args, scratchOf(control, place), begin, end);
      done++;
      if (place > 0) Atomics.add(control, DONE, 1);
    }
  }
  return done;
}

/** Claims a chunk from a share of this kernel. Returns how many were left, including it. */
function claimChunk(control: Int32Array, owner: number, sequence: number): number {
  const at = (owner + 1) * CONTROL_LINE;
  for (;;) {
    const word = Atomics.load(control, at);
    const left = word & COUNT_MASK;
    if (left === 0 || word - left !== sequence << COUNT_BITS) return 0;
    if (Atomics.compareExchange(control, at, word, word - 1) === word) return left;
  }
}

/** Waits for the next sequence number. */
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

/** The boundary between a chunk and the one before it: equal parts, at multiples of the grain. */
function bound(chunk: number, chunks: number, total: number, grain: number): number {
  return chunk === chunks ? total : Math.min(Math.round((chunk * total) / chunks / grain) * grain, total);
}
