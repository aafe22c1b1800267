/** Ensembles of single models. */

import type { SavedModel } from '../../src/saved/model.ts';
import { joined } from '../../src/saved/networks.ts';

/** A model with the networks of these, which have the same shape, inputs and target. */
export function ensembleOf(models: readonly SavedModel[]): SavedModel {
  const [first] = models as [SavedModel];
  return {
    ...first,
    results: models.map(({ results }, n) => ({ ...results[0]!, part: n + 1 })),
    ensemble: {
      networks: models.length,
      kept: 'best',
      rows: 8,
      loss: 0.5,
      score: 0.75,
      guess: { loss: 1, score: 0.25 },
    },
    tensors: joined(models.map(({ tensors }) => tensors)),
  };
}
