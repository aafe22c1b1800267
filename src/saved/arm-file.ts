/**
 * The checkpoint of an arm: a safetensors file of the trainer's state. Blocks are as they lie in memory; losses and the curve
 * are in float64, so that a resumed run has the same bits. Events of probes are JSON lines. The metadata has a SHA-256 of all the rest, so that training never
 * continues from a damaged file.
 */

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeAllSync } from '../base/files/disk.ts';
import { array, fields, integer, Malformed, malformed, number, string } from '../base/files/json.ts';
import { replaceFileSync } from '../base/files/output-file.ts';
import type { Arm, ProbingEvent } from '../events/events.ts';
import { type CurvePart, curveWidths } from '../training/curve.ts';
import type { TrainerState } from '../training/state.ts';
import { dataFrom } from './metadata.ts';
import type { SavedData } from './model.ts';
import { CHECKPOINT_FORMAT } from './run-file.ts';
import {
  headerLength,
  type Metadata,
  makeHeader,
  metadataOf,
  type PlacedTensor,
  parseHeader,
  type TensorInfo,
  tensorsOf,
} from './safetensors.ts';
import { checkState, type StateShape } from './state-shape.ts';
import { type FileBytes, readTensorFile } from './tensor-file.ts';

/** The arm, network and data that a state belongs to. */
export interface ArmFacts {
  readonly version: string;
  readonly arm: Arm;
  /** Widths of the network. */
  readonly widths: readonly number[];
  readonly data: SavedData;
}

