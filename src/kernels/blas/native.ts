/**
 * Calls functions of shared libraries, through the optional package koffi. It is loaded when a library is, because most
 * runs need none.
 */

import { createRequire } from 'node:module';

/** What is used of koffi. Its own types are missing where it is not installed. */
export interface Koffi {
  load(path: string): { func(declaration: string): unknown };
  address(value: Uint8Array): bigint;
}

/** A function of a library; its arguments are numbers, or buffers that it fills. */
export type NativeFunction = (...args: readonly unknown[]) => unknown;

export interface NativeLibrary {
  /** The function of a declaration in C such as `int name(int a)`; null if the library has none of this name. */
  find(declaration: string): NativeFunction | null;
}

const require = createRequire(import.meta.url);

/** Null if the package is not installed, or has no binary for this system. */
export function nativeCalls(): Koffi | null {
  try {
    return require('koffi') as Koffi;
  } catch {
    return null;
  }
}

/** The libraries that this thread has opened. One that is collected as garbage would be unloaded, with its number of threads. */
const opened = new Map<string, NativeLibrary>();

/** Throws the system's error. */
export function openNative(koffi: Koffi, file: string): NativeLibrary {
  const before = opened.get(file);
  if (before !== undefined) return before;
  const library = koffi.load(file);
  const native: NativeLibrary = {
    find(declaration) {
      try {
        return library.func(declaration) as NativeFunction;
      } catch {
        return null;
      }
    },
  };
  opened.set(file, native);
  return native;
}

/** The library without what its builders put around names, such as `scipy_` and `64_`; some names have nothing around them. */
export function undecorated(library: NativeLibrary, prefix: string, suffix: string): NativeLibrary {
  if (prefix === '' && suffix === '') return library;
  const decorate = (declaration: string) => declaration.replace(/(\w+)\(/, `${prefix}$1${suffix}(`);
  return { find: declaration => library.find(decorate(declaration)) ?? library.find(declaration) };
}

/** The address of the memory in this process. Shared memory of WebAssembly never moves. */
export function addressIn(koffi: Koffi, buffer: ArrayBufferLike): number {
  return Number(koffi.address(new Uint8Array(buffer)));
}
