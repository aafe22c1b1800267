/** Runs a kernel of a set and its slow twin on the same numbers, with guards around every operand. */

import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import type { Kernels, Vector } from '../../src/kernels/kernels.ts';
import { reference } from '../../src/kernels/reference/reference.ts';

/** The size of memory for the operands of one call. */
const ROOM = 2 ** 20;
/** How many numbers around each operand no kernel may touch. */
const GUARD = 16;
const UNTOUCHED = -12345.5;

export interface Operand {
  size: number;
  /** The standard deviation of random inputs; without it the operand is an output, filled with garbage. */
  deviation?: number;
  /** Written by the kernel, though it has values before. */
  changed?: boolean;
  /** Creates the values where random ones do not fit. */
  values?: (i: number) => number;
}

export type Views<K extends string> = Record<K, Vector>;

export class Twins {
  readonly kernels: Kernels;
  readonly #room: Vector;
  readonly #random = Random.stream(1, 'gradcheck');

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.#room = kernels.memory.floats(ROOM, 'float32');
  }

  /**
   * Calls both kernels, the reference with float64 copies of the views. Outputs must agree to `tolerance` of the largest
   * number in each; inputs and guards must be unchanged.
   */
  compare<K extends string>(
    what: string,
    operands: Record<K, Operand>,
    call: (kernels: Kernels, views: Views<K>) => void,
    tolerance = 1e-5,
  ): void {
    const names = Object.keys(operands) as K[];
    const fast = {} as Views<K>;
    const slow = {} as Views<K>;
    const used = names.reduce((sum, name) => sum + operands[name].size + GUARD, GUARD);
    expect(used).to.be.at.most(ROOM);
    this.#room.fill(UNTOUCHED, 0, used);
    let offset = GUARD;
    for (const name of names) {
      const { size, deviation, values } = operands[name];
      fast[name] = this.#room.subarray(offset, offset + size);
      offset += size + GUARD;
      for (let i = 0; i < size; i++) {
        if (values !== undefined) fast[name][i] = values(i);
        else fast[name][i] = deviation === undefined ? Number.NaN : deviation * this.#random.normal();
      }
      slow[name] = Float64Array.from(fast[name]);
    }
    call(this.kernels, fast);
    call(reference, slow);
    for (const name of names) this.#check(`${what}: ${name}`, fast[name], slow[name], operands[name], tolerance);
    this.#checkGuards(
      what,
      names.map(name => operands[name].size),
    );
  }

  #check(what: string, fast: Vector, slow: Vector, operand: Operand, tolerance: number): void {
    const isOutput = operand.changed || (operand.deviation === undefined && operand.values === undefined);
    let greatest = 0;
    for (const value of slow) if (Number.isFinite(value)) greatest = Math.max(greatest, Math.abs(value));
    const allowed = isOutput ? Math.max(tolerance * greatest, 1e-30) : 0;
    for (let i = 0; i < slow.length; i++) {
      const same = Number.isNaN(slow[i]!) ? Number.isNaN(fast[i]!) : Math.abs(fast[i]! - slow[i]!) <= allowed;
      if (!same) expect.fail(`${what}[${i}]: got ${fast[i]}, the reference has ${slow[i]}`);
    }
  }

  #checkGuards(what: string, sizes: readonly number[]): void {
    let offset = 0;
    for (const size of [...sizes, 0]) {
      for (let i = 0; i < GUARD; i++) {
        if (this.#room[offset + i] !== UNTOUCHED) expect.fail(`${what}: wrote outside its operands`);
      }
      offset += GUARD + size;
    }
  }
}
