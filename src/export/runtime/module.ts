/** The functions of an exported module. */

import { argmax } from '../../base/numbers/argmax.ts';
import type { Input } from '../../data/encoding/inputs.ts';
import { softmax } from '../../network/loss/softmax.ts';
import { cutTo } from '../../network/prediction-range.ts';
import type { SavedTarget } from '../../saved/model.ts';
import { type CellRules, makeEncoder, type Row } from './encoder.ts';
import { type ModuleNetwork, makeMean } from './network.ts';

export interface ModuleModel {
  /** The number of networks, whose mean predicts. */
  readonly networks: number;
  readonly network: ModuleNetwork;
  readonly inputs: readonly Input[];
  readonly target: SavedTarget;
  readonly cells: CellRules;
}

/** The class or number is null if the network gives no finite number. */
export type ModulePrediction =
  | { class: string | null; probabilities: Record<string, number> | null }
  | { value: number | null };

/** `weights` are the tensors in the order of the layers, network by network, float32, little-endian, as base64. */
export function makeModule(
  model: ModuleModel,
  weights: string,
): { predict(row: Row): ModulePrediction; predictAll(rows: Iterable<Row>): ModulePrediction[] } {
  const encode = makeEncoder(model.inputs, model.cells, model.network.widths[0]!);
  const run = makeMean(model.network, model.networks, floatsIn(weights));
  const predict = (row: Row) => describe(run(encode(row)), model.target);
  const predictAll = (rows: Iterable<Row>) =>
    Array.from(rows, (row, n) => {
      try {
        return predict(row);
      } catch (error) {
        throw new Error(`row ${n + 1}: ${(error as Error).message}`);
      }
    });
  return { predict, predictAll };
}

function describe(out: Float32Array, { classes, mean, deviation, range }: SavedTarget): ModulePrediction {
  if (classes === null) {
    const value = cutTo(range, out[0]! * deviation + mean);
    return { value: Number.isFinite(value) ? value : null };
  }
  const shares = softmax(out, 0, out.length);
  if (!shares.every(Number.isFinite)) return { class: null, probabilities: null };
  const probabilities = Object.fromEntries(classes.map((name, m) => [name, shares[m]!]));
  return { class: classes[argmax(out, 0, out.length)]!, probabilities };
}

function floatsIn(base64: string): Float32Array {
  const bytes = Uint8Array.from(atob(base64), sign => sign.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
