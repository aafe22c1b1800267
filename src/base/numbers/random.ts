/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators",
 * https://prng.di.unimi.it), in streams that are separate by purpose. Drawing from one stream never moves another,
 * so a network with batch norm gets the same rows, weights and batches as one without.
 *
 * Not for cryptography.
 */

export type Purpose =
  | 'sample'
  | 'split'
  | 'parts'
  | 'init'
  | 'order'
  | 'trainEval'
  | 'probe'
  | 'gradcheck'
  | 'synthetic'
  | 'resamples'
  | 'signs';

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal: number | undefined;

  constructor(state: readonly [number, number, number, number]) {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /** The stream for one purpose and one seed. Each network of an ensemble, counted from 1, has its own. */
  static stream(seed: number, purpose: Purpose, network?: number): Random {
    let state = fnv1a(network === undefined ? `${seed}/${purpose}` : `${seed}/${purpose}/${network}`);
    const next = () => {
      state = (state + 0x9e3779b9) >>> 0;
      return mix(state);
    };
    return new Random([next(), next(), next(), next()]);
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const scrambled = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return scrambled;
  }

  /** A number in [0, 1) with 32 random bits. */
  uniform(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number in [0, bound), each equally likely; bound is at most 2^32. */
  below(bound: number): number {
    for (;;) {
      const draw = this.uint32();
      // The remainder operator takes several times as long, and a quotient of 32-bit numbers is never rounded up to the
      // next integer.
      const multiple = Math.floor(draw / bound) * bound;
      // Draws from the last, incomplete range of `bound` numbers would make some numbers more likely.
      if (multiple + bound <= 0x1_0000_0000) return draw - multiple;
    }
  }

  /**
   * A draw from the standard normal distribution by Marsaglia's polar method (Marsaglia and Bray 1964). It needs log
   * and sqrt only, which give the same bits in every V8; sine and cosine do not.
   */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s);
        this.#spareNormal = v * factor;
        return u * factor;
      }
    }
  }

  /** Puts the items in random order, in place (Fisher and Yates; every order equally likely). */
  shuffle(items: Int32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const pick = this.below(last + 1);
      const held = items[last]!;
      items[last] = items[pick]!;
      items[pick] = held;
    }
  }
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

/** MurmurHash3's 32-bit finalizer: neighbouring inputs get unrelated outputs. */
export function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** FNV-1a, 32 bits, over the text's UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
