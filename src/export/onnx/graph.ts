/**
 * Builds a graph. Values are identified by their names. Inputs have the names of the columns. All other names are made
 * here, and begin with more slashes than any column name, so that they never collide.
 */

import type { Pieces } from '../../base/files/protobuf.ts';
import type { Encoding } from '../../data/encoding/encodings.ts';
import {
  type Attribute,
  type ElementType,
  elementTypes,
  initializer,
  node,
  type Tensor,
  type Value,
} from './messages.ts';

export const ML = 'ai.onnx.ml';

export interface NodeOptions {
  attributes?: Readonly<Record<string, Attribute>>;
  domain?: string;
  /** Name of the output; generated if absent. */
  name?: string;
}

export class Graph {
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly nodes: Pieces[] = [];
  readonly initializers: Pieces[] = [];
  readonly domains = new Set<string>(['']);
  readonly #prefix: string;
  /** Names of the small constants in the graph, by their content. */
  readonly #constants = new Map<string, string>();
  /** Outputs of nodes, by operator and inputs. */
  readonly #computed = new Map<string, string>();

  /** `columns` are the names of all inputs to come. */
  constructor(columns: readonly string[]) {
    const slashes = columns.map(name => /^\/*/.exec(name)![0].length);
    this.#prefix = '/'.repeat(1 + slashes.reduce((max, count) => Math.max(max, count), 0));
  }

  input(name: string, type: ElementType, width: number, description: string): string {
    this.inputs.push({ name, type, width, description });
    return name;
  }

  /** Appends an underscore if an input has this name. Returns the name. */
  output(wanted: string, type: ElementType, width: number | null, description: string): string {
    let name = wanted;
    while (this.inputs.some(input => input.name === name)) name += '_';
    this.outputs.push({ name, type, width, description });
    return name;
  }

  /** Returns the name of the node's output. An existing node with the same operator and inputs is reused. */
  node(operator: string, inputs: readonly string[], options: NodeOptions = {}): string {
    const { attributes = {}, domain = '' } = options;
    const key = JSON.stringify([operator, inputs, options]);
    const known = this.#computed.get(key);
    if (known !== undefined) return known;
    const name = `${this.#prefix}${operator}_${this.nodes.length}`;
    const output = options.name ?? name;
    this.nodes.push(node({ name, operator, domain }, inputs, [output], attributes));
    this.domains.add(domain);
    this.#computed.set(key, output);
    return output;
  }

  /** Adds a constant tensor; returns its name. */
  tensor(name: string, tensor: Tensor): string {
    const full = `${this.#prefix}${name}`;
    this.initializers.push(initializer(full, tensor));
    return full;
  }

  floats(...values: readonly number[]): string {
    return this.#constant('float', Float32Array.from(values));
  }

  doubles(...values: readonly number[]): string {
    return this.#constant('double', Float64Array.from(values));
  }

  integers(...values: readonly number[]): string {
    return this.#constant('int64', BigInt64Array.from(values, BigInt));
  }

  cast(value: string, to: ElementType): string {
    return this.node('Cast', [value], { attributes: { to: elementTypes[to] } });
  }

  /** Concatenates values; a single value is returned as it is. */
  concat(values: readonly string[], axis = 1): string {
    return values.length === 1 ? values[0]! : this.node('Concat', values, { attributes: { axis } });
  }

  /** Selects columns of (N, width) by their indices; all of them are the value itself. */
  columns(value: string, width: number, indices: readonly number[]): string {
    if (indices.length === width && indices.every((index, n) => index === n)) return value;
    return this.node('Gather', [value, this.integers(...indices)], { attributes: { axis: 1 } });
  }

  #constant(type: ElementType, values: Float32Array | Float64Array | BigInt64Array): string {
    const key = `${type} ${values.join()}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.tensor(`${type}_${this.#constants.size}`, { dims: [values.length], values });
    this.#constants.set(key, name);
    return name;
  }
}

/** The features of some columns, and the network input that each one is for. */
export interface Features {
  /** (N, columns.length) */
  readonly value: string;
  readonly columns: readonly FeatureColumn[];
}

/** The network input at `offset` is (the value - mean) / deviation. */
export interface FeatureColumn {
  readonly offset: number;
  readonly mean: number;
  readonly deviation: number;
}

/** A feature that is a network input as it is. */
export function plainFeature(offset: number): FeatureColumn {
  return { offset, mean: 0, deviation: 1 };
}

/** The encoding of a column, and the position of its first feature among the network's inputs. */
export type Placed<E extends Encoding> = { readonly encoding: E; readonly offset: number };
