/** Finds a BLAS of this machine: the file that somebody named, or one at the usual places of the system. */

import { existsSync } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import { type Blas, integerBitsOf, sgemmOf } from './binding.ts';
import { whatIsWrong } from './check.ts';
import { describe, useOneThread, withOneThread } from './families.ts';
import { howToGetBlas } from './install.ts';
import type { BlasLibrary } from './library.ts';
import { addressIn, type Koffi, type NativeLibrary, nativeCalls, openNative, undecorated } from './native.ts';

/** The variable of the environment that names a library. */
const VARIABLE = 'BNTRAIN_BLAS';

/**
 * Names that the system's loader finds, and paths where it does not look. Debian's `libblas.so.3` is not among them: where
 * it is fast, its library is installed under its own name too.
 */
const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
    '/usr/local/opt/openblas/lib/libopenblas.dylib',
  ],
  linux: [
    'libopenblas.so.0',
    // Fedora's, whose libopenblas.so.0 is of one thread only.
    'libopenblasp.so.0',
    'libopenblaso.so.0',
    'libopenblas.so',
    'libmkl_rt.so.2',
    'libmkl_rt.so.1',
    'libmkl_rt.so',
    '/opt/intel/oneapi/mkl/latest/lib/libmkl_rt.so.2',
    '/opt/intel/oneapi/mkl/latest/lib/intel64/libmkl_rt.so.2',
    'libblis.so.4',
    'libblis.so',
    'libcblas.so.3',
    'libcblas.so',
  ],
  win32: ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll', 'mkl_rt.dll', 'libblis.dll'],
};

/** What builders put around names: nothing; SciPy's prefix; the suffixes for integers of 64 bits. */
const decorations = ['', 'scipy_'].flatMap(prefix => ['', '64_', '_64'].map(suffix => ({ prefix, suffix })));

/** Throws UserError if there is none that can be used; `file` is one that a setting names. */
export function findBlas(file: string | null, usual = places[process.platform] ?? places.linux!): BlasLibrary {
  const koffi = nativeCalls();
  if (koffi === null) {
    throw new UserError(
      '⟪engine=blas⟫: needs the optional package koffi, which is not installed or has no binary for this system; install bntrain with its optional dependencies',
    );
  }
  const named = file ?? process.env[VARIABLE];
  if (named) {
    const found = openBlas(koffi, named);
    if (typeof found !== 'string') return found;
    throw new UserError(`${file === null ? VARIABLE : '⟪blas⟫'}: ${named}: ${found}${orHere(named)}`);
  }
  const refused: string[] = [];
  for (const place of usual) {
    const found = openBlas(koffi, place);
    if (typeof found !== 'string') return found;
    if (!found.startsWith(UNLOADED)) refused.push(`${place}: ${found}`);
  }
  const unusable = refused.length === 0 ? '' : ` that can be used (${refused.join('; ')})`;
  throw new UserError(
    `⟪engine=blas⟫: no BLAS library was found${unusable}. ${howToGetBlas()}, or name one with ⟪blas⟫`,
  );
}

/** The system looks for a name without a folder at its own places only. */
function orHere(name: string): string {
  return process.platform !== 'win32' && !name.includes('/') && existsSync(name)
    ? `; for the file in this folder, write ./${name}`
    : '';
}

const UNLOADED = 'it cannot be loaded';

/** The library, with one thread, or why it cannot be used. */
function openBlas(koffi: Koffi, file: string): BlasLibrary | string {
  return withOneThread(() => {
    let plain: NativeLibrary;
    try {
      plain = openNative(koffi, file);
    } catch (error) {
      return `${UNLOADED} (${(error as Error).message.split('\n')[0]})`;
    }
    return examine(plain, file, buffer => addressIn(koffi, buffer));
  });
}

/** The library, or why it cannot be used. */
export function examine(plain: NativeLibrary, file: string, addressOf: Blas['addressOf']): BlasLibrary | string {
  const decoration = decorations.find(
    ({ prefix, suffix }) => plain.find(`void ${prefix}cblas_sgemm${suffix}()`) !== null,
  );
  if (decoration === undefined) return 'it has no function cblas_sgemm';
  const native = undecorated(plain, decoration.prefix, decoration.suffix);
  useOneThread(native);
  const integerBits = integerBitsOf(native, addressOf);
  const wrong = whatIsWrong({ sgemm: sgemmOf(native, integerBits)!, addressOf });
  if (wrong !== null) return wrong;
  const { library, version, core } = describe(native);
  return { library: library ?? file.replace(/^.*[/\\]/, ''), version, core, file, ...decoration, integerBits };
}
