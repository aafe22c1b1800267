/**
 * A table like a set of small images: a label and 28 x 28 whole numbers from 0 to 255, most of them 0. A class is a few
 * soft strokes; a row is its class, moved a little, darker or lighter, with noise and a shadow of another class, and some
 * rows are mislabelled. So a network learns it well but not perfectly: a loss of nothing would train on denormal numbers.
 * The same seed gives the same bytes.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import { Random } from '../src/base/numbers/random.ts';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const CLASSES = 10;
const STROKES = 5;
const POINTS_PER_STROKE = 8;
const STROKE_RADIUS = 1.3;
/** Max shift of a row in pixels, in both directions. */
const MOST_SHIFT = 3;
const NOISY_PIXELS = 0.02;
const MISLABELLED_ROWS = 0.03;
/** Ink of the shadow of the other class, relative to that of the row. */
const SHADOW = 0.6;
const FLUSH_BYTES = 2 ** 20;
const MOST_ROW_BYTES = 4 * (PIXELS + 1);

/** Writes the table and returns its size in bytes; a row at a time, so that the bench itself stays small. */
export function writeSyntheticTable(path: string, rows: number): number {
  const random = new Random([1, 2, 3, 4]);
  const prototypes = Array.from({ length: CLASSES }, () => drawPrototype(random));
  const buffer = Buffer.alloc(FLUSH_BYTES + MOST_ROW_BYTES);
  const file = openSync(path, 'w');
  let used = buffer.write(header());
  let bytes = 0;
  const flush = () => {
    bytes += writeSync(file, buffer, 0, used);
    used = 0;
  };
  for (let row = 0; row < rows; row++) {
    used = writeRow(buffer, used, random, prototypes);
    if (used >= FLUSH_BYTES) flush();
  }
  flush();
  closeSync(file);
  return bytes;
}

function header(): string {
  return `label,${Array.from({ length: PIXELS }, (_, pixel) => `p${pixel}`).join(',')}\n`;
}

/** Strokes with soft edges, as ink from 0 to 1; points that meet add no ink beyond 1. */
function drawPrototype(random: Random): Float64Array {
  const ink = new Float64Array(PIXELS);
  for (let stroke = 0; stroke < STROKES; stroke++) {
    const [row, column] = [inside(random), inside(random)];
    const [rowStep, columnStep] = [random.uniform() * 2 - 1, random.uniform() * 2 - 1];
    for (let point = 0; point < POINTS_PER_STROKE; point++) {
      addPoint(ink, row + point * rowStep, column + point * columnStep);
    }
  }
  return ink;
}

function inside(random: Random): number {
  return 6 + random.uniform() * (SIDE - 12);
}

function addPoint(ink: Float64Array, row: number, column: number): void {
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const distance = Math.hypot(Math.floor(pixel / SIDE) - row, (pixel % SIDE) - column);
    ink[pixel] = Math.max(ink[pixel]!, Math.min(1, 2 - distance / STROKE_RADIUS));
  }
}

function writeRow(buffer: Buffer, at: number, random: Random, prototypes: readonly Float64Array[]): number {
  const kind = random.below(CLASSES);
  const label = random.uniform() < MISLABELLED_ROWS ? random.below(CLASSES) : kind;
  const [prototype, other] = [prototypes[kind]!, prototypes[random.below(CLASSES)]!];
  const shift = SIDE * shiftOf(random) + shiftOf(random);
  const light = 0.4 + 0.6 * random.uniform();
  let end = writeWhole(buffer, at, label);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const ink = Math.max(prototype[pixel + shift] ?? 0, SHADOW * (other[pixel - shift] ?? 0));
    const noise = random.uniform() < NOISY_PIXELS ? random.uniform() : 0;
    buffer[end++] = COMMA;
    end = writeWhole(buffer, end, Math.floor(255 * Math.min(1, Math.max(0, ink * light * random.uniform() + noise))));
  }
  buffer[end++] = NEWLINE;
  return end;
}

function shiftOf(random: Random): number {
  return random.below(2 * MOST_SHIFT + 1) - MOST_SHIFT;
}

const COMMA = 44;
const NEWLINE = 10;
const ZERO = 48;

/** The digits of a whole number from 0 to 999. */
function writeWhole(buffer: Buffer, at: number, value: number): number {
  let end = at;
  if (value >= 100) buffer[end++] = ZERO + Math.floor(value / 100);
  if (value >= 10) buffer[end++] = ZERO + (Math.floor(value / 10) % 10);
  buffer[end++] = ZERO + (value % 10);
  return end;
}
