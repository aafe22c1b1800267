/** Keeps whole pairs for an experiment that goes on: in the folder of a checkpoint, or in one of results. */

import type { UserError } from '../../base/errors.ts';
import type { LoadedData } from '../../data/load.ts';
import type { PairEvent, StartEvent, TrainingEvent } from '../../events/events.ts';
import type { Config } from '../../settings/config.ts';
import type { ReadyExperiment } from '../ready.ts';

export interface PairKeeper {
  /** Called once the data are read, with the whole experiment. Throws UserError if its pairs cannot be kept here. */
  begin(experiment: ReadyExperiment, data: LoadedData, start: StartEvent): void;
  /** The events of a pair, of which the last is its own; null if it is not kept. `config` has the settings of the pair. */
  read(pair: PairEvent, config: Config): TrainingEvent[] | null;
  /** If it cannot be written, there is a warning for the first. */
  write(pair: PairEvent, config: Config, events: readonly TrainingEvent[]): void;
  /** Finds what other processes have kept meanwhile. */
  refresh(): void;
  end(): void;
  /** Why the first pair that is not kept could not be written; null if all are kept. */
  readonly failure: UserError | null;
}
