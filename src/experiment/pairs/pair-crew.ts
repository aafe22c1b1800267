/** Who trains pairs: threads with their kernels, and the memory of rows. It may stay from one experiment to the next. */

import type { Engine, ReusedMemory } from '../../kernels/engine.ts';
import { PairThreads } from './pair-threads.ts';

export class PairCrew {
  readonly engine: Engine;
  readonly threads: PairThreads;
  /** Memory whose rows no pair needs any more. */
  readonly idle: ReusedMemory[] = [];

  /** At most `count` threads. */
  constructor(engine: Engine, count: number) {
    this.engine = engine;
    this.threads = new PairThreads(engine, count);
  }

  /** Ends the threads. */
  end(): Promise<void> {
    return this.threads.end();
  }
}
