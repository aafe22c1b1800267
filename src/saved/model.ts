/**
 * A trained network as it is saved: its shape, what it has learned, and how rows become its inputs and its outputs become
 * predictions. docs/model-file.md describes the file.
 */

import type { Input } from '../data/encoding/inputs.ts';
import type { NumberStyle } from '../data/tables/cells/cell-numbers.ts';
import type { SavedStyle } from '../data/tables/styles/column-style.ts';
import type { ResultEvent } from '../events/events.ts';
import type { NetworkSpec } from '../network/network.ts';
import { layersOf, type NetworkShape } from '../network/plan.ts';
import type { Task } from '../network/tasks.ts';
import type { Config } from '../settings/config.ts';
import type { KeptEpoch } from '../training/snapshot.ts';
import type { TensorInfo } from './safetensors.ts';

export const MODEL_FORMAT = 'bntrain-model/1';

export interface SavedNetwork extends Omit<NetworkSpec, 'capacity'> {
  /** Its batch norm was folded into the affines (fold.ts), so that `norm` is none; the other settings are those of training. */
  readonly folded?: true;
}

export interface SavedTarget {
  readonly name: string;
  readonly task: Task;
  /** In the order of the outputs; null for regression. */
  readonly classes: readonly string[] | null;
  /** Whether the column holds numbers, be they classes or not. */
  readonly isNumber: boolean;
  /** A number in its own units is output · deviation + mean. 0 and 1 for classification. */
  readonly mean: number;
  readonly deviation: number;
}

/** How the training table was read: what matters for reading others. */
export interface SavedReading {
  /** Whether it had a header; null where its format has none. */
  readonly header: boolean | null;
  /** Words for missing cells, where they were not the usual ones. */
  readonly na: readonly string[] | null;
  /** How numbers are written in texts; absent where it is the plain way, and in files of the first versions. */
  readonly numbers?: NumberStyle;
  /** Columns whose numbers or dates are written in ways of their own; absent where there are none. */
  readonly styles?: readonly SavedStyle[];
}

/** What was trained on. */
export interface SavedData {
  readonly paths: readonly string[];
  /** SHA-256 of each of them as it was read, hexadecimal; absent in files of the first versions. */
  readonly digests?: readonly string[];
  readonly validationPath: string | null;
  readonly validationDigest?: string | null;
  readonly trainRows: number;
  readonly validationRows: number;
}

export interface SavedResult extends Omit<ResultEvent, 'event' | 'seconds' | 'best'> {
  readonly best: NonNullable<ResultEvent['best']>;
  /** Which epoch's network this is. */
  readonly kept: KeptEpoch;
  readonly epoch: number;
  readonly step: number;
}

export interface SavedModel {
  /** The version of bntrain that wrote it. */
  readonly version: string;
  readonly network: SavedNetwork;
  readonly inputs: readonly Input[];
  readonly target: SavedTarget;
  readonly reading: SavedReading;
  readonly data: SavedData;
  readonly config: Config;
  readonly result: SavedResult;
  /** By name, as in a state_dict: affine weights are (outputs, inputs). What counts batches is not among them. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** The state_dict of the equal torch.nn.Sequential, in the order of the layers. */
export function stateDictOf(shape: NetworkShape): TensorInfo[] {
  return layersOf(shape).flatMap(({ tensors }) =>
    tensors.map(({ name, role, shape }) => ({ name, dtype: role === 'count' ? 'I64' : 'F32', shape })),
  );
}
