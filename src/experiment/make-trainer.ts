/** Makes the trainer of a task: its network, batches and rows. */

import { Random } from '../base/numbers/random.ts';
import { Batches } from '../data/batches/batches.ts';
import { StoredRows, type StoredRowsData } from '../data/batches/stored-rows.ts';
import {
  type OpenDataset,
  type OpenRows,
  openDataset,
  planWindow,
  type RowSource,
  Windows,
} from '../data/batches/windows.ts';
import { kernelsOf, memoryOf, withOwnMemory } from '../kernels/engine.ts';
import type { Memory } from '../kernels/memory.ts';
import { Network } from '../network/network.ts';
import type { TrainingConfig } from '../settings/table.ts';
import { Trainer } from '../training/trainer.ts';
import type { ArmTask } from './arm.ts';
import { isAskedToEnd } from './end-request.ts';

/** Min rows of an evaluation pass: passes get faster up to this size. */
const EVALUATION_ROWS = 256;
/** Default for stored rows in memory. */
const WINDOW_ROWS = 65_536;

/** A trainer like the task's on made-up rows in memory of its own, with widths and a batch of `size` at most. It trains without end. */
export function madeUpTrainer(task: Omit<ArmTask, 'train' | 'validation' | 'control'>, size: number): Trainer {
  const engine = withOwnMemory(task.engine);
  const memory = memoryOf(engine);
  const widths = task.widths.map(width => Math.min(width, size));
  const batchSize = Math.min(task.config.batchSize, size);
  const rows = 4 * batchSize;
  const x = memory.floats(rows * widths[0]!, 'float32');
  for (let i = 0; i < x.length; i++) x[i] = Math.sin(i);
  const targets = task.task === 'classification' ? memory.int32(rows) : memory.floats(rows, 'float32');
  const config = {
    ...task.config,
    batchSize,
    lr: 1e-6,
    epochs: Number.MAX_SAFE_INTEGER,
    logSteps: null,
    validateEvery: null,
    trainEvalRows: null,
    patience: null,
  };
  return makeTrainer({
    ...task,
    engine,
    keep: null,
    initial: null,
    record: false,
    config,
    widths,
    train: { x, targets, weights: null, rows },
    validation: null,
    control: new Int32Array(1),
  });
}

function openStoredRows(stored: unknown): RowSource {
  return new StoredRows(stored as StoredRowsData);
}

/** `open` opens stored rows; the trainer closes them. */
export function makeTrainer(task: ArmTask, open: OpenRows = openStoredRows, kernelsFor = kernelsOf): Trainer {
  const { arm, part, config, widths, splitHash, targetDeviation, outputRange = null } = task;
  const { activation, norm, bnMomentum, bnEps, bnStats, batchSize } = config;
  const kernels = kernelsFor(task.engine);
  const train = openDataset(task.train, open);
  const validation = task.validation === null ? null : openDataset(task.validation, open);
  const stored = [train, validation].filter(dataset => dataset !== null && 'source' in dataset);
  const mostStored = Math.max(...stored.map(dataset => dataset!.rows));
  const window = stored.length === 0 ? null : planWindow(mostStored, batchSize, task.windowRows ?? WINDOW_ROWS);
  const windowBuffer = window === null ? null : kernels.memory.floats(window.windowRows * widths[0]!, 'float32');
  const most = Math.min(train.rows + (validation?.rows ?? 0), window?.windowRows ?? Number.POSITIVE_INFINITY);
  const capacity = Math.min(Math.max(batchSize, EVALUATION_ROWS), most);
  // A validation within an epoch must not overwrite the window that the epoch is at.
  const isShared = windowBuffer === null || config.validateEvery === null;
  const rowBuffer = isShared ? windowBuffer : kernels.memory.floats(capacity * widths[0]!, 'float32');
  const spec = { widths, activation, norm, bnMomentum, bnEps, bnStats, capacity };
  const network = new Network(spec, kernels, 'float32');
  if (task.initial) network.startFrom(task.initial);
  else network.initialize(config.init, config.initScale, Random.stream(config.initSeed, 'init', part));
  const random = config.shuffle ? Random.stream(config.orderSeed, 'order', part) : null;
  const { memory } = kernels;
  const windows =
    'source' in train ? new Windows({ ...window!, source: train.source, x: windowBuffer!, random, memory }) : null;
  const index = 'x' in train ? train.index : undefined;
  const batches = new Batches({ rows: train.rows, index, batchSize, random, minBatch: task.minBatch, memory, windows });
  const rows = { train, validation, trainEval: evaluatedRows(train, config, kernels.memory), batches, rowBuffer };
  const kept = { keep: task.keep ?? null, record: task.record ?? false };
  const isEnding = () => isAskedToEnd(task);
  const { endAfter } = task;
  return new Trainer({
    arm,
    part,
    task: task.task,
    network,
    ...rows,
    config,
    splitHash,
    targetDeviation,
    outputRange,
    ...kept,
    endAfter,
    isEnding,
  });
}

/** The training rows that are evaluated too; null for none. Of rows in a file they are all. */
function evaluatedRows(
  train: OpenDataset,
  { trainEvalRows: count, seed }: TrainingConfig,
  memory: Memory,
): OpenDataset | null {
  if (count === null) return null;
  if (count === 'all' || count >= train.rows || 'source' in train) return train;
  const drawn = train.index?.slice() ?? Int32Array.from({ length: train.rows }, (_, row) => row);
  Random.stream(seed, 'trainEval').shuffle(drawn);
  const index = memory.int32(count);
  index.set(drawn.subarray(0, count).sort());
  return { ...train, rows: count, index };
}
