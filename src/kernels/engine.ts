/**
 * Which kernels run here. All sets but the reference are one AssemblyScript source, compiled for what an engine can do:
 *
 * - `wide`: tiles for 256-bit registers, which V8's revectorizer makes of pairs of 128-bit operations (Node 24 and newer)
 * - `fused`: tiles for 128-bit registers, with fused multiply-add (relaxed SIMD)
 * - `plain`: 128-bit, multiplication and addition apart; any Node
 * - `reference`: plain TypeScript
 *
 * Both fused sets give the same bits; plain rounds once more in each multiply-add. `blas` is one of these two, with the
 * products of affine layers by a BLAS of the machine, whose bits are its own.
 */

import { existsSync, readFileSync } from 'node:fs';
import v8 from 'node:v8';
import { Worker } from 'node:worker_threads';
import { UserError } from '../base/errors.ts';
import type { Warn } from '../base/warn.ts';
import { bindBlas } from './blas/binding.ts';
import { whatIsWrong } from './blas/check.ts';
import { findBlas } from './blas/find.ts';
import { type BlasLibrary, blasTitle } from './blas/library.ts';
import type { EngineName } from './engine-names.ts';
import type { Kernels } from './kernels.ts';
import type { Memory } from './memory.ts';
import { heap } from './reference/heap-memory.ts';
import { reference } from './reference/reference.ts';
import { agreesWithReference } from './self-check.ts';
import { Arena } from './wasm/arena.ts';
import type { HelperTask } from './wasm/helper.ts';
import { wasmKernels } from './wasm/kernels.ts';
import { Region } from './wasm/region.ts';
import { makeTeamState, type TeamState } from './wasm/team.ts';

/** A chosen set of kernels. Can be sent to worker threads. */
export interface Engine {
  name: EngineName;
  /** Null for the reference. */
  module: WebAssembly.Module | null;
  /** The memory that all threads share; null for the reference. */
  memory: WebAssembly.Memory | null;
  /** The library that computes products; null for the module itself. */
  blas: BlasLibrary | null;
  /** The threads that share the kernels of one network; null for a single thread. */
  team: TeamState | null;
}

/**
 * Chooses the fastest set that this Node can run, or the requested one; `blasFile` names the library of `blas`. If it does
 * not agree with the reference, the plain set is used, with a warning.
 *
 * Throws UserError if this Node cannot run the requested set, or if there is no such library.
 */
export function chooseEngine(wanted: EngineName | 'auto', warn: Warn, blasFile: string | null = null): Engine {
  if (wanted === 'blas') return withBlas(chooseEngine('auto', warn), blasFile);
  if (blasFile !== null) warn('⟪blas⟫ has no effect without ⟪engine=blas⟫', 'no-effect');
  const runnable = fastestFirst();
  let engine: Engine | undefined;
  // One after the other, because loading a set sets V8's flags for it, and the last ones stay.
  for (const name of wanted === 'auto' ? runnable : runnable.filter(each => each === wanted)) engine ??= load(name);
  if (engine === undefined) {
    throw new UserError(`⟪engine⟫: got '${wanted}', which does not run on this Node (${process.versions.node})`);
  }
  if (agrees(engine)) return engine;
  const plain = load('plain');
  const instead = plain !== undefined && agrees(plain) ? plain : load('reference')!;
  warn(
    `the ${engine.name} kernels do not agree with the reference on this machine; ${instead.name} is used instead`,
    'kernels',
  );
  return instead;
}

/** Names the bits of an engine: two with the same name give the same. */
export function bitsOf({ name, blas }: Engine): string {
  if (blas !== null) return blasTitle(blas);
  return name === 'wide' || name === 'fused' ? 'fma' : name;
}

/** The same kernels, with the products of a library. */
export function withLibrary(engine: Engine, blas: BlasLibrary): Engine {
  return { ...engine, name: 'blas', blas };
}

/** The engine with the products of a BLAS that was found. Throws UserError. */
function withBlas(base: Engine, file: string | null): Engine {
  if (base.name !== 'wide' && base.name !== 'fused') {
    throw new UserError(
      `⟪engine=blas⟫: needs the fused kernels, which do not run on this Node (${process.versions.node})`,
    );
  }
  const blas = findBlas(file);
  const engine = withLibrary(base, blas);
  if (agrees(engine)) return engine;
  throw new UserError(`⟪engine=blas⟫: ${blasTitle(blas)} in ${blas.file} does not agree with the reference`);
}

