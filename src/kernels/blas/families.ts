/** The libraries that bntrain knows: how each is recognized, kept to one thread, and asked for its version and core. */

import { cpus, release } from 'node:os';
import type { NativeLibrary } from './native.ts';

interface Family {
  readonly title: string;
  /** A function that only this library has, as a declaration without arguments. */
  readonly mark: string;
  /** The function that sets the number of threads; what it takes means one thread. */
  readonly setThreads: string;
  version(library: NativeLibrary): string | null;
  core(library: NativeLibrary): string | null;
}

const families: readonly Family[] = [
  {
    title: 'OpenBLAS',
    mark: 'openblas_get_config',
    setThreads: 'openblas_set_num_threads',
    // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Haswell MAX_THREADS=64"
    version: library => /[\d.]+\d/.exec(text(library, 'openblas_get_config') ?? '')?.[0] ?? null,
    core: library => text(library, 'openblas_get_corename'),
  },
  {
    title: 'MKL',
    mark: 'MKL_Get_Max_Threads',
    setThreads: 'MKL_Set_Num_Threads',
    version(library) {
      const written = Buffer.alloc(200);
      library.find('void MKL_Get_Version_String(void *text, int size)')?.(written, written.length);
      return /Version ([\d.]+)/.exec(written.toString('latin1'))?.[1] ?? null;
    },
    core(library) {
      const branch = library.find('int MKL_CBWR_Get_Auto_Branch()')?.();
      return typeof branch === 'number' ? `branch ${branch}, ${processor()}` : null;
    },
  },
  {
    title: 'BLIS',
    mark: 'bli_info_get_version_str',
    setThreads: 'bli_thread_set_num_threads',
    version: library => text(library, 'bli_info_get_version_str'),
    core(library) {
      const id = library.find('int bli_arch_query_id()')?.();
      return (library.find('const char *bli_arch_string(int id)')?.(id) ?? null) as string | null;
    },
  },
  {
    title: 'Accelerate',
    mark: 'vDSP_mmul',
    // Takes 1 for a single thread.
    setThreads: 'BLASSetThreading',
    version: () => release(),
    core: () => null,
  },
];

export interface Described {
  /** Null for a library that is none of these. */
  readonly library: string | null;
  readonly version: string | null;
  readonly core: string;
}

/** Which library it is. */
export function describe(library: NativeLibrary): Described {
  const family = familyOf(library);
  const core = family?.core(library) ?? processor();
  return { library: family?.title ?? null, version: family?.version(library) ?? null, core };
}

/** Keeps the library to one thread a call, in this process: each arm has its thread. */
export function useOneThread(library: NativeLibrary): void {
  const family = familyOf(library);
  if (family !== undefined) library.find(`void ${family.setThreads}(int64_t threads)`)?.(1);
}

/** Settings in the environment that libraries read when they are loaded, for one thread. */
const environment = {
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  MKL_THREADING_LAYER: 'SEQUENTIAL',
  // The same bits in every run, where matrices start at the same places in cache lines.
  MKL_CBWR: 'AUTO',
  BLIS_NUM_THREADS: '1',
  VECLIB_MAXIMUM_THREADS: '1',
} as const;

/** Runs a function with the environment of one thread: a library makes its threads when it is loaded. */
export function withOneThread<T>(run: () => T): T {
  const before = Object.keys(environment).map(name => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  try {
    return run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

function familyOf(library: NativeLibrary): Family | undefined {
  return families.find(({ mark }) => library.find(`void ${mark}()`) !== null);
}

function text(library: NativeLibrary, name: string): string | null {
  return (library.find(`const char *${name}()`)?.() ?? null) as string | null;
}

function processor(): string {
  return cpus()[0]?.model.trim() ?? process.arch;
}
