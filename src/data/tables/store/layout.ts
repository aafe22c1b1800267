/**
 * How a block's numbers lie in a file, and in memory when they are read back whole: its cells, then the low parts of
 * each column that has them, each beginning at a multiple of 64 bytes (a line of the processor's cache).
 */

import type { Block } from '../blocks/block.ts';
import { type BlockHead, blockOf } from './head.ts';

const ALIGNMENT = 64;

/** The next multiple of 64. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

type Shape = Pick<BlockHead, 'rows' | 'columns' | 'lowColumns'>;

/** Bytes that a block's numbers take in a file, the gaps included. */
export function areaBytes(shape: Shape): number {
  return lowOffset(shape, shape.lowColumns.length);
}

/** Where the low parts of the column at `position` of lowColumns begin: bytes from the block's first. */
export function lowOffset({ rows, columns }: Shape, position: number): number {
  return align(4 * rows * columns) + position * align(4 * rows);
}

/** The block whose numbers lie in a buffer, from byte `start`, as they do in the file. They are views, not copies. */
export function viewBlock(head: BlockHead, buffer: ArrayBuffer, start = 0): Block {
  const { rows, columns, lowColumns } = head;
  const low = lowColumns.map(
    (column, position) => [column, new Float32Array(buffer, start + lowOffset(head, position), rows)] as const,
  );
  return blockOf(head, new Float32Array(buffer, start, rows * columns), new Map(low));
}

/** A block's numbers in the order of the file, with the zeros of the gaps. */
export function areaParts({ cells, low }: Block): Uint8Array[] {
  return [cells, ...low.values()].flatMap(({ buffer, byteOffset, byteLength }) => {
    const gap = align(byteLength) - byteLength;
    return [new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(gap)];
  });
}

/** Bytes of memory that a block's numbers take. */
export function numberBytes({ cells, low }: Block): number {
  return [...low.values()].reduce((sum, { byteLength }) => sum + byteLength, cells.byteLength);
}
