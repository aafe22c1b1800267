/** The outputs of `predict` for a table, with all digits. */

import { defaultReadOptions } from '../../src/data/tables/blocks/reader.ts';
import { chooseEngine, type Engine } from '../../src/kernels/engine.ts';
import { ModelRows } from '../../src/prediction/model-rows.ts';
import { type Prediction, predictRows } from '../../src/prediction/predict.ts';
import { Predictor } from '../../src/prediction/predictor.ts';
import type { SavedModel } from '../../src/saved/model.ts';

export const engine: Engine = chooseEngine('auto', () => {});

function openRows(model: SavedModel, path: string): Promise<ModelRows> {
  return ModelRows.open(model, [path], { reading: defaultReadOptions, threads: 1, keep: null, target: false });
}

export async function predictionsOf(model: SavedModel, path: string): Promise<Prediction[]> {
  const rows = await openRows(model, path);
  try {
    const all: Prediction[] = [];
    for await (const some of predictRows(rows, new Predictor(model, engine), model.target)) all.push(...some);
    return all;
  } finally {
    await rows.close();
  }
}

/** Encoded rows (rows, features), as `predict` feeds them. */
export async function encodedRows(model: SavedModel, path: string): Promise<Float32Array> {
  const rows = await openRows(model, path);
  try {
    const features = model.network.widths[0]!;
    const parts: number[] = [];
    for await (const block of rows.blocks()) {
      const x = new Float32Array(block.rows.length * features);
      block.encode(block.rows, x, rows.unseen);
      for (const value of x) parts.push(value);
    }
    return Float32Array.from(parts);
  } finally {
    await rows.close();
  }
}
