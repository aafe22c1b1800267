/**
 * The arithmetic in WebAssembly (assembly/), with vectors of four. Rows are copied into its memory and out again, a window
 * of them at a time, which costs little beside the rest and callers need not keep rows there.
 */

import { readFileSync } from 'node:fs';
import { OutOfMemory } from '../../../base/errors.ts';
import type { Vector } from '../../../kernels/kernels.ts';
import { type Arithmetic, type Cells, type RowMoments, type Scaling, windowEnd, windowRows } from './arithmetic.ts';
import { reference } from './reference.ts';

/** What assembly/index.ts exports; the comments are there. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  momentsOfRows(
    cells: number,
    columns: number,
    rows: number,
    count: number,
    sums: number,
    squares: number,
    missing: number,
    min: number,
    max: number,
    means: number,
  ): void;
  standardizeRows(
    cells: number,
    columns: number,
    rows: number,
    count: number,
    runs: number,
    runCount: number,
    numbers: number,
    means: number,
    deviations: number,
    out: number,
    features: number,
    odd: number,
  ): number;
}

const PAGE = 65_536;
/** Everything starts at a cache line. */
const LINE = 64;

export const wasm: Arithmetic = { moments, standardize };

let instance: Exports | undefined;

/** Made when it is first needed. */
function kernels(): Exports {
  if (instance === undefined) {
    const bytes = readFileSync(new URL('./assembly/arithmetic.wasm', import.meta.url));
    const module = new WebAssembly.Module(bytes);
    instance = new WebAssembly.Instance(module, { env: { abort } }).exports as unknown as Exports;
  }
  return instance;
}

function abort(): never {
  throw new Error('the arithmetic aborted');
}

function moments({ cells, columns }: Cells, rows: Int32Array): RowMoments {
  const { momentsOfRows } = kernels();
  const [first, beyond] = [rows[0]!, rows.at(-1)! + 1];
  const next = planner();
  const cellsAt = next(4 * (beyond - first) * columns + 16);
  const rowsAt = next(4 * rows.length);
  // Filled up to the next multiple of four.
  const padded = columns + 3;
  const [sums, squares, means] = [next(8 * padded), next(8 * padded), next(8 * padded)];
  const [missing, min, max] = [next(4 * padded), next(4 * padded), next(4 * padded)];
  const buffer = memoryUpTo(next(0));
  copyRows(buffer, cells.subarray(first * columns, beyond * columns), cellsAt, rows, rowsAt);
  momentsOfRows(cellsAt, columns, rowsAt, rows.length, sums, squares, missing, min, max, means);
  return {
    sums: new Float64Array(buffer, sums, columns),
    squares: new Float64Array(buffer, squares, columns),
    missing: new Int32Array(buffer, missing, columns),
    min: new Float32Array(buffer, min, columns),
    max: new Float32Array(buffer, max, columns),
  };
}

/** Rows for float64 are left to the plain one. */
function standardize(
  scaling: Scaling,
  from: Cells,
  rows: Int32Array,
  x: Vector,
  row: number,
  odd: (n: number, number: number) => void,
): void {
  if (x instanceof Float64Array) {
    reference.standardize(scaling, from, rows, x, row, odd);
    return;
  }
  const size = windowRows(Math.max(scaling.features, from.columns));
  const window = new ScalingWindow(scaling, from.columns, size);
  for (let begin = 0; begin < rows.length; ) {
    const end = windowEnd(rows, begin, size);
    const base = begin;
    window.fill(from, rows.subarray(begin, end), x, row + begin, (n, j) => odd(base + n, j));
    begin = end;
  }
}

/** Where a scaling, and the rows of a window, lie in the memory. */
class ScalingWindow {
  readonly #scaling: Scaling;
  readonly #buffer: ArrayBuffer;
  readonly #cells: number;
  readonly #rows: number;
  readonly #runs: number;
  readonly #means: number;
  readonly #deviations: number;
  readonly #out: number;
  readonly #odd: number;

  /** For up to `size` rows of `columns` columns. */
  constructor(scaling: Scaling, columns: number, size: number) {
    const { features, runs, means, deviations } = scaling;
    const numbers = means.length;
    const next = planner();
    this.#scaling = scaling;
    this.#runs = next(4 * runs.length);
    this.#means = next(8 * numbers);
    this.#deviations = next(8 * numbers);
    this.#rows = next(4 * size);
    this.#cells = next(4 * size * columns);
    this.#out = next(4 * size * features);
    this.#odd = next(4 * size * numbers);
    this.#buffer = memoryUpTo(next(0));
    new Int32Array(this.#buffer, this.#runs, runs.length).set(runs);
    new Float64Array(this.#buffer, this.#means, numbers).set(means);
    new Float64Array(this.#buffer, this.#deviations, numbers).set(deviations);
    // Zeros stay where no number goes.
    if (numbers < features) new Float32Array(this.#buffer, this.#out, size * features).fill(0);
  }

  fill(
    { cells, columns }: Cells,
    rows: Int32Array,
    x: Float32Array,
    row: number,
    odd: (n: number, number: number) => void,
  ): void {
    const { features, runs, means } = this.#scaling;
    const [buffer, numbers] = [this.#buffer, means.length];
    const meant = cells.subarray(rows[0]! * columns, (rows.at(-1)! + 1) * columns);
    copyRows(buffer, meant, this.#cells, rows, this.#rows);
    const listed = kernels().standardizeRows(
      this.#cells,
      columns,
      this.#rows,
      rows.length,
      this.#runs,
      runs.length / 3,
      numbers,
      this.#means,
      this.#deviations,
      this.#out,
      features,
      this.#odd,
    );
    x.set(new Float32Array(buffer, this.#out, rows.length * features), row * features);
    const list = new Uint32Array(buffer, this.#odd, listed);
    for (let at = 0; at < listed; at++) odd(Math.floor(list[at]! / numbers), list[at]! % numbers);
  }
}

/** Copies cells to one address, and the rows that are meant, counted from the first, to another. */
function copyRows(buffer: ArrayBuffer, cells: Float32Array, to: number, rows: Int32Array, rowsTo: number): void {
  new Float32Array(buffer, to, cells.length).set(cells);
  const list = new Int32Array(buffer, rowsTo, rows.length);
  const first = rows[0]!;
  for (let n = 0; n < rows.length; n++) list[n] = rows[n]! - first;
}

/** Gives one address after the other. What was there in an earlier call is overwritten. */
function planner(): (bytes: number) => number {
  let free = kernels().heapBase();
  return bytes => {
    const at = Math.ceil(free / LINE) * LINE;
    free = at + bytes;
    return at;
  };
}

/** All of the memory, which is grown to `end`. Throws OutOfMemory. */
function memoryUpTo(end: number): ArrayBuffer {
  const { memory } = kernels();
  const lacking = end - memory.buffer.byteLength;
  if (lacking > 0) {
    try {
      memory.grow(Math.ceil(lacking / PAGE));
    } catch (error) {
      if (error instanceof RangeError) throw new OutOfMemory(lacking);
      throw error;
    }
  }
  return memory.buffer;
}
