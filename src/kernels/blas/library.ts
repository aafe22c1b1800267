/** A BLAS of this machine, as plain data that can be sent to threads and saved. */

/** What decides the bits of products. */
export interface BlasIdentity {
  /** "OpenBLAS"; the name of the file if the library does not tell. */
  readonly library: string;
  /** Null if the library does not tell. */
  readonly version: string | null;
  /** What the library chose its code for; the name of the processor if the library does not tell. */
  readonly core: string;
}

export interface BlasLibrary extends BlasIdentity {
  /** A path, or a name that the system finds. */
  readonly file: string;
  /** Around the name of each function, such as `scipy_` and `64_`. */
  readonly prefix: string;
  readonly suffix: string;
  /** Bits of the integers that its functions take. */
  readonly integerBits: 32 | 64;
}

export function identityOf({ library, version, core }: BlasIdentity): BlasIdentity {
  return { library, version, core };
}

/** "OpenBLAS 0.3.21 (Haswell)". */
export function blasTitle({ library, version, core }: BlasIdentity): string {
  return `${version === null ? library : `${library} ${version}`} (${core})`;
}

export function areSameBlas(one: BlasIdentity | null, other: BlasIdentity | null): boolean {
  if (one === null || other === null) return one === other;
  return one.library === other.library && one.version === other.version && one.core === other.core;
}
