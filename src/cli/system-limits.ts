/** Errors that are not the program's: the system refused files, threads or memory. Each has a message with the way out. */

import { byteSize } from '../base/text/format.ts';

/** A message of the runtime, and its code. */
interface Failure {
  readonly code: string;
  readonly message: string;
}

interface Lack {
  is(failure: Failure): boolean;
  message(failure: Failure): string;
}

/** As many open files load the modules of the program, and two threads. */
const ENOUGH_FILES = 100;

const lacks: readonly Lack[] = [
  {
    // Node does not find a module whose description it cannot open.
    is: ({ code, message }) =>
      /EMFILE|ENFILE|too many open files/.test(`${code} ${message}`) ||
      (code === 'ERR_MODULE_NOT_FOUND' && limitOf('open_files') < ENOUGH_FILES),
    message() {
      const most = limitOf('open_files');
      return most < ENOUGH_FILES
        ? `the system allows ${most} open files, and ${ENOUGH_FILES} are needed; raise the limit (ulimit -n)`
        : 'the system allows no more open files; raise the limit (ulimit -n), or use ⟪threads=1⟫';
    },
  },
  {
    is: ({ code }) => code === 'ERR_WORKER_INIT_FAILED' || code === 'EAGAIN',
    message: ({ message }) =>
      `the system allows no more threads (${message}); raise the limit (ulimit -u), or use ⟪threads=1⟫`,
  },
  {
    is: ({ code }) => code === 'ERR_WORKER_OUT_OF_MEMORY',
    message: () =>
      'out of memory: a thread needs more for its objects; allow more with NODE_OPTIONS=--max-old-space-size=8000 (MB)',
  },
  {
    is: ({ message }) => /^WebAssembly\.\w+\(\): .*(?:out of memory|could not allocate)/i.test(message),
    message: () => 'out of memory: WebAssembly reserves 10 GiB of address space for each memory',
  },
  {
    is: ({ message }) => /^Array buffer allocation failed$|^Invalid typed array length/.test(message),
    message: ({ message }) => `out of memory (${message}); take fewer rows or columns, or free some memory`,
  },
];

/** What the system refused to give, and the way out; null for any other error. */
export function lackOfSystem(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const failure = { code, message };
  return lacks.find(lack => lack.is(failure))?.message(failure) ?? null;
}

/** A message about memory, with the limit of address space if there is one. */
export function withAddressSpace(message: string): string {
  const bytes = limitOf('virtual_memory_bytes', 'virtual_memory_kbytes');
  if (!Number.isFinite(bytes)) return message;
  const limit = `the system allows ${byteSize(bytes)} of address space`;
  return `${message}; ${limit}, and two threads take 48 GiB: raise the limit (ulimit -v)`;
}

/** The limit that the system sets to this process; infinite where there is none, or where it is not known. Older Node has other names. */
function limitOf(...names: readonly string[]): number {
  try {
    const { userLimits = {} } = process.report.getReport() as { userLimits?: Record<string, { soft: unknown }> };
    const soft = names.map(name => userLimits[name]?.soft).find(value => value !== undefined);
    return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
