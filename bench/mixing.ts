/**
 * Measures what windows of stored rows do to training on a table sorted by class, the hardest case. It compares the
 * exact shuffle, windows of a twentieth of the rows, and windows of runs that are too long. Prints the final validation
 * losses over some seeds: `node dist/bench/mixing.js [seeds]`.
 */

import { Random } from '../src/base/numbers/random.ts';
import { Batches } from '../src/data/batches/batches.ts';
import type { Dataset } from '../src/data/batches/dataset.ts';
import { planWindow, type RowSource, Windows } from '../src/data/batches/windows.ts';
import type { Arm } from '../src/events/events.ts';
import { chooseEngine, kernelsOf } from '../src/kernels/engine.ts';
import type { Kernels } from '../src/kernels/kernels.ts';
import { Network } from '../src/network/network.ts';
import { alignTable } from '../src/report/table.ts';
import { makeConfig } from '../src/settings/config.ts';
import { decide } from '../src/settings/table.ts';
import { Trainer } from '../src/training/trainer.ts';

const CLASSES = 10;
const FEATURES = 20;
const ROWS = 20_000;
const VALIDATION_ROWS = 4_000;
/** Standard deviation of the class centres. Rows spread by 1 around them, so that neighbours overlap. */
const SPREAD = 0.6;
const WINDOW = ROWS / 20;
const arms: readonly Arm[] = ['baseline', 'batchnorm'];

/** Rows sorted by class. */
function blobs(kernels: Kernels, rows: number, centres: Float64Array, random: Random): Dataset {
  const x = kernels.memory.floats(rows * FEATURES, 'float32');
  const targets = kernels.memory.int32(rows);
  for (let n = 0; n < rows; n++) {
    const label = Math.floor((n * CLASSES) / rows);
    targets[n] = label;
    for (let d = 0; d < FEATURES; d++) x[n * FEATURES + d] = centres[label * FEATURES + d]! + random.normal();
  }
  return { x, targets, weights: null, rows };
}

function sourceOf({ x, rows }: Dataset): RowSource {
  return {
    rows,
    features: FEATURES,
    read(begin, end, to, row) {
      to.set(x.subarray(begin * FEATURES, end * FEATURES), row * FEATURES);
    },
    close() {},
  };
}

/** Final validation loss; `runRows` null is the exact shuffle. */
function train(arm: Arm, seed: number, runRows: number | null): number {
  const engine = chooseEngine('auto', message => process.stderr.write(`${message}\n`));
  const kernels = kernelsOf(engine);
  const { memory } = kernels;
  const table = Random.stream(1, 'gradcheck');
  const centres = Float64Array.from({ length: CLASSES * FEATURES }, () => SPREAD * table.normal());
  const rows = blobs(kernels, ROWS, centres, table);
  const validation = blobs(kernels, VALIDATION_ROWS, centres, table);
  const facts = { task: 'classification', rows: ROWS } as const;
  const config = decide(makeConfig({ layers: [64, 64], epochs: 10, lr: 0.05, schedule: 'cosine', seed }), facts);
  const { activation, bnMomentum, bnEps, bnStats, batchSize } = config;
  const widths = [FEATURES, ...config.layers, CLASSES];
  const capacity = 256;
  const norm = arm === 'batchnorm' ? 'batch' : 'none';
  const spec = { widths, activation, norm, bnMomentum, bnEps, bnStats, capacity } as const;
  const network = new Network(spec, kernels, 'float32');
  network.initialize(config.init, config.initScale, Random.stream(seed, 'init'));
  const random = Random.stream(seed, 'order');
  const { windowRows } = planWindow(ROWS, batchSize, WINDOW);
  const x = memory.floats(windowRows * FEATURES, 'float32');
  const source = sourceOf(rows);
  const windows = runRows === null ? null : new Windows({ windowRows, runRows, source, x, random, memory });
  const batches = new Batches({ rows: ROWS, batchSize, random, minBatch: 1, memory, windows });
  const run = { arm, task: 'classification', network, validation, batches, config, targetDeviation: 1 } as const;
  const stored = { source, targets: rows.targets, weights: null, rows: ROWS };
  const trainer = new Trainer({ ...run, train: windows === null ? rows : stored, rowBuffer: x });
  while (!trainer.finished) trainer.advance(1000);
  return trainer.result().final.validationLoss!;
}

function meanAndDeviation(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return `${mean.toFixed(4)} ± ${Math.sqrt(squares / (values.length - 1)).toFixed(4)}`;
}

const seeds = Array.from({ length: Number(process.argv[2] ?? 5) }, (_, index) => index + 1);
const { windowRows, runRows } = planWindow(ROWS, 64, WINDOW);
const ways: [string, number | null][] = [
  ['exact shuffle', null],
  [`windows of ${windowRows} rows, strips of ${runRows}`, runRows],
  ['strips of 16 rows', 16],
  ['strips of 120 rows', 120],
  ['one strip a window', windowRows],
];
const lines = ways.map(([name, strip]) => [
  { text: name },
  ...arms.map(arm => ({ text: meanAndDeviation(seeds.map(seed => train(arm, seed, strip))) })),
]);
const heading = [{ text: `final validation loss, ${seeds.length} seeds` }, ...arms.map(text => ({ text }))];
process.stdout.write(`${alignTable([heading, ...lines], 120)}\n`);
