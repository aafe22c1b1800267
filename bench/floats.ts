/**
 * Tables of 30 columns of which all but the last are numbers with six decimals, eight to nine characters each: normal,
 * around means from 0 to 4, so that their sum is no difference of large numbers. The same seed gives the same bytes.
 */

import { Random } from '../src/base/numbers/random.ts';
import { TableWriter } from './table-writer.ts';

const FEATURES = 29;
/** The features that determine the target. */
const INFORMATIVE = 5;
const CLASSES = 10;
/** The distance between classes, in standard deviations of a feature. */
const CLASS_DISTANCE = 0.5;

export const floatNames = [...Array.from({ length: FEATURES }, (_, index) => `x${index + 1}`), 'y'];

/** The target is a linear function of a few features, with noise. Returns the size in bytes. */
export function writeFloats(path: string, rows: number): number {
  const random = new Random([5, 6, 7, 8]);
  const writer = new TableWriter(path, floatNames);
  for (let row = 0; row < rows; row++) {
    let target = 0.1 * random.normal();
    for (let feature = 0; feature < FEATURES; feature++) {
      const value = meanOf(feature) + random.normal();
      if (feature < INFORMATIVE) target += value * (feature + 1) * (feature % 2 === 0 ? 0.2 : -0.1);
      writer.fixed(value);
    }
    writer.fixed(target);
    writer.endRow();
  }
  return writer.close();
}

/**
 * The target is one of ten classes, and the rows are sorted by it. A program that trains in the order of the file, or
 * shuffles only within memory, learns one class after the other. Returns rows and size.
 */
export function writeSortedClasses(path: string, leastBytes: number): { rows: number; bytes: number } {
  const random = new Random([9, 10, 11, 12]);
  const writer = new TableWriter(path, floatNames);
  let rows = 0;
  for (let kind = 0; kind < CLASSES; kind++) {
    const shifts = Array.from({ length: FEATURES }, () => CLASS_DISTANCE * random.normal());
    for (; writer.bytes < (leastBytes * (kind + 1)) / CLASSES; rows++) {
      for (let feature = 0; feature < FEATURES; feature++) {
        writer.fixed(meanOf(feature) + shifts[feature]! + random.normal());
      }
      writer.text(`class${kind}`);
      writer.endRow();
    }
  }
  return { rows, bytes: writer.close() };
}

function meanOf(feature: number): number {
  return feature % 5;
}
