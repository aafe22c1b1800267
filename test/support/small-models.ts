/** Untrained models: their parameters are random numbers. */

import { Random } from '../../src/base/numbers/random.ts';
import type { Input } from '../../src/data/encoding/inputs.ts';
import { inputWidth } from '../../src/data/encoding/inputs.ts';
import type { SavedModel, SavedNetwork } from '../../src/saved/model.ts';
import { floatTensors, someFacts } from './models.ts';

export function numericInput(name: string): Input {
  return { kind: 'numeric', name, mean: 0, deviation: 1, filler: 0, indicator: false };
}

/** A network of these hidden widths for these inputs, and classes or (null) a number. */
export function randomModel(
  hidden: readonly number[],
  network: Partial<SavedNetwork>,
  inputs: readonly Input[],
  classes: readonly string[] | null,
  seed = 1,
): SavedModel {
  const features = inputs.reduce((sum, input) => sum + inputWidth(input), 0);
  const widths = [features, ...hidden, classes?.length ?? 1];
  const all = { ...someFacts.network, ...network, widths };
  const random = Random.stream(seed, 'init');
  const tensors = new Map(
    floatTensors(all).map(({ name, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Float32Array.from({ length: size }, () => random.normal());
      // A variance is never below 0.
      return [name, name.endsWith('running_var') ? values.map(value => value * value) : values];
    }),
  );
  const task = classes === null ? 'regression' : 'classification';
  const scale = classes === null ? { mean: 40, deviation: 16 } : { mean: 0, deviation: 1 };
  const target = { name: 'target', task, classes, isNumber: false, ...scale } as const;
  return { ...someFacts, network: all, inputs, target, tensors };
}

/** Rows (count, features) of a normal distribution. */
export function randomRows(count: number, features: number, seed = 2): Float32Array {
  const random = Random.stream(seed, 'order');
  return Float32Array.from({ length: count * features }, () => random.normal());
}
