/**
 * Which kernels run here. All sets but the reference are one AssemblyScript source, compiled for what an engine can do:
 *
 * - `wide`: tiles for 256-bit registers, which V8's revectorizer makes of pairs of 128-bit operations (Node 24 and newer)
 * - `fused`: tiles for 128-bit registers, with fused multiply-add (relaxed SIMD)
 * - `plain`: 128-bit, multiplication and addition apart; any Node
 * - `reference`: plain TypeScript
 *
 * Both fused sets give the same bits; plain rounds once more in each multiply-add.
 */

import { readFileSync } from 'node:fs';
import v8 from 'node:v8';
import type { EngineName } from './engine-names.ts';
import type { Kernels } from './kernels.ts';
import type { Memory } from './memory.ts';
import { heap } from './reference/heap.ts';
import { reference } from './reference/reference.ts';
import { Arena } from './wasm/arena.ts';
import { wasmKernels } from './wasm/kernels.ts';

/** A chosen set. Can be sent to worker threads. */
export interface Engine {
  name: EngineName;
  /** Null for the reference. */
  module: WebAssembly.Module | null;
  /** The memory that all threads share; null for the reference. */
  memory: WebAssembly.Memory | null;
}

/** The fastest set that this Node can run, or the one that is asked for if it can. */
export function chooseEngine(wanted: EngineName | 'auto' = 'auto'): Engine {
  const candidates = wanted === 'auto' ? fastestFirst() : [wanted];
  for (const name of candidates) {
    const module = name === 'reference' ? null : compile(name);
    if (module === undefined) continue;
    if (module === null) break;
    return { name, module, memory: Arena.create().memory };
  }
  return { name: 'reference', module: null, memory: null };
}

/** The memory where data for this engine's kernels must lie. */
export function memoryOf(engine: Engine): Memory {
  return engine.memory === null ? heap : new Arena(engine.memory);
}

/** The engine's kernels, for the thread that calls. */
export function kernelsOf({ name, module, memory }: Engine): Kernels {
  return module === null || memory === null ? reference : wasmKernels(name, module, new Arena(memory));
}

const nodeMajor = Number(process.versions.node.split('.')[0]);
/** From this version on V8 has the revectorizer. */
const REVECTORIZES = 24;
/** From this version on relaxed SIMD is on without a flag. */
const RELAXES = 22;

function fastestFirst(): EngineName[] {
  return nodeMajor >= REVECTORIZES ? ['wide', 'fused', 'plain', 'reference'] : ['fused', 'plain', 'reference'];
}

/** The set's module; undefined when this Node cannot run it, or the package was not built with it. */
function compile(name: Exclude<EngineName, 'reference'>): WebAssembly.Module | undefined {
  setFlags(name);
  try {
    const bytes = readFileSync(new URL(`./assembly/${name}.wasm`, import.meta.url));
    return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * V8's flags are read when code is compiled, and are the process's. Only flags that the version knows are set: V8
 * complains about others on stderr.
 */
function setFlags(name: EngineName): void {
  if (name === 'plain') return;
  if (nodeMajor < RELAXES) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
  // Older V8 unrolls the innermost loop and runs out of registers: half the speed.
  if (nodeMajor < REVECTORIZES) v8.setFlagsFromString('--no-wasm-loop-unrolling');
  if (name === 'wide') v8.setFlagsFromString('--experimental-wasm-revectorize');
}