/** Whether the engine agrees with the reference, checked in separate memory. */
export function agrees(engine: Engine): boolean {
  const { module, blas } = engine;
  if (blas !== null && whatIsWrong(bindBlas(blas)) !== null) return false;
  return module === null || agreesWithReference(kernelsOf(withOwnMemory(engine)));
}

/** The memory that must hold the data of this engine's kernels. */
export function memoryOf(engine: Engine): Memory {
  return engine.memory === null ? heap : new Arena(engine.memory);
}

/** Memory of the engine that is used again after each reset. */
export interface ReusedMemory {
  readonly memory: Memory;
  reset(): void;
}

/** A part of the engine's memory that is used again; for the reference, memory that is collected as garbage. */
export function reusedMemory(engine: Engine): ReusedMemory {
  if (engine.memory === null) return { memory: heap, reset: () => {} };
  const memory = new Region(engine.memory);
  return { memory, reset: () => memory.reset() };
}

/** The engine's kernels, which allocate from a part of its memory. */
export function kernelsIn({ name, module, blas, team }: Engine, memory: Memory): Kernels {
  return module !== null && memory instanceof Arena ? wasmKernels({ name, module, blas }, memory, team) : reference;
}

/** The same kernels on a new memory, for separate work. */
export function withOwnMemory(engine: Engine): Engine {
  return engine.module === null ? engine : { ...engine, memory: Arena.create().memory, team: null };
}

/** The engine's kernels, for the calling thread. */
export function kernelsOf(engine: Engine): Kernels {
  return engine.memory === null ? reference : kernelsIn(engine, new Arena(engine.memory));
}

/**
 * The engine with a team of helper threads, which the training thread leads. The helpers start while it already works,
 * and have to be terminated. The reference has no helpers.
 */
export function withHelpers(
  engine: Engine,
  helpers: number,
  started: (thread: Worker) => void = () => {},
): { engine: Engine; threads: Worker[] } {
  const { module, blas, memory } = engine;
  if (helpers < 1 || module === null || memory === null) return { engine, threads: [] };
  const team = makeTeamState(helpers);
  const threads = Array.from({ length: helpers }, (_, index) => {
    const workerData: HelperTask = { module, blas, memory, team, place: index + 1 };
    const thread = new Worker(new URL('./wasm/helper.js', import.meta.url), { workerData });
    started(thread);
    return thread;
  });
  return { engine: { ...engine, team }, threads };
}

const nodeMajor = Number(process.versions.node.split('.')[0]);
/** From this version on V8 has the revectorizer. */
const REVECTORIZES = 24;
/** From this version on relaxed SIMD is on without a flag. */
const RELAXES = 22;

function fastestFirst(): EngineName[] {
  return nodeMajor >= REVECTORIZES ? ['wide', 'fused', 'plain', 'reference'] : ['fused', 'plain', 'reference'];
}

/** The compiled set with a memory; undefined if this Node cannot run it, or if the package was built without it. */
function load(name: EngineName): Engine | undefined {
  if (name === 'reference') return { name, module: null, memory: null, blas: null, team: null };
  setFlags(name);
  const file = new URL(`./assembly/${name}.wasm`, import.meta.url);
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  if (!WebAssembly.validate(bytes)) return undefined;
  try {
    return { name, module: new WebAssembly.Module(bytes), memory: Arena.create().memory, blas: null, team: null };
  } catch (error) {
    // No address space for the memory.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Sets V8's flags for a set. V8 reads its flags when it compiles code, and they apply to the whole process. Only flags
 * that the version knows are set, because V8 complains about others on stderr.
 */
function setFlags(name: EngineName): void {
  if (nodeMajor >= REVECTORIZES) {
    v8.setFlagsFromString(name === 'wide' ? '--experimental-wasm-revectorize' : '--no-experimental-wasm-revectorize');
  } else if (name === 'fused') {
    if (nodeMajor < RELAXES) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
    // Older V8 unrolls the innermost loop and runs out of registers: half the speed.
    v8.setFlagsFromString('--no-wasm-loop-unrolling');
  }
}
