/**
 * Converts numbers of a safetensors file to float32. F16 (5 bits of exponent, 10 of fraction) and BF16 (the upper half
 * of a float32) are converted exactly; F64 is rounded.
 */

import { malformed } from '../base/files/json.ts';
import type { Dtype } from './safetensors.ts';

const decoders = {
  F64: (bytes: ArrayBuffer) => Float32Array.from(new Float64Array(bytes)),
  F32: (bytes: ArrayBuffer) => new Float32Array(bytes),
  F16: (bytes: ArrayBuffer) => Float32Array.from(new Uint16Array(bytes), fromHalf),
  BF16: (bytes: ArrayBuffer) => new Float32Array(Uint32Array.from(new Uint16Array(bytes), bits => bits << 16).buffer),
};

export type FloatDtype = keyof typeof decoders;

export const floatDtypes = Object.keys(decoders) as FloatDtype[];

export function isFloat(dtype: Dtype): dtype is FloatDtype {
  return Object.hasOwn(decoders, dtype);
}

/** The numbers of a tensor. Throws Malformed for numbers that are not finite, and for variances below 0. */
export function floatsFrom(name: string, dtype: FloatDtype, bytes: Buffer): Float32Array {
  // Copied to a buffer in which they are aligned.
  const values = decoders[dtype](Uint8Array.from(bytes).buffer);
  const holds = (value: number) => `tensor '${name}' holds ${value}${dtype === 'F64' ? ' as float32' : ''}`;
  const min = name.endsWith('.running_var') ? 0 : Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) throw malformed(holds(values[i]!));
    if (values[i]! < min) throw malformed(`${holds(values[i]!)}, and a variance is never below 0`);
  }
  return values;
}

function fromHalf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
