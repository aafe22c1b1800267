/**
 * Validation rows that stand among the training rows too, target included. Their share of the score is memory.
 *
 * Rows are hashed by their bits (multiply, shift and xor, in four lanes, so that one multiplication need not wait for the
 * other), the different rows of the smaller side go into a table, and each of the larger side looks
 * itself up. Rows whose hashes are equal are compared word by word, so the count is exact. Of wide rows, some words are
 * hashed first, and most of the larger side end there.
 */

import { mix } from '../../../base/numbers/random.ts';
import { formatCount, percent, plural } from '../../../base/text/format.ts';
import type { Finding } from './finding.ts';

export interface EncodedRows {
  /** (rows, features), row-major. */
  readonly x: Float32Array;
  /** (rows) Class indices or numbers. */
  readonly targets: Int32Array | Float32Array | Float64Array;
}

/** A finding needs this many rows, and this share of the validation rows. */
const MIN_ROWS = 2;
const MIN_SHARE = 0.01;
/** Validation rows that are looked for, at most. */
const MAX_ROWS = 20_000;
/** Rows of this many features are first compared by some of their words. */
const WIDE = 16;
const GLANCED = 6;

/** Says that rows are on both sides, when they are two or more and at least 1 % of the validation rows. */
export function identicalRows(train: EncodedRows, validation: EncodedRows, features: number): Finding | null {
  const looked = sampleRows(validation, features);
  const count = countIdenticalRows(train, looked, features);
  const rows = looked.targets.length;
  if (count < MIN_ROWS || count < MIN_SHARE * rows) return null;
  return {
    kind: 'identical rows',
    column: null,
    message:
      `${formatCount(count)} of ${plural(rows, 'validation row')}${rows < validation.targets.length ? ' looked at' : ''} ` +
      `(${percent(count / rows)}) are identical to a training row, ` +
      'target included, which flatters the score; keep what belongs together on one side with ⟪group⟫, or remove duplicates',
  };
}

/** All rows, or 20,000 of them, evenly spaced: what is true of a twentieth of a million is true of the rest. */
function sampleRows({ x, targets }: EncodedRows, features: number): EncodedRows {
  const rows = targets.length;
  if (rows <= MAX_ROWS) return { x, targets };
  const some = new Float32Array(MAX_ROWS * features);
  const theirs = targets.slice(0, MAX_ROWS);
  for (let n = 0; n < MAX_ROWS; n++) {
    const row = Math.floor((n * rows) / MAX_ROWS);
    some.set(x.subarray(row * features, (row + 1) * features), n * features);
    theirs[n] = targets[row]!;
  }
  return { x: some, targets: theirs };
}

/** How many validation rows are, bit for bit, also training rows. */
export function countIdenticalRows(train: EncodedRows, validation: EncodedRows, features: number): number {
  const trainIsSmaller = train.targets.length <= validation.targets.length;
  const [small, large] = trainIsSmaller ? [train, validation] : [validation, train];
  const table = new RowTable(small, features);
  if (trainIsSmaller) return table.countFound(large);
  table.markFound(large);
  return table.countMarked();
}

/** The different rows of one side, by hash: open addressing, at most half full. */
class RowTable {
  readonly #rows: EncodedRows;
  readonly #words: Uint32Array;
  readonly #features: number;
  readonly #mask: number;
  /** The first row of each kind, plus 1; 0 is a free place. */
  readonly #slots: Int32Array;
  /** By place: how many rows are of this kind, and whether it was found elsewhere. */
  readonly #counts: Int32Array;
  readonly #marks: Uint8Array;
  /** By the hash of some words: whether a row has it. */
  readonly #glances: Uint8Array;

  constructor(rows: EncodedRows, features: number) {
    const count = rows.targets.length;
    const size = 2 ** Math.ceil(Math.log2(2 * count + 2));
    this.#rows = rows;
    this.#words = wordsOf(rows);
    this.#features = features;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    this.#counts = new Int32Array(size);
    this.#marks = new Uint8Array(size);
    this.#glances = new Uint8Array(8 * size);
    for (let row = 0; row < count; row++) {
      const place = this.#place(rows, this.#words, row);
      if (this.#slots[place] === 0) this.#slots[place] = row + 1;
      this.#counts[place]!++;
      this.#glances[this.#glance(this.#words, row, rows.targets[row]!)] = 1;
    }
  }

  countFound(others: EncodedRows): number {
    const words = wordsOf(others);
    let found = 0;
    for (let row = 0; row < others.targets.length; row++) {
      if (this.#mayHold(others, words, row) && this.#slots[this.#place(others, words, row)] !== 0) found++;
    }
    return found;
  }

  markFound(others: EncodedRows): void {
    const words = wordsOf(others);
    // Free places are marked too; they count no rows.
    for (let row = 0; row < others.targets.length; row++) {
      if (this.#mayHold(others, words, row)) this.#marks[this.#place(others, words, row)] = 1;
    }
  }

  countMarked(): number {
    return this.#counts.reduce((sum, count, place) => sum + count * this.#marks[place]!, 0);
  }

  #mayHold(rows: EncodedRows, words: Uint32Array, row: number): boolean {
    return this.#features < WIDE || this.#glances[this.#glance(words, row, rows.targets[row]!)] === 1;
  }

  #glance(words: Uint32Array, row: number, target: number): number {
    const begin = row * this.#features;
    const step = Math.ceil(this.#features / GLANCED);
    return hashSome(words, begin, begin + this.#features, step, target) & (this.#glances.length - 1);
  }

  /** Where a row of its kind is, or would be. */
  #place(rows: EncodedRows, words: Uint32Array, row: number): number {
    const target = rows.targets[row]!;
    const begin = row * this.#features;
    let place = hashWords(words, begin, begin + this.#features, target) & this.#mask;
    for (;;) {
      const held = this.#slots[place]! - 1;
      if (held < 0 || (this.#rows.targets[held] === target && this.#equal(held, words, begin))) return place;
      place = (place + 1) & this.#mask;
    }
  }

  #equal(held: number, words: Uint32Array, begin: number): boolean {
    const own = this.#words;
    const start = held * this.#features;
    for (let i = 0; i < this.#features; i++) if (own[start + i] !== words[begin + i]) return false;
    return true;
  }
}

function wordsOf({ x }: EncodedRows): Uint32Array {
  return new Uint32Array(x.buffer, x.byteOffset, x.length);
}

const MULTIPLIER = 0x9e3779b1;
const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

function hashWords(words: Uint32Array, begin: number, end: number, target: number): number {
  // Adding 0 makes 0 of -0, which is equal to it.
  number[0] = target + 0;
  let [a, b, c, d] = [halves[0]!, halves[1]!, 1, 2];
  let at = begin;
  for (; at + 3 < end; at += 4) {
    a = step(a, words[at]!);
    b = step(b, words[at + 1]!);
    c = step(c, words[at + 2]!);
    d = step(d, words[at + 3]!);
  }
  for (; at < end; at++) a = step(a, words[at]!);
  return mix(mix(mix(mix(a) ^ b) ^ c) ^ d);
}

/** Of every `stride`th word. */
function hashSome(words: Uint32Array, begin: number, end: number, stride: number, target: number): number {
  number[0] = target + 0;
  let hash = step(halves[0]!, halves[1]!);
  for (let at = begin; at < end; at += stride) hash = step(hash, words[at]!);
  return mix(hash);
}

/** The shift brings down what differs in the high bits, where whole numbers in float32 have theirs. */
function step(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, MULTIPLIER);
  return product ^ (product >>> 15);
}
