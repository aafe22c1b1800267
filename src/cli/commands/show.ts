/** `show`: what is in a model file. */

import { inputWidth } from '../../data/encoding/inputs.ts';
import { describeInput } from '../../data/encoding/kinds/kinds.ts';
import type { LayerDescription, ModelEvent } from '../../events/events.ts';
import { countNumbers, type LayerPlan, layersOf, sizeOf } from '../../network/plan.ts';
import { renderModel } from '../../report/model.ts';
import { ENSEMBLE_FORMAT, MODEL_FORMAT, type SavedModel } from '../../saved/model.ts';
import { networkJson } from '../../saved/network-json.ts';
import { networksOf, type Tensors } from '../../saved/networks.ts';
import { readModel } from '../../saved/read-model.ts';
import type { Invocation } from '../command.ts';
import { printer } from '../printer.ts';

export function show({ args, flags }: Invocation): void {
  const path = args[0]!;
  printer(flags).print(describe(path, readModel(path)), (event, style) => renderModel(event, style, describeInput));
}

function describe(path: string, { tensors, network, inputs, results, ...facts }: SavedModel): ModelEvent {
  const all = networksOf(tensors);
  return {
    event: 'model',
    path,
    format: results.length === 1 ? MODEL_FORMAT : ENSEMBLE_FORMAT,
    ...facts,
    ...(results.length === 1 ? { result: results[0]! } : { results }),
    network: { ...networkJson(network), parameters: countNumbers(network, 'parameter') },
    layers: all.flatMap((own, n) => {
      const prefix = all.length === 1 ? '' : `${n}.`;
      return layersOf(network).map(plan => describeLayer(plan, own, prefix));
    }),
    inputs: inputs.map(input => ({ ...input, width: inputWidth(input) })),
  };
}

/** Kinds are named as in the first version of the event: affine, batchnorm, the activation. */
function describeLayer(plan: LayerPlan, tensors: Tensors, prefix: string): LayerDescription {
  const parameters = plan.tensors.filter(({ role }) => role === 'parameter');
  const rangeIn = (part: string) => {
    const tensor = plan.tensors.find(each => each.part === part);
    return tensor === undefined ? null : rangeOf(tensors.get(tensor.name)!);
  };
  return {
    name: `${prefix}${plan.number}`,
    ...kindAndShape(plan),
    parameters: parameters.reduce((sum, tensor) => sum + sizeOf(tensor), 0),
    runningMean: rangeIn('running_mean'),
    runningVar: rangeIn('running_var'),
  };
}

function kindAndShape(plan: LayerPlan): Pick<LayerDescription, 'kind' | 'shape'> {
  switch (plan.kind) {
    case 'affine':
      return { kind: 'affine', shape: [plan.inputs, plan.width] };
    case 'norm':
      return { kind: `${plan.norm}norm`, shape: [plan.width] };
    case 'activation':
      return { kind: plan.activation, shape: [] };
  }
}

function rangeOf(values: Float32Array): [number, number] {
  return values.reduce(([min, max], value) => [Math.min(min, value), Math.max(max, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
}
