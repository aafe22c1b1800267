/**
 * The network as data: {affine - [norm] - activation} x hidden layers - affine. Building, counting, saving, reading,
 * folding, showing and exporting a network all use this plan, and know nothing else about its layers.
 *
 * Layers are numbered and their tensors named as in the state_dict of the same torch.nn.Sequential, where an activation
 * has a number and no tensors. This file imports no code, because it becomes part of exported modules.
 */

import type { ActivationName } from '../kernels/reference/activations.ts';
import type { NormName } from '../kernels/reference/norms.ts';

/** The norm between the affine and the activation of a hidden layer. */
export type Norm = 'none' | NormName;

/** Everything that decides the layers of a network. */
export interface NetworkShape {
  /** Input features, hidden widths, outputs. */
  readonly widths: readonly number[];
  readonly activation: ActivationName;
  readonly norm: Norm;
}

/**
 * `parameter` is learned; `buffer` is updated without gradients, as running statistics are; `count` is an integer that
 * only files have.
 */
export type TensorRole = 'parameter' | 'buffer' | 'count';

export interface PlannedTensor {
  /** The number of the layer and the part: "0.weight". */
  readonly name: string;
  readonly part: string;
  readonly role: TensorRole;
  /** The shape as in a state_dict: the weight of an affine is (outputs, inputs). */
  readonly shape: readonly number[];
}

interface Planned {
  /** Its index in the Sequential. */
  readonly number: number;
  /** The number of the affine that it is or follows: 0 for the first. */
  readonly block: number;
  /** Output width. */
  readonly width: number;
  readonly tensors: readonly PlannedTensor[];
}

export interface AffinePlan extends Planned {
  readonly kind: 'affine';
  readonly inputs: number;
  readonly bias: boolean;
}

export interface NormPlan extends Planned {
  readonly kind: 'norm';
  readonly norm: NormName;
}

export interface ActivationPlan extends Planned {
  readonly kind: 'activation';
  readonly activation: ActivationName;
}

export type LayerPlan = AffinePlan | NormPlan | ActivationPlan;
export type LayerKind = LayerPlan['kind'];

export interface NormDefinition {
  /** The name for people. */
  readonly title: string;
  /** The module of torch.nn. */
  readonly module: string;
  /**
   * Whether it cancels the bias of the preceding affine, so that the affine has none and beta takes its place. The mean
   * of a column contains its bias; the mean of a row contains only the mean of all biases.
   */
  readonly absorbsBias: boolean;
  /** Tensors in the order of the state_dict. Each has the width of the layer, except counts. */
  readonly parts: Readonly<Record<string, TensorRole>>;
}

const scaleAndShift = { weight: 'parameter', bias: 'parameter' } as const;

export const norms: Readonly<Record<NormName, NormDefinition>> = {
  batch: {
    title: 'batch norm',
    module: 'BatchNorm1d',
    absorbsBias: true,
    parts: { ...scaleAndShift, running_mean: 'buffer', running_var: 'buffer', num_batches_tracked: 'count' },
  },
  layer: { title: 'layer norm', module: 'LayerNorm', absorbsBias: false, parts: scaleAndShift },
};

export function layersOf({ widths, activation, norm }: NetworkShape): LayerPlan[] {
  const layers: LayerPlan[] = [];
  const last = widths.length - 1;
  for (let block = 0; block < last; block++) {
    const [inputs, width] = [widths[block]!, widths[block + 1]!];
    const place = () => ({ number: layers.length, block, width });
    const hidden = block < last - 1;
    const bias = !hidden || norm === 'none' || !norms[norm].absorbsBias;
    layers.push(affinePlan(place(), inputs, bias));
    if (!hidden) break;
    if (norm !== 'none') layers.push(normPlan(place(), norm));
    layers.push({ kind: 'activation', ...place(), activation, tensors: [] });
  }
  return layers;
}

/** The position and width of a layer. */
type Place = Pick<Planned, 'number' | 'block' | 'width'>;

export function affinePlan(place: Place, inputs: number, bias: boolean): AffinePlan {
  const { number, block, width } = place;
  const weight = tensorOf(number, 'weight', 'parameter', [width, inputs]);
  const tensors = bias ? [weight, tensorOf(number, 'bias', 'parameter', [width])] : [weight];
  return { kind: 'affine', number, block, width, inputs, bias, tensors };
}

function normPlan(place: Place, norm: NormName): NormPlan {
  const { number, width } = place;
  const parts = Object.entries(norms[norm].parts);
  const tensors = parts.map(([part, role]) => tensorOf(number, part, role, role === 'count' ? [] : [width]));
  return { kind: 'norm', ...place, norm, tensors };
}

function tensorOf(number: number, part: string, role: TensorRole, shape: readonly number[]): PlannedTensor {
  return { name: `${number}.${part}`, part, role, shape };
}

/** The number of elements in all tensors of a role. */
export function countNumbers(shape: NetworkShape, role: TensorRole): number {
  let count = 0;
  for (const { tensors } of layersOf(shape)) {
    for (const tensor of tensors) if (tensor.role === role) count += sizeOf(tensor);
  }
  return count;
}

export function sizeOf({ shape }: Pick<PlannedTensor, 'shape'>): number {
  return shape.reduce((product, length) => product * length, 1);
}
