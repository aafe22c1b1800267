/**
 * Plans memory before training: everything reserves its size first, then one block is allocated and the views are set.
 * Parameters, their gradients, and each number that an optimizer keeps for a parameter are one block each, with the
 * same layout. So the step of an optimizer is one loop, and a checkpoint is one write.
 */

import { OutOfMemory } from '../base/errors.ts';
import type { Vector } from './kernels.ts';

export type FloatWidth = 'float32' | 'float64';

/**
 * Allocates arrays: on the heap, or in the memory of a WebAssembly module. All are zeroed, and are never freed. Throws
 * OutOfMemory.
 */
export interface Memory {
  floats(size: number, width: FloatWidth): Vector;
  int32(size: number): Int32Array;
}

/** A tensor with a shape. The view is set when the plan allocates, and does not change. */
export interface Tensor {
  readonly shape: readonly number[];
  view: Vector;
}

/** A learned tensor. `decayed` says whether weight decay applies to it. */
export interface Parameter extends Tensor {
  readonly name: string;
  readonly decayed: boolean;
  gradient: Vector;
}

/** A tensor that is updated but not learned: running statistics. */
export interface NamedBuffer extends Tensor {
  readonly name: string;
}

/** The blocks of one network; each view of a tensor is in one of them. */
export interface Blocks {
  readonly parameters: Vector;
  readonly gradients: Vector;
  readonly buffers: Vector;
  /** Number of elements at the start of `parameters` that weight decay applies to. */
  readonly decayed: number;
}

const unset = new Float32Array(0);

/** Numbers in a cache line of float32: blocks and scratch start at one. */
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

  /** Reserves memory for values that are used within one step. */
  scratch(...shape: number[]): Tensor {
    const tensor = { shape, view: unset };
    this.#scratch.push(tensor);
    return tensor;
  }

  /**
   * Allocates one zeroed block for everything that was reserved, and sets the views. It is called once, at the end.
   *
   * Throws OutOfMemory if there is not enough memory.
   */
  allocate(width: FloatWidth, from: Memory): Blocks {
    // Decayed parameters come first, so that weight decay applies to one range of the block.
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

/** Allocates one zeroed block. Throws OutOfMemory if there is not enough memory. */
export function allocateNumbers(size: number, width: FloatWidth, from: Memory): Vector {
  const bytes = size * (width === 'float32' ? 4 : 8);
  // Checked before allocating: some systems promise more memory than they have, and kill the process later.
  if (bytes > process.availableMemory()) throw new OutOfMemory(bytes);
  return from.floats(size, width);
}

/** Divides a block into pieces, from its start; each piece takes `room(size)`. */
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
