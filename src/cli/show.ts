/** `show`: what is in a model file. */

import { inputWidth } from '../data/encoding/inputs.ts';
import { countParameters } from '../network/network.ts';
import { type LayerDescription, type ModelEvent, renderModel } from '../report/model.ts';
import { MODEL_FORMAT, type SavedModel, stateDictOf } from '../saved/model.ts';
import { readModel } from '../saved/read-model.ts';
import { detectStyle } from './terminal.ts';

interface Flags {
  json?: boolean;
  color: boolean;
}

export function show(path: string, flags: Flags): void {
  const event = describe(path, readModel(path));
  const text = flags.json ? JSON.stringify(event) : renderModel(event, detectStyle(process.stdout, flags));
  process.stdout.write(`${text}\n`);
}

function describe(path: string, { tensors, network, inputs, ...facts }: SavedModel): ModelEvent {
  return {
    event: 'model',
    path,
    format: MODEL_FORMAT,
    ...facts,
    network: { ...network, parameters: countParameters(network.widths, network.batchNorm) },
    layers: layersOf(network, tensors),
    inputs: inputs.map(input => ({ ...input, width: inputWidth(input) })),
  };
}

function layersOf(network: SavedModel['network'], tensors: SavedModel['tensors']): LayerDescription[] {
  const layers: LayerDescription[] = [];
  for (const { name, layer: kind, shape } of stateDictOf(network)) {
    const [number, part] = name.split('.') as [string, string];
    if (part === 'weight') {
      // The activation in front has a number and no tensors.
      if (Number(number) > layers.length) layers.push(activation(`${layers.length}`, network.activation));
      layers.push({
        name: number,
        kind,
        shape: shape.toReversed(),
        parameters: 0,
        runningMean: null,
        runningVar: null,
      });
    }
    const layer = layers.at(-1)!;
    if (part === 'weight' || part === 'bias') layer.parameters += tensors.get(name)!.length;
    else if (part === 'running_mean') layer.runningMean = rangeOf(tensors.get(name)!);
    else if (part === 'running_var') layer.runningVar = rangeOf(tensors.get(name)!);
  }
  return layers;
}

function activation(name: string, kind: string): LayerDescription {
  return { name, kind, shape: [], parameters: 0, runningMean: null, runningVar: null };
}

function rangeOf(values: Float32Array): [number, number] {
  return values.reduce(([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)], [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as [number, number]);
}
