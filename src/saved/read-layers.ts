/**
 * Reads layers to start from, in a safetensors file of bntrain or another program. Tensors are named as in the
 * state_dict of torch.nn.Sequential(Linear, [norm,] activation, ..., Linear). Modules without tensors leave gaps in the
 * numbers, so the type of a module follows from its tensors, not its number: a Linear has a weight (outputs, inputs), a
 * BatchNorm1d a running_mean, a LayerNorm a weight of one dimension. Everything is checked before it is used.
 */

import { OutOfMemory } from '../base/errors.ts';
import { malformed } from '../base/files/json.ts';
import type { NormName } from '../kernels/reference/norms.ts';
import type { InitialLayer, InitialNorm } from '../network/layers/layer.ts';
import { type Norm, norms } from '../network/plan.ts';
import { floatDtypes, floatsFrom, isFloat } from './floats.ts';
import { factsFrom, type ModelFacts } from './metadata.ts';
import { headerLength, metadataOf, type PlacedTensor, parseHeader, tensorsOf } from './safetensors.ts';
import { type FileBytes, readTensorFile } from './tensor-file.ts';
import { transposed } from './write-model.ts';

export interface SavedLayers {
  readonly path: string;
  /** Inputs, hidden layers, outputs. */
  readonly widths: readonly number[];
  /** Names of the affine weights. */
  readonly names: readonly string[];
  /** The layers, in memory that threads share. */
  readonly layers: readonly InitialLayer[];
  /** The facts of a bntrain model; null for other files. */
  readonly facts: ModelFacts | null;
  /** Warnings about the file. */
  readonly warnings: readonly string[];
}

/** An affine of the file with the norm after it. */
export interface PlannedLayer {
  readonly number: number;
  readonly weight: PlacedTensor;
  readonly bias: PlacedTensor | undefined;
  norm: FoundNorm | null;
}

interface FoundNorm {
  readonly kind: NormName;
  readonly number: number;
  /** Tensors by the last part of their names. */
  readonly parts: ReadonlyMap<string, PlacedTensor>;
}

/**
 * `check` gets the layers before their numbers are read. Throws UserError for files without such a network, and what
 * `check` throws.
 */
export function readLayers(path: string, check: (layers: readonly PlannedLayer[]) => void): SavedLayers {
  const expected = 'a network to start from, as the state_dict of torch.nn.Sequential(Linear, ..., Linear) is';
  return { path, ...readTensorFile(path, expected, bytes => layersIn(bytes, check)) };
}

/** Throws Malformed, and what `check` throws. */
export function layersIn(
  { size, read }: FileBytes,
  check: (layers: readonly PlannedLayer[]) => void,
): Omit<SavedLayers, 'path'> {
  const length = headerLength(read(0, Math.min(8, size)), size);
  const header = parseHeader(read(8, length));
  const metadata = metadataOf(header);
  const facts = metadata.format?.startsWith('bntrain-model/') ? factsFrom(metadata) : null;
  if (facts !== null && facts.results.length > 1) {
    throw malformed(`it has ${facts.results.length} networks, an ensemble, and a network starts from one`);
  }
  const planned = planLayers(tensorsOf(header, size - 8 - length), facts?.network.norm ?? 'none');
  const widths = [inputsOf(planned[0]!), ...planned.map(outputsOf)];
  if (facts !== null && facts.network.widths.join() !== widths.join()) {
    throw malformed('the shapes of its tensors are not those of the network in its metadata');
  }
  check(planned);
  // The bytes and the numbers are in memory at the same time.
  const bytes = 2 * planned.reduce((sum, { weight }) => sum + weight.end - weight.begin, 0);
  if (bytes > process.availableMemory()) throw new OutOfMemory(bytes);
  const numbers = ({ name, dtype, begin, end }: PlacedTensor) => {
    if (!isFloat(dtype)) throw malformed(`tensor '${name}' is ${dtype}, and weights are ${floatDtypes.join(', ')}`);
    return floatsFrom(name, dtype, read(8 + length + begin, end - begin));
  };
  const layers = planned.map(layer => readLayer(layer, numbers));
  return { widths, names: planned.map(({ weight }) => weight.name), layers, facts, warnings: warningsOf(planned) };
}

type Numbers = (tensor: PlacedTensor) => Float32Array;

function readLayer(layer: PlannedLayer, numbers: Numbers): InitialLayer {
  const { weight, bias, norm } = layer;
  return {
    weight: shared(transposed(numbers(weight), inputsOf(layer), outputsOf(layer))),
    bias: bias === undefined ? null : numbers(bias),
    norm: norm === null ? null : readNorm(norm, outputsOf(layer), numbers),
  };
}

/** Reads a norm. Without gamma and beta (`affine=False`), they are 1 and 0. */
function readNorm({ kind, parts }: FoundNorm, width: number, numbers: Numbers): InitialNorm {
  const read = Object.entries(norms[kind].parts).flatMap(([part, role]) => {
    if (role === 'count') return [];
    const tensor = parts.get(part);
    const values = tensor === undefined ? new Float32Array(width).fill(part === 'weight' ? 1 : 0) : numbers(tensor);
    return [[part, values] as const];
  });
  return { kind, parts: Object.fromEntries(read) };
}

