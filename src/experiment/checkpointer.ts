/**
 * Writes the checkpoints of an arm, in the arm's own thread, between steps. If one cannot be written, training continues and
 * the previous checkpoint is kept.
 */

import { whyNot } from '../base/files/why-not.ts';
import type { TrainingEvent, WarningEvent } from '../events/events.ts';
import { type ArmFacts, writeArm } from '../saved/arm-file.ts';
import type { CheckpointEvery } from '../saved/run-file.ts';
import type { Attachment, ObservedTrainer } from '../training/attachment.ts';
import { EPOCH_NUMBERS, VALIDATION_NUMBERS } from '../training/curve.ts';
import { countAdded } from '../training/kept-rows.ts';

/** Where an arm writes its checkpoints. Can be sent to threads. */
export interface CheckpointTask {
  /** The directory, as the user named it. */
  directory: string;
  /** The arm's file. */
  path: string;
  every: CheckpointEvery;
  facts: ArmFacts;
}

export class Checkpointer implements Attachment {
  readonly #task: CheckpointTask;
  readonly #warn: (warning: WarningEvent) => void;
  #triedAt = performance.now();
  /** Progress of the trainer when a checkpoint was last tried. */
  #tried = '';
  #failure: string | null = null;
  #hasWarned = false;

  constructor(task: CheckpointTask, warn: (warning: WarningEvent) => void) {
    this.#task = task;
    this.#warn = warn;
  }

  afterSteps(trainer: ObservedTrainer, event: TrainingEvent | null): void {
    if (trainer.hasBegun && this.#isDue(event)) this.#write(trainer);
  }

  /** Writes the last checkpoint, unless it is on the disk. Returns an error message or null. */
  end(trainer: ObservedTrainer): string | null {
    if (this.#failure !== null || this.#tried !== progressOf(trainer)) this.#write(trainer);
    return this.#failure;
  }

  #isDue(event: TrainingEvent | null): boolean {
    const { every } = this.#task;
    if ('seconds' in every) return performance.now() - this.#triedAt >= 1000 * every.seconds;
    return event?.event === 'epoch' && event.epoch % every.epochs === 0;
  }

  #write(trainer: ObservedTrainer): void {
    const { directory, path, facts } = this.#task;
    this.#tried = progressOf(trainer);
    try {
      writeArm(path, facts, trainer.state());
      this.#failure = null;
    } catch (error) {
      this.#failure = `${directory}: no checkpoint could be written: it ${whyNot(error)}`;
      const message = `${this.#failure}; training continues, and the previous checkpoint is kept`;
      if (!this.#hasWarned) this.#warn({ event: 'warning', code: 'not-saved', message });
      this.#hasWarned = true;
    }
    this.#triedAt = performance.now();
  }
}

/** The progress of a trainer as a text. Steps alone do not say whether they were followed by an evaluation. */
function progressOf(trainer: ObservedTrainer): string {
  const { steps, epochs, validations, indices } = trainer.state();
  const added = [
    countAdded(epochs.length / EPOCH_NUMBERS, indices.epochs),
    countAdded(validations.length / VALIDATION_NUMBERS, indices.validations),
  ];
  return `${steps}/${added.join('/')}`;
}
