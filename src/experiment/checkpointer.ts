/**
 * Writes the checkpoints of an arm, in the arm's own thread, between steps. What cannot be written is no reason to lose the
 * training: it goes on, and the checkpoint before stays as it is.
 */

import { whyNot } from '../base/files/why-not.ts';
import type { TrainingEvent, WarningEvent } from '../events/events.ts';
import { type ArmFacts, writeArm } from '../saved/arm-file.ts';
import type { CheckpointEvery } from '../saved/run-file.ts';
import type { Trainer } from '../training/trainer.ts';

/** Can be sent to threads. */
export interface CheckpointTask {
  /** The directory, as it was named. */
  directory: string;
  /** The arm's file. */
  path: string;
  every: CheckpointEvery;
  facts: ArmFacts;
}

export class Checkpointer {
  readonly #task: CheckpointTask;
  readonly #warn: (warning: WarningEvent) => void;
  #written = performance.now();
  /** Steps and whether their epoch has ended, of the last try. */
  #place = '';
  #failure: string | null = null;
  #hasWarned = false;

  constructor(task: CheckpointTask, warn: (warning: WarningEvent) => void) {
    this.#task = task;
    this.#warn = warn;
  }

  /** Writes one if it is time; `event` is what the trainer has just said. */
  look(trainer: Trainer, event: TrainingEvent | null): void {
    const { every } = this.#task;
    const isTime =
      'seconds' in every
        ? performance.now() - this.#written >= 1000 * every.seconds
        : event?.event === 'epoch' && event.epoch % every.epochs === 0;
    if (isTime && trainer.hasBegun) this.#write(trainer);
  }

  /** Writes the last one. What the disk has then is not the last if that is not null. */
  end(trainer: Trainer): string | null {
    if (this.#failure !== null || this.#place !== placeOf(trainer)) this.#write(trainer);
    return this.#failure;
  }

  #write(trainer: Trainer): void {
    const { directory, path, facts } = this.#task;
    this.#place = placeOf(trainer);
    try {
      writeArm(path, facts, trainer.state());
      this.#failure = null;
    } catch (error) {
      this.#failure = `${directory}: no checkpoint could be written: it ${whyNot(error)}`;
      const message = `${this.#failure}; training goes on, and the checkpoint before stays as it is`;
      if (!this.#hasWarned) this.#warn({ event: 'warning', message });
      this.#hasWarned = true;
    }
    this.#written = performance.now();
  }
}

function placeOf(trainer: Trainer): string {
  const { steps, epochs } = trainer.state();
  return `${steps}/${epochs.length}`;
}
