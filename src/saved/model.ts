/**
 * A saved network: its shape, its tensors, how rows become its inputs, and how its outputs become predictions.
 * docs/model-file.md describes the file.
 */

import type { Input } from '../data/encoding/inputs.ts';
import type { NumberStyle } from '../data/tables/cells/cell-numbers.ts';
import type { SavedStyle } from '../data/tables/styles/column-style.ts';
import type { EnsembleEvent, RefitEvent, ResultEvent, StartEvent } from '../events/events.ts';
import type { BlasIdentity } from '../kernels/blas/library.ts';
import type { NetworkSpec } from '../network/network.ts';
import { layersOf, type NetworkShape } from '../network/plan.ts';
import type { PredictionRange } from '../network/prediction-range.ts';
import type { Task } from '../network/tasks.ts';
import type { Config } from '../settings/config.ts';
import type { KeptEpoch } from '../training/snapshot.ts';
import type { TensorInfo } from './safetensors.ts';

export const MODEL_FORMAT = 'bntrain-model/1';
/** The format of a file with several networks, which older versions cannot read. */
export const ENSEMBLE_FORMAT = 'bntrain-model/2';

export interface SavedNetwork extends Omit<NetworkSpec, 'capacity'> {
  /**
   * Whether batch norm was folded into the affines (fold.ts). Then `norm` is none; the other settings are those of
   * training.
   */
  readonly folded?: true;
}

export interface SavedTarget {
  readonly name: string;
  readonly task: Task;
  /** The classes in the order of the outputs; null for regression. */
  readonly classes: readonly string[] | null;
  /** Whether the column holds numbers, also if they are classes. */
  readonly isNumber: boolean;
  /** A predicted number is output · deviation + mean; for classification they are 0 and 1. */
  readonly mean: number;
  readonly deviation: number;
  /** Predicted numbers are cut to it; absent if they are not, and for classification. */
  readonly range?: PredictionRange;
  /** Training rows of each class; absent for regression, and in files of the first versions. */
  readonly classRows?: readonly number[];
}

/** How the training table was read, as far as it matters for reading other tables. */
export interface SavedReading {
  /** Whether it had a header; null if its format has none. */
  readonly header: boolean | null;
  /** Missing words; null for the default ones. */
  readonly na: readonly string[] | null;
  /** False where lines below the table were read as rows; absent otherwise. */
  readonly notes?: false;
  /** The character before a quote inside quotes; absent if there is none. */
  readonly escape?: string;
  /** How numbers are written in texts; absent for the default format, and in files of the first versions. */
  readonly numbers?: NumberStyle;
  /** Columns that write their numbers or dates in their own style; absent if there are none. */
  readonly styles?: readonly SavedStyle[];
}

/** The data of training. */
export interface SavedData {
  readonly paths: readonly string[];
  /** SHA-256 of each file, hexadecimal; absent in files of the first versions. */
  readonly digests?: readonly string[];
  readonly validationPath: string | null;
  readonly validationDigest?: string | null;
  readonly trainRows: number;
  readonly validationRows: number;
}

export interface SavedResult extends Omit<ResultEvent, 'event' | 'seconds' | 'best' | 'splitHash'> {
  readonly best: NonNullable<ResultEvent['best']>;
  /** Whether the best or the last epoch was saved. */
  readonly kept: KeptEpoch;
  readonly epoch: number;
  readonly step: number;
  /** The level of guessing beside the scores; absent in files of the first versions. */
  readonly guess?: StartEvent['guess'];
}

export type SavedRefit = Pick<RefitEvent, 'rows' | 'epochs' | 'trainLoss'>;

/** The scores of an ensemble on its training rows, each predicted by the network that did not learn from it. */
export type SavedEnsemble = Omit<EnsembleEvent, 'event' | 'arm' | 'seed'>;

export interface SavedModel {
  /** Version of the bntrain that wrote the file. */
  readonly version: string;
  readonly network: SavedNetwork;
  readonly inputs: readonly Input[];
  readonly target: SavedTarget;
  readonly reading: SavedReading;
  readonly data: SavedData;
  readonly config: Config;
  /**
   * The result of each network: one, or those of an ensemble. If the network was trained again on all rows, its scores are those
   * of the network before.
   */
  readonly results: readonly SavedResult[];
  /** Absent for one network. */
  readonly ensemble?: SavedEnsemble;
  /** How it was trained again on all rows; absent if it was not. */
  readonly refit?: SavedRefit;
  /** The BLAS that computed the products of training; absent without. */
  readonly blas?: BlasIdentity;
  /**
   * Tensors by name, as in a state_dict: affine weights are (outputs, inputs). Counts of batches are not included. Those of
   * several networks have the number of the network before their names (networks.ts).
   */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** The state_dict of the same torch.nn.Sequential, in the order of the layers. */
export function stateDictOf(shape: NetworkShape): TensorInfo[] {
  return layersOf(shape).flatMap(({ tensors }) =>
    tensors.map(({ name, role, shape }) => ({ name, dtype: role === 'count' ? 'I64' : 'F32', shape })),
  );
}
