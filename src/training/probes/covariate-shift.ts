/**
 * Internal covariate shift as Santurkar et al. 2018 define it (definition 2.1): how the gradient of a layer's weight changes
 * when the layers before it have been updated and it has not.
 */

import type { LandscapeEvent } from '../../events/events.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { parametersOf } from './blocks.ts';
import type { SteppedNetwork } from './stepped.ts';
import { cosine, distance, finite } from './vectors.ts';

type Shift = LandscapeEvent['internalCovariateShift'][number];

/**
 * The shift of each affine. The twin loses its parameters: `start` has those before the update, and `gradient` the gradient of the step.
 */
export function covariateShift(
  { twin, batch, before, after }: SteppedNetwork,
  start: Vector,
  gradient: Vector,
): Shift[] {
  const { parameters, gradients } = twin.network.blocks;
  parameters.set(start);
  return before.map((block, n) => {
    // Nothing lies before the first layer, so its gradient does not change.
    if (n > 0) {
      for (const [at, parameter] of parametersOf(before[n - 1]!).entries()) {
        parameter.view.set(parametersOf(after[n - 1]!)[at]!.view);
      }
      twin.backward(batch);
    } else gradients.set(gradient);
    const begin = (block.weight.gradient.byteOffset - gradients.byteOffset) / gradients.BYTES_PER_ELEMENT;
    const [then, now] = [gradient.subarray(begin, begin + block.weight.view.length), block.weight.gradient];
    return { layer: block.layer, difference: finite(distance(now, then)), cosine: finite(cosine(now, then)) };
  });
}
