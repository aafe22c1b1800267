/**
 * Memory planned before training: everything reserves its size first, then one block is allocated and the views are
 * set, once. Parameters and their gradients are a block each with the same layout, and so is what an optimizer keeps of
 * them: its step is one loop, and a checkpoint one write.
 */

import { OutOfMemory } from '../base/errors.ts';
import type { Vector } from './kernels.ts';

export type FloatWidth = 'float32' | 'float64';

/**
 * Where arrays come from: the heap, or the memory of a WebAssembly module. All are zeroed, and stay for good. Throws
 * OutOfMemory.
 */
export interface Memory {
  floats(size: number, width: FloatWidth): Vector;
  int32(size: number): Int32Array;
}

/** Numbers with a shape. The view is set when the plan allocates, and stays. */
export interface Tensor {
  readonly shape: readonly number[];
  view: Vector;
}

/** A tensor that is learned. `decayed` says whether weight decay acts on it. */
export interface Parameter extends Tensor {
  readonly name: string;
  readonly decayed: boolean;
  gradient: Vector;
}

/** A tensor that is kept but not learned: running statistics. */
export interface NamedBuffer extends Tensor {
  readonly name: string;
}

/** The blocks of one network; each view of a tensor lies in one of them. */
export interface Blocks {
  readonly parameters: Vector;
  readonly gradients: Vector;
  readonly buffers: Vector;
  /** How many elements at the start of `parameters` weight decay acts on. */
  readonly decayed: number;
}

const unset = new Float32Array(0);

/** Numbers to a cache line of float32: blocks and scratch start at one. */
const LINE = 16;

export class MemoryPlan {
  readonly parameters: Parameter[] = [];
  readonly buffers: NamedBuffer[] = [];
  readonly #scratch: Tensor[] = [];

  parameter(name: string, shape: readonly number[], options: { decayed: boolean }): Parameter {
    const parameter = { name, shape, decayed: options.decayed, view: unset, gradient: unset };
    this.parameters.push(parameter);
    return parameter;
  }

  buffer(name: string, shape: readonly number[]): NamedBuffer {
    const buffer = { name, shape, view: unset };
    this.buffers.push(buffer);
    return buffer;
  }

  /** Space for values that live for one step. */
  scratch(...shape: number[]): Tensor {
    const tensor = { shape, view: unset };
    this.#scratch.push(tensor);
    return tensor;
  }

  /**
   * Allocates one zeroed block for everything reserved and sets the views. Call it once, when all is reserved.
   *
   * Throws OutOfMemory when there is not so much.
   */
  allocate(width: FloatWidth, from: Memory): Blocks {
    // Decayed parameters first, so that weight decay acts on one stretch of the block.
    const parameters = [...this.parameters.filter(p => p.decayed), ...this.parameters.filter(p => !p.decayed)];
    const parameterCount = total(parameters);
    const bufferCount = total(this.buffers);
    const blockSizes = 2 * padded(parameterCount) + padded(bufferCount);
    const size = this.#scratch.reduce((sum, tensor) => sum + padded(count(tensor)), blockSizes);
    const memory = allocateNumbers(size, width, from);

    const take = slicer(memory, padded);
    const blocks = {
      parameters: take(parameterCount),
      gradients: take(parameterCount),
      buffers: take(bufferCount),
      decayed: total(parameters.filter(p => p.decayed)),
    };
    const inParameters = slicer(blocks.parameters);
    const inGradients = slicer(blocks.gradients);
    const inBuffers = slicer(blocks.buffers);
    for (const parameter of parameters) {
      parameter.view = inParameters(count(parameter));
      parameter.gradient = inGradients(count(parameter));
    }
    for (const buffer of this.buffers) buffer.view = inBuffers(count(buffer));
    for (const tensor of this.#scratch) tensor.view = take(count(tensor));
    return blocks;
  }
}

/** One zeroed block. Throws OutOfMemory when there is not so much. */
export function allocateNumbers(size: number, width: FloatWidth, from: Memory): Vector {
  const bytes = size * (width === 'float32' ? 4 : 8);
  // Asked first: where the system promises more than it has, the allocation succeeds and the process is killed later.
  if (bytes > process.availableMemory()) throw new OutOfMemory(bytes);
  return from.floats(size, width);
}

/** Hands out a block piece by piece, from its start; each piece takes `room(size)`. */
function slicer(block: Vector, room: (size: number) => number = size => size): (size: number) => Vector {
  let offset = 0;
  return size => {
    const start = offset;
    offset += room(size);
    return block.subarray(start, start + size);
  };
}

function padded(size: number): number {
  return Math.ceil(size / LINE) * LINE;
}

function count(tensor: Tensor): number {
  return tensor.shape.reduce((product, size) => product * size, 1);
}

function total(tensors: readonly Tensor[]): number {
  return tensors.reduce((sum, tensor) => sum + count(tensor), 0);
}
