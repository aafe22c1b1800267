/** Reference numbers, from test/fixtures. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The checkout: tests run from dist/test. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

export function fixturePath(name: string): string {
  return `${root}test/fixtures/${name}`;
}

export function readJson(name: string): any {
  return JSON.parse(readFileSync(fixturePath(name), 'utf8'));
}

/** Hand-computed cases, invariants, conventions, a gradient check and a 10-step trajectory. */
export const batchnormNumbers = readJson('batchnorm.json');

export interface StoredTensor {
  shape: number[];
  values: Float32Array;
}

/** The float32 tensors of a safetensors file: 8 bytes of header length, a JSON header, the data. */
export function readSafetensors(name: string): Map<string, StoredTensor> {
  const bytes = readFileSync(fixturePath(name));
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + headerLength).toString('utf8'));
  const tensors = new Map<string, StoredTensor>();
  for (const [key, { dtype, shape, data_offsets: offsets }] of Object.entries<any>(header)) {
    if (dtype !== 'F32') continue;
    const begin = 8 + headerLength + offsets[0];
    const count = (offsets[1] - offsets[0]) / 4;
    tensors.set(key, {
      shape,
      values: Float32Array.from({ length: count }, (_, i) => bytes.readFloatLE(begin + 4 * i)),
    });
  }
  return tensors;
}

/** (rows, columns) to (columns, rows). */
export function transpose(values: ArrayLike<number>, rows: number, columns: number): number[] {
  return Array.from({ length: rows * columns }, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}