/** Replaces the file. Throws the system's error. */
export function writeArm(path: string, facts: ArmFacts, state: TrainerState): void {
  const values = blocksOf(state);
  const infos = Object.entries(values).map(([name, view]) => infoOf(name, view));
  const metadata = metadataFor(facts, state);
  const order = makeHeader(infos, {}).placed;
  const bytes = order.map(({ name }) => {
    const { buffer, byteOffset, byteLength } = values[name]!;
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
  const header = makeHeader(infos, { ...metadata, digest: digestOf(metadata, bytes) }).bytes;
  replaceFileSync(path, fd => {
    let position = 0;
    for (const part of [header, ...bytes]) {
      writeAllSync(fd, part, position);
      position += part.length;
    }
  });
}

type Values = Float32Array | Float64Array | Uint8Array;

function blocksOf(state: TrainerState): Record<string, Values> {
  const { totals, epochs, logged, validations, indices, probing, parameters, buffers, optimizer, kept } = state;
  const copy = kept === null ? {} : { 'kept.parameters': kept.parameters, 'kept.buffers': kept.buffers };
  const finer = validations.length === 0 ? {} : { validations };
  const thinned = Object.fromEntries(Object.entries(indices).map(([name, of]) => [`${name}.indices`, of]));
  const probed = probing.length === 0 ? {} : { probing: linesOf(probing) };
  return { totals, epochs, logged, ...finer, ...thinned, parameters, ...optimizer, buffers, ...copy, ...probed };
}

function linesOf(probing: readonly ProbingEvent[]): Uint8Array {
  return Buffer.concat(probing.map((event, n) => Buffer.from(`${n === 0 ? '' : '\n'}${JSON.stringify(event)}`)));
}

function infoOf(name: string, values: Values): TensorInfo {
  const dtype = values instanceof Float32Array ? 'F32' : values instanceof Float64Array ? 'F64' : 'U8';
  return { name, dtype, shape: shapeOf(name, values.length) };
}

function shapeOf(name: string, length: number): number[] {
  const width = Object.hasOwn(curveWidths, name) ? curveWidths[name as CurvePart] : null;
  return width === null ? [length] : [length / width, width];
}

function metadataFor({ version, arm, widths, data }: ArmFacts, state: TrainerState): Metadata {
  const { steps, milliseconds, initHash, orderHash } = state;
  return {
    format: CHECKPOINT_FORMAT,
    version,
    arm,
    widths: JSON.stringify(widths),
    data: JSON.stringify(data),
    progress: JSON.stringify({ steps, milliseconds, initHash, orderHash }),
  };
}

function digestOf(metadata: Metadata, parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(metadata)));
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/**
 * The state in a file; null if there is no file. `check` gets the facts before the state is read. Throws UserError if
 * the file holds no state of this shape.
 */
export function readArm(path: string, shape: StateShape, check: (facts: ArmFacts) => void): TrainerState | null {
  if (!existsSync(path)) return null;
  return readTensorFile(path, 'a checkpoint of this run', bytes => armIn(bytes, shape, check));
}

/** Throws Malformed, and what `check` throws. */
export function armIn({ size, read }: FileBytes, shape: StateShape, check: (facts: ArmFacts) => void): TrainerState {
  const length = headerLength(read(0, Math.min(8, size)), size);
  const header = parseHeader(read(8, length));
  const { digest, ...metadata } = metadataOf(header);
  if (metadata.format !== CHECKPOINT_FORMAT) throw malformed(`its format is not ${CHECKPOINT_FORMAT}`);
  const dataBytes = size - 8 - length;
  const placed = tensorsOf(header, dataBytes);
  const data = read(8 + length, dataBytes);
  if (digestOf(metadata, [data]) !== digest) throw malformed('its digest is that of other contents');
  check(factsFrom(metadata));
  const state = { ...progressFrom(metadata), ...stateOf(placed, data, shape.optimizer) };
  checkState(state, shape);
  return state;
}

function factsFrom(metadata: Metadata): ArmFacts {
  return {
    version: string(metadata.version),
    arm: string(metadata.arm),
    widths: array(jsonOf(metadata, 'widths')).map(width => integer(width)),
    data: dataFrom(fields(jsonOf(metadata, 'data'))),
  };
}

function progressFrom(metadata: Metadata): Pick<TrainerState, 'steps' | 'milliseconds' | 'initHash' | 'orderHash'> {
  const of = fields(jsonOf(metadata, 'progress'));
  return {
    steps: integer(of.steps),
    milliseconds: number(of.milliseconds, 0),
    initHash: string(of.initHash),
    orderHash: string(of.orderHash),
  };
}

function jsonOf(metadata: Metadata, name: string): unknown {
  try {
    return JSON.parse(string(metadata[name]));
  } catch (error) {
    throw error instanceof Malformed ? error : malformed(`'${name}' in its metadata is not JSON`);
  }
}

/** The digest of the file says that they are as they were written. */
function probingIn(bytes: ArrayBufferLike): ProbingEvent[] {
  try {
    return new TextDecoder()
      .decode(new Uint8Array(bytes))
      .split('\n')
      .map(line => fields(JSON.parse(line)) as unknown as ProbingEvent);
  } catch {
    throw malformed('the events of its probes');
  }
}

function stateOf(
  placed: readonly PlacedTensor[],
  data: Buffer,
  optimizer: readonly string[],
): Omit<TrainerState, 'steps' | 'milliseconds' | 'initHash' | 'orderHash'> {
  const left = new Map(placed.map(tensor => [tensor.name, tensor]));
  const remove = (name: string, dtype: 'F32' | 'F64' | 'U8') => {
    const tensor = left.get(name);
    if (tensor?.dtype !== dtype) throw malformed(`tensor '${name}' is missing, or not of ${dtype}`);
    left.delete(name);
    const bytes = data.buffer.slice(data.byteOffset + tensor.begin, data.byteOffset + tensor.end);
    return { tensor, bytes };
  };
  const floats = (name: string) => new Float32Array(remove(name, 'F32').bytes);
  const doubles = (name: string) => {
    const { tensor, bytes } = remove(name, 'F64');
    const numbers = new Float64Array(bytes);
    if (tensor.shape.join() !== shapeOf(name, numbers.length).join()) throw malformed(`the shape of tensor '${name}'`);
    return numbers;
  };
  const state = {
    totals: doubles('totals'),
    epochs: doubles('epochs'),
    logged: doubles('logged'),
    validations: left.has('validations') ? doubles('validations') : new Float64Array(0),
    indices: Object.fromEntries(
      Object.keys(curveWidths)
        .filter(name => left.has(`${name}.indices`))
        .map(name => [name, doubles(`${name}.indices`)]),
    ),
    probing: left.has('probing') ? probingIn(remove('probing', 'U8').bytes) : [],
    parameters: floats('parameters'),
    buffers: floats('buffers'),
    optimizer: Object.fromEntries(optimizer.map(name => [name, floats(name)])),
    kept: left.has('kept.parameters')
      ? { parameters: floats('kept.parameters'), buffers: floats('kept.buffers') }
      : null,
  };
  for (const name of left.keys()) throw malformed(`tensor '${name}' is not part of a state`);
  return state;
}
