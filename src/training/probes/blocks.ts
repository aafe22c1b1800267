/** A network's affines, each with the norm and the activation behind it, and where their tensors are. */

import type { NamedBuffer, Parameter } from '../../kernels/memory.ts';
import type { Network } from '../../network/network.ts';
import { layersOf } from '../../network/plan.ts';

export interface NetworkBlock {
  /** From 1; the last one is that of the outputs. */
  readonly layer: number;
  readonly width: number;
  /** Numbers of the layers in the network; null if there is none. */
  readonly affine: number;
  readonly norm: number | null;
  readonly activation: number | null;
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly gamma: Parameter | null;
  readonly beta: Parameter | null;
  readonly runningMean: NamedBuffer | null;
  readonly runningVar: NamedBuffer | null;
}

export function networkBlocks({ spec, parameters, buffers }: Network): NetworkBlock[] {
  const plan = layersOf(spec);
  const numberOf = (kind: string, block: number) =>
    plan.find(layer => layer.kind === kind && layer.block === block)?.number ?? null;
  const tensorIn = <T extends NamedBuffer>(tensors: readonly T[], layer: number | null, part: string): T | null =>
    tensors.find(({ name }) => name === `${layer}.${part}`) ?? null;
  return spec.widths.slice(1).map((width, block) => {
    const affine = numberOf('affine', block)!;
    const norm = numberOf('norm', block);
    return {
      layer: block + 1,
      width,
      affine,
      norm,
      activation: numberOf('activation', block),
      weight: tensorIn(parameters, affine, 'weight')!,
      bias: tensorIn(parameters, affine, 'bias'),
      gamma: tensorIn(parameters, norm, 'weight'),
      beta: tensorIn(parameters, norm, 'bias'),
      runningMean: tensorIn(buffers, norm, 'running_mean'),
      runningVar: tensorIn(buffers, norm, 'running_var'),
    };
  });
}

/** The parameters of a block that the network has. */
export function parametersOf({ weight, bias, gamma, beta }: NetworkBlock): Parameter[] {
  return [weight, bias, gamma, beta].filter(parameter => parameter !== null);
}
