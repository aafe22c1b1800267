/** Norms of a step's gradient and of its update, layer by layer. */

import type { GradientsEvent } from '../../events/events.ts';
import type { Parameter } from '../../kernels/memory.ts';
import type { NetworkBlock } from './blocks.ts';
import type { SteppedNetwork } from './stepped.ts';
import { distance, finite, norm } from './vectors.ts';

type GradientNorms = Pick<GradientsEvent, 'total' | 'layers'>;

/** The twin has the gradient of the step and the parameters before the update. */
export function gradientNorms({ twin, before, after, learningRate, loss }: SteppedNetwork): GradientNorms {
  const isUpdated = Number.isFinite(loss);
  const layers = before.map((block, n) => {
    const weightNorm = norm(block.weight.view);
    const updateNorm = isUpdated ? distance(after[n]!.weight.view, block.weight.view) : Number.NaN;
    return {
      layer: block.layer,
      ...normsOf(block),
      weightNorm: finite(weightNorm),
      updateNorm: finite(updateNorm),
      updateRatio: finite(updateNorm / weightNorm),
      effectiveLr: finite(learningRate / weightNorm ** 2),
    };
  });
  return { total: finite(norm(twin.network.blocks.gradients)), layers };
}

function normsOf({ weight, bias, gamma, beta }: NetworkBlock) {
  const of = (parameter: Parameter | null) => parameter && finite(norm(parameter.gradient));
  return { weight: of(weight), bias: of(bias), gamma: of(gamma), beta: of(beta) };
}
