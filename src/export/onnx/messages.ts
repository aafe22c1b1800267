/**
 * The messages of ONNX that an exported model needs, with the field numbers of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

import { bytes, float, message, type Pieces, stringField, varint } from '../../base/files/protobuf.ts';

/** TensorProto.DataType */
export const elementTypes = { float: 1, int64: 7, string: 8, double: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** Row-major. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly values: Float32Array | Float64Array | BigInt64Array | readonly string[];
}

export type Attribute = number | { float: number } | readonly number[] | readonly string[];

/** The size of the second dimension is null if there is only the first, the rows. The description is for people. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly width: number | null;
  readonly description: string;
}

export interface Model {
  readonly producerVersion: string;
  readonly irVersion: number;
  /** Versions of operator sets by domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Messages from `node` and `initializer`. */
  readonly nodes: readonly Pieces[];
  readonly initializers: readonly Pieces[];
}

/** GraphProto.node */
export function node(
  { name, operator, domain }: { name: string; operator: string; domain: string },
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
): Pieces {
  return message(1, [
    ...inputs.map(input => stringField(1, input)),
    ...outputs.map(output => stringField(2, output)),
    stringField(3, name),
    stringField(4, operator),
    ...Object.entries(attributes).map(([name, value]) => message(5, [stringField(1, name), ...attributeValue(value)])),
    ...(domain === '' ? [] : [stringField(7, domain)]),
  ]);
}

/** The value, and AttributeProto.type */
function attributeValue(value: Attribute): Pieces[] {
  if (typeof value === 'number') return [varint(3, value), varint(20, 2)];
  if ('float' in value) return [float(2, value.float), varint(20, 1)];
  if (value.every(item => typeof item === 'number')) return [...value.map(item => varint(8, item)), varint(20, 7)];
  return [...value.map(item => stringField(9, item)), varint(20, 8)];
}

/** GraphProto.initializer */
export function initializer(name: string, { dims, values }: Tensor): Pieces {
  return message(5, [
    ...dims.map(size => varint(1, size)),
    varint(2, elementTypes[elementType(values)]),
    ...(ArrayBuffer.isView(values)
      ? [bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))]
      : values.map(value => stringField(6, value))),
    stringField(8, name),
  ]);
}

function elementType(values: Tensor['values']): ElementType {
  if (values instanceof Float32Array) return 'float';
  if (values instanceof Float64Array) return 'double';
  return values instanceof BigInt64Array ? 'int64' : 'string';
}

/** ValueInfoProto; the dimension of the rows is symbolic. */
function valueInfo(field: number, { name, type, width, description }: Value): Pieces {
  const shape = [message(1, [stringField(2, 'N')]), ...(width === null ? [] : [message(1, [varint(1, width)])])];
  const tensorType = message(1, [varint(1, elementTypes[type]), message(2, shape)]);
  return message(field, [stringField(1, name), message(2, [tensorType]), stringField(3, description)]);
}

/** ModelProto */
export function modelProto(model: Model): Pieces {
  const graph = [
    ...model.nodes,
    stringField(2, 'bntrain'),
    ...model.initializers,
    ...model.inputs.map(input => valueInfo(11, input)),
    ...model.outputs.map(output => valueInfo(12, output)),
  ];
  return [
    varint(1, model.irVersion),
    stringField(2, 'bntrain'),
    stringField(3, model.producerVersion),
    stringField(6, model.description),
    message(7, graph),
    ...Object.entries(model.opsets).map(([domain, version]) =>
      message(8, [stringField(1, domain), varint(2, version)]),
    ),
    ...Object.entries(model.metadata).map(([key, value]) => message(14, [stringField(1, key), stringField(2, value)])),
  ].flat();
}