function shared(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

export function inputsOf({ weight }: PlannedLayer): number {
  return weight.shape[1]!;
}

export function outputsOf({ weight }: PlannedLayer): number {
  return weight.shape[0]!;
}

/** `norm` is the norm that the file names; `none` if its tensors decide. */
function planLayers(tensors: readonly PlacedTensor[], norm: Norm): PlannedLayer[] {
  const layers: PlannedLayer[] = [];
  for (const { number, parts } of modulesOf(tensors)) {
    const last = layers.at(-1);
    const weight = parts.get('weight');
    if (weight !== undefined && weight.shape.length === 2) layers.push(planAffine(number, weight, parts, last));
    else addNorm(norm === 'none' ? normOf(number, parts) : norm, number, parts, last);
  }
  const last = layers.at(-1);
  if (last === undefined) throw malformed("it has no Linear, no tensor such as '0.weight'");
  if (last.norm !== null) {
    throw malformed(`behind the last Linear, module ${last.number}, there is a ${norms[last.norm.kind].module}`);
  }
  return layers;
}

function planAffine(
  number: number,
  weight: PlacedTensor,
  parts: ReadonlyMap<string, PlacedTensor>,
  last: PlannedLayer | undefined,
): PlannedLayer {
  const [outputs, inputs] = weight.shape as [number, number];
  if (outputs === 0 || inputs === 0) throw malformed(`tensor '${weight.name}' has no numbers`);
  if (last !== undefined && outputsOf(last) !== inputs) {
    throw malformed(`'${weight.name}' takes ${inputs} inputs, and '${last.weight.name}' gives ${outputsOf(last)}`);
  }
  checkParts(parts, ['weight', 'bias'], outputs);
  return { number, weight, bias: parts.get('bias'), norm: null };
}

/** Adds a norm after the last affine. */
function addNorm(
  kind: NormName,
  number: number,
  parts: ReadonlyMap<string, PlacedTensor>,
  last: PlannedLayer | undefined,
): void {
  const { module, parts: known } = norms[kind];
  if (last === undefined || last.norm !== null) {
    throw malformed(`module ${number} is a ${module}, and in front of it there is no Linear`);
  }
  checkParts(parts, Object.keys(known), outputsOf(last));
  for (const [part, role] of Object.entries(known)) {
    if (role === 'buffer' && !parts.has(part)) throw malformed(`tensor '${number}.${part}' is missing`);
  }
  last.norm = { kind, number, parts };
}

/** The kind of a norm: batch norm has running statistics; a weight of one dimension without them is layer norm. */
function normOf(number: number, parts: ReadonlyMap<string, PlacedTensor>): NormName {
  if (parts.has('running_mean')) return 'batch';
  if (parts.get('weight')?.shape.length === 1 && !parts.has('running_var')) return 'layer';
  const modules = Object.values(norms).map(({ module }) => module);
  throw malformed(`module ${number} is none of ${['Linear', ...modules].join(', ')}: ${namesOf(parts)}`);
}

/** Checks that all tensors except the weight of an affine and counts are vectors of the layer's width. */
function checkParts(parts: ReadonlyMap<string, PlacedTensor>, known: readonly string[], width: number): void {
  for (const [part, { name, shape }] of parts) {
    if (!known.includes(part)) throw malformed(`tensor '${name}' has no place in its module: ${namesOf(parts)}`);
    if (part === 'num_batches_tracked' || shape.join() === `${width}`) continue;
    if (part === 'weight' && shape.length === 2) continue;
    throw malformed(`tensor '${name}' is (${shape.join(', ')}), and (${width}) fits the Linear in front`);
  }
}

function namesOf(parts: ReadonlyMap<string, PlacedTensor>): string {
  return [...parts.values()].map(({ name, shape }) => `'${name}' (${shape.join(', ')})`).join(', ');
}

interface Module {
  readonly number: number;
  readonly parts: Map<string, PlacedTensor>;
}

const NAME = /^(0|[1-9]\d{0,8})\.(weight|bias|running_mean|running_var|num_batches_tracked)$/;

/** The modules, in the order of their numbers. */
function modulesOf(tensors: readonly PlacedTensor[]): Module[] {
  const modules = new Map<number, Module>();
  for (const tensor of tensors) {
    const match = NAME.exec(tensor.name);
    if (match === null) throw malformed(`tensor '${tensor.name}' is not named as '0.weight' or '1.running_mean' are`);
    const number = Number(match[1]);
    const module = modules.get(number) ?? { number, parts: new Map() };
    module.parts.set(match[2]!, tensor);
    modules.set(number, module);
  }
  return [...modules.values()].sort((a, b) => a.number - b.number);
}

function warningsOf(layers: readonly PlannedLayer[]): string[] {
  const warnings: string[] = [];
  const used = layers.flatMap(({ weight, bias, norm }) => [weight, bias, ...(norm?.parts.values() ?? [])]);
  const floats = used.filter(tensor => tensor !== undefined && !tensor.name.endsWith('.num_batches_tracked'));
  const others = new Set(floats.map(tensor => tensor!.dtype));
  others.delete('F32');
  if (others.has('F64')) warnings.push('its numbers are F64, and are rounded to float32');
  else if (others.size > 0) warnings.push(`its numbers are ${[...others].join(' and ')}, converted to float32`);
  for (const { number, norm } of layers) {
    if (norm === null || norm.number === number + 1) continue;
    const { module, title } = norms[norm.kind];
    warnings.push(
      `between its Linear ${number} and ${module} ${norm.number} there is another module; here the ${title} stands ` +
        'right behind the affine, and with an activation between them that is another network',
    );
  }
  return warnings;
}
