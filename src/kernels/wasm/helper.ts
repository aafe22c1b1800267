/** The thread of a team's helper. */

import { workerData } from 'node:worker_threads';
import type { BlasLibrary } from '../blas/library.ts';
import { Arena } from './arena.ts';
import { instantiate } from './kernels.ts';
import { help, type TeamState } from './team.ts';

export interface HelperTask {
  module: WebAssembly.Module;
  blas: BlasLibrary | null;
  memory: WebAssembly.Memory;
  team: TeamState;
  /** Number of the helper, from 1. */
  place: number;
}

const { module, blas, memory, team, place } = workerData as HelperTask;
help(team, place, instantiate({ module, blas }, new Arena(memory)));
