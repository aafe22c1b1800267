/**
 * The encoding of a table's blocks in several threads: each block is encoded by a worker, which gets its cells, or a copy where the
 * table keeps them, or by this thread when they all have enough to do. The rows go straight into memory that all threads share. What comes
 * out is the same however many threads there are.
 */

import { setImmediate } from 'node:timers/promises';
import { BufferPool } from '../../base/threads/buffer-pool.ts';
import { Workers } from '../../base/threads/workers.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { RowCursor } from '../tables/rows.ts';
import { freeArrays } from '../tables/store/free.ts';
import { locationOf, type Table } from '../tables/table.ts';
import type { BoundInputs } from './bind.ts';
import { type EncodableRows, encodeRows } from './encode.ts';
import { addUnseenValues, noUnseenValues, type UnseenValues } from './unseen-values.ts';

/** Rows of the table, in file order, how they are encoded, and where they go: x (rows, features). */
export interface Part {
  readonly encoding: BoundInputs;
  readonly rows: Int32Array;
  readonly x: Vector;
}

/** The first message to workers. */
export interface EncodeSetup {
  readonly targets: readonly EncodeTarget[];
}

export type EncodeTarget = Pick<Part, 'encoding' | 'x'>;

export interface EncodeTask {
  readonly index: number;
  readonly block: EncodableRows;
  /** Of each part: which rows of the block, and the row of x that the first of them becomes. */
  readonly parts: readonly { readonly rows: Int32Array; readonly row: number }[];
}

export interface EncodeAnswer {
  /** Null if the block holds a cell that is refused. The main thread, which knows its location, throws the error. */
  unseen: UnseenValues | null;
  /** Those that were sent. */
  cells: Float32Array<ArrayBuffer>;
}

/** Numbers of a table that a worker should have: starting one takes as long as encoding these. */
const WORTH_A_WORKER = 4e6;

export type EncodeWorkers = Workers<EncodeSetup | EncodeTask, EncodeAnswer>;

/** Workers for a table, which start at once; null where they are not worth it. They have to be ended. */
export function startEncoders(
  { rows, columns }: Pick<Table, 'rows' | 'columns'>,
  threads: number,
  worthAWorker = WORTH_A_WORKER,
): EncodeWorkers | null {
  const count = Math.min(threads - 1, Math.floor((rows * columns.length) / worthAWorker));
  if (count < 1) return null;
  const workers: EncodeWorkers = new Workers(new URL('./encode-worker.js', import.meta.url), null, count);
  workers.start();
  return workers;
}

/** Fills the parts' matrices, and lets the table's blocks go unless it `keeps` them. Throws UserError for numbers that are too large. */
export async function encodeBlocks(
  table: Table,
  parts: readonly Part[],
  unseen: UnseenValues,
  workers: EncodeWorkers | null,
  keeps = false,
): Promise<void> {
  const { store, starts } = table;
  const targets = parts.map(({ encoding, x }) => ({ encoding, x }));
  const shared = targets.every(({ x }) => x.buffer instanceof SharedArrayBuffer);
  const crew = shared ? workers : null;
  crew?.broadcast({ targets });
  const cursors = parts.map(({ rows }) => new RowCursor(rows));
  const largest = store.blocks.reduce((most, { rows, columns }) => Math.max(most, rows * columns), 0);
  const pool = new BufferPool(largest * Float32Array.BYTES_PER_ELEMENT);
  const sending = crew === null ? null : { workers: crew, pool, givesAway: !keeps && store.file === null };
  const met: Promise<UnseenValues>[] = [];
  for (let index = 0; index < starts.length; index++) {
    const block = store.load(index);
    const places = cursors.map(cursor => {
      const row = cursor.passed;
      return { row, rows: cursor.next(starts[index]!, block.rows) };
    });
    const here = (task: EncodeTask) => encodeHere(table, task, targets);
    const task = { index, block, parts: places };
    const found = (sending === null ? null : send(sending, task, here)) ?? here(task);
    // Its error is reported in the order of the blocks.
    found.catch(() => {});
    met.push(found);
    if (!keeps) store.release(index);
    // Answers of workers are heard in between only.
    if (crew !== null) await setImmediate();
  }
  for (const each of met) addUnseenValues(unseen, await each);
}

/** At once; asynchronous in what it throws alone. */
async function encodeHere(
  table: Table,
  { index, block, parts }: EncodeTask,
  targets: readonly EncodeTarget[],
): Promise<UnseenValues> {
  const unseen = noUnseenValues();
  const location = (row: number) => locationOf(table, table.starts[index]! + row);
  for (const [p, { rows, row }] of parts.entries()) {
    const { encoding, x } = targets[p]!;
    encodeRows(encoding, block, index, rows, x, row, unseen, location);
  }
  return unseen;
}

interface Sending {
  readonly workers: EncodeWorkers;
  /** For copies of cells, which come back. */
  readonly pool: BufferPool;
  /** Whether cells are not needed here any more. */
  readonly givesAway: boolean;
}

/** Null when all have enough to do. `here` encodes in this thread, to say what is wrong with a block that is refused. */
function send(
  { workers, pool, givesAway }: Sending,
  { index, block, parts }: EncodeTask,
  here: (task: EncodeTask) => Promise<UnseenValues>,
): Promise<UnseenValues> | null {
  if (!workers.free) return null;
  const { kinds, columns } = block;
  const given = givesAway ? wholeBuffer(block.cells) : null;
  const cells = given ?? copyOf(block.cells, pool);
  // The block and the lists of rows are good for now only, and of views all that is under them would be sent.
  const low = new Map([...block.low].map(([column, numbers]) => [column, numbers.slice()]));
  const task = {
    index,
    block: { cells, low, kinds, columns },
    parts: parts.map(part => ({ ...part, rows: part.rows.slice() })),
  };
  return workers.post(task, [cells.buffer])!.then(({ unseen, cells }) => {
    if (unseen === null) return here({ ...task, block: { ...task.block, cells } });
    if (given === null) pool.release(cells);
    else freeArrays([cells]);
    return unseen;
  });
}

/** The cells where a buffer holds nothing else, and may be sent away. */
function wholeBuffer(cells: Float32Array): Float32Array<ArrayBuffer> | null {
  const { buffer, byteLength } = cells;
  return buffer instanceof ArrayBuffer && byteLength === buffer.byteLength
    ? (cells as Float32Array<ArrayBuffer>)
    : null;
}

function copyOf(cells: Float32Array, pool: BufferPool): Float32Array<ArrayBuffer> {
  const copy = new Float32Array(pool.acquire(), 0, cells.length);
  copy.set(cells);
  return copy;
}
