/** ONNX models, run by onnxruntime-web. */

import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;

export type Column = Float32Array | Float64Array | readonly string[];

/** The values of a tensor, row-major. */
export interface Output {
  readonly dims: readonly number[];
  readonly values: readonly (number | string)[];
}

export interface LoadedModel {
  /** Names of inputs and outputs, in order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The element type of an input. */
  typeOf(name: string): string;
  /** Each input is (rows, values / rows), or (0, 1). */
  run(rows: number, columns: ReadonlyMap<string, Column>): Promise<Map<string, Output>>;
}

export async function loadOnnx(bytes: Uint8Array): Promise<LoadedModel> {
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'], logSeverityLevel: 3 });
  const types = new Map(session.inputMetadata.map(input => [input.name, input.isTensor ? input.type : 'none']));
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    typeOf: name => types.get(name)!,
    async run(rows, columns) {
      const feeds = [...columns].map(([name, values]) => [name, tensorOf(values, rows)] as const);
      const found = await session.run(Object.fromEntries(feeds));
      return new Map(
        Object.entries(found).map(([name, { dims, data }]) => {
          return [name, { dims, values: Array.from(data as ArrayLike<number | string>) }];
        }),
      );
    },
  };
}

function tensorOf(values: Column, rows: number): ort.Tensor {
  const dims = [rows, rows === 0 ? 1 : values.length / rows];
  if (values instanceof Float32Array) return new ort.Tensor('float32', values, dims);
  return values instanceof Float64Array
    ? new ort.Tensor('float64', values, dims)
    : new ort.Tensor('string', [...(values as string[])], dims);
}

/** A table as a caller of the model has it: texts by column, trimmed, '' for a missing cell. */
export type Texts = ReadonlyMap<string, readonly string[]>;

const missingNumbers = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?', '-']);

/** The inputs of the model from a table; dates are as Date reads them, except for digits beyond milliseconds, which it drops. */
export function columnsFor(model: LoadedModel, table: Texts, dates: ReadonlySet<string>): Map<string, Column> {
  return new Map(
    model.inputs.map((name): [string, Column] => {
      const texts = table.get(name)!;
      const type = model.typeOf(name);
      if (type === 'string') return [name, texts];
      const meaning = dates.has(name) ? secondsOf : Number;
      const numbers = texts.map(text => (missingNumbers.has(text) ? Number.NaN : meaning(text)));
      return [name, type === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers)];
    }),
  );
}

/** Seconds since 1970-01-01T00:00:00Z. */
export function secondsOf(date: string): number {
  const fraction = /\.\d+/.exec(date)?.[0] ?? '';
  return Date.parse(date.replace(fraction, '')) / 1000 + Number(`0${fraction}`);
}
