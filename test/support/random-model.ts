/** Untrained models with outputs of about 1, as a trained model has. */

import { Random } from '../../src/base/numbers/random.ts';
import { type Input, inputWidth } from '../../src/data/encoding/inputs.ts';
import type { Norm } from '../../src/network/plan.ts';
import type { SavedModel } from '../../src/saved/model.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { floatTensors, someFacts } from './models.ts';

export interface ModelChoices {
  hidden?: readonly number[];
  activation?: SavedModel['network']['activation'];
  norm?: Norm;
  /** Null for a number of mean 40 and standard deviation 16. */
  classes?: readonly string[] | null;
  na?: readonly string[] | null;
  seed?: number;
}

export function randomModel(inputs: readonly Input[], choices: ModelChoices = {}): SavedModel {
  const { hidden = [8], activation = 'relu', norm = 'batch', classes = ['a', 'b', 'c'], na = null, seed = 1 } = choices;
  const features = inputs.reduce((sum, input) => sum + inputWidth(input), 0);
  const network = { ...someFacts.network, widths: [features, ...hidden, classes?.length ?? 1], activation, norm };
  const scale = classes === null ? { mean: 40, deviation: 16 } : { mean: 0, deviation: 1 };
  const task = classes === null ? ('regression' as const) : ('classification' as const);
  return {
    ...someFacts,
    network,
    inputs,
    target: { name: 'y', task, classes, isNumber: classes === null, ...scale },
    reading: { header: true, na },
    config: makeConfig({}),
    tensors: tensorsFor(network, Random.stream(seed, 'init')),
  };
}

function tensorsFor(network: SavedModel['network'], random: Random): Map<string, Float32Array> {
  return new Map(
    floatTensors(network).map(({ name, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const scale = shape.length === 2 ? Math.sqrt(2 / shape[1]!) : 0.5;
      const value = () => (name.endsWith('running_var') ? 0.5 + random.uniform() : scale * random.normal());
      return [name, Float32Array.from({ length: size }, value)];
    }),
  );
}
