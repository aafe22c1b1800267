/**
 * The landscape along a step's gradient g: loss and gradient of the same batch at points further and further down. From
 * Santurkar et al. 2018, "How Does Batch Normalization Help Optimization?", figure 4 (https://arxiv.org/abs/1805.11604).
 */

import type { LandscapeEvent } from '../../events/events.ts';
import type { Vector } from '../../kernels/kernels.ts';
import { covariateShift } from './covariate-shift.ts';
import type { SteppedNetwork } from './stepped.ts';
import { addScaled, cosine, distance, finite, norm } from './vectors.ts';

export type LandscapeMeasures = Omit<LandscapeEvent, 'event' | 'arm' | 'seed' | 'part' | 'step'>;

export class Landscape {
  readonly #multipliers: readonly number[];
  readonly #gradient: Vector;
  readonly #start: Vector;

  /** With memory for a network of `parameters` of this kind. */
  constructor(multipliers: readonly number[], parameters: Vector) {
    this.#multipliers = multipliers;
    this.#gradient = parameters.slice();
    this.#start = parameters.slice();
  }

  /** The twin has the gradient of the step and the parameters before the update, which it loses. */
  measure(step: SteppedNetwork): LandscapeMeasures {
    const { twin, batch, learningRate, loss } = step;
    const { parameters, gradients } = twin.network.blocks;
    const g = this.#gradient;
    g.set(gradients);
    this.#start.set(parameters);
    const gradientNorm = norm(g);
    const points = this.#multipliers.map(multiplier => {
      addScaled(parameters, this.#start, -multiplier * learningRate, g);
      const lossThere = twin.backward(batch);
      const change = distance(gradients, g);
      const smoothness = change / (multiplier * learningRate * gradientNorm);
      return { loss: lossThere, change, smoothness, cosine: cosine(gradients, g) };
    });
    const each = (key: keyof (typeof points)[number]) => points.map(point => finite(point[key]));
    const [losses, gradientChange, smoothness] = [each('loss'), each('change'), each('smoothness')];
    return {
      learningRate,
      loss: finite(loss),
      gradientNorm: finite(gradientNorm),
      multipliers: this.#multipliers,
      losses,
      gradientChange,
      smoothness,
      cosine: each('cosine'),
      lossRange: rangeOf(losses),
      gradientPredictiveness: rangeOf(gradientChange),
      effectiveSmoothness: rangeOf(smoothness)[1]!,
      internalCovariateShift: covariateShift(step, this.#start, g),
    };
  }
}

/** Min and max; the max is null if a value is. */
function rangeOf(values: readonly (number | null)[]): readonly (number | null)[] {
  const numbers = values.filter(value => value !== null);
  if (numbers.length === 0) return [null, null];
  return [Math.min(...numbers), numbers.length < values.length ? null : Math.max(...numbers)];
}
