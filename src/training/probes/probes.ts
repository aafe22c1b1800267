/**
 * Probes a run: an attachment that measures the network, the gradients and the landscape at some steps. It works in a twin of
 * the network, so it changes no bit of the run.
 */

import type { ProbingEvent } from '../../events/events.ts';
import type { Attachment, ObservedTrainer } from '../attachment.ts';
import { type NetworkBlock, networkBlocks } from './blocks.ts';
import { gradientNorms } from './gradients.ts';
import { Landscape } from './landscape.ts';
import { Probe, type ProbedUnit } from './probe.ts';
import { probeRows } from './rows.ts';
import { Twin } from './twin.ts';

export interface ProbeSettings {
  /** Steps between probes; null for none. */
  readonly probeSteps: number | null;
  /** Steps between landscapes; null for none. */
  readonly landscapeSteps: number | null;
  readonly landscapeMultipliers: readonly number[];
  /** The unit, as layer:unit; null for the first one of the last hidden layer. */
  readonly probeUnit: string | null;
}

export class Probes implements Attachment {
  readonly #settings: ProbeSettings;
  readonly #emit: (event: ProbingEvent) => void;
  readonly #twin: Twin;
  /** The blocks of the twin and of the network. */
  readonly #before: readonly NetworkBlock[];
  readonly #after: readonly NetworkBlock[];
  readonly #probe: Probe | null;
  readonly #landscape: Landscape | null;
  /** The last step that was probed. */
  #last: number;

  /** Allocates all memory, and reads the rows of the probe. Throws OutOfMemory. */
  constructor(settings: ProbeSettings, trainer: ObservedTrainer, emit: (event: ProbingEvent) => void) {
    const { network, task, train, config, part } = trainer.run;
    const { probeSteps, landscapeSteps, landscapeMultipliers } = settings;
    this.#settings = settings;
    this.#emit = emit;
    const rows = probeSteps === null ? null : probeRows(train, network, config.seed, part);
    const capacity = Math.max(Math.min(config.batchSize, train.rows), rows?.rows ?? 0);
    this.#twin = new Twin(network, capacity, task, config.labelSmoothing ?? 0);
    this.#twin.update();
    this.#before = networkBlocks(this.#twin.network);
    this.#after = networkBlocks(network);
    const unit = probedUnit(settings.probeUnit, network.spec.widths);
    this.#probe = rows && new Probe(network, this.#twin, rows, unit);
    this.#landscape = landscapeSteps === null ? null : new Landscape(landscapeMultipliers, network.blocks.parameters);
    // A resumed run has the probes of its past.
    this.#last = trainer.hasBegun ? trainer.steps : -1;
  }

  /** Stops at each step to be probed and at the one before it, whose parameters are those before the update. */
  stepsUntilCall(done: number): number {
    const { probeSteps, landscapeSteps } = this.#settings;
    const until = [probeSteps, landscapeSteps].filter(every => every !== null).map(every => every - (done % every));
    return Math.min(...until.map(steps => Math.max(steps - 1, 1)));
  }

  afterSteps(trainer: ObservedTrainer): void {
    const { steps } = trainer;
    if (!trainer.hasBegun || steps === this.#last) return;
    this.#last = steps;
    const { probeSteps, landscapeSteps } = this.#settings;
    if (steps > 0 && this.#isStepDue(steps)) this.#measureStep(trainer, isDue(steps, landscapeSteps));
    if (isDue(steps, probeSteps)) this.#send(trainer, { event: 'probe', ...this.#probe!.measure() });
    if (this.#isStepDue(steps + 1)) this.#twin.update();
  }

  /** An interrupted run may end right after a step to be probed. */
  end(trainer: ObservedTrainer): null {
    this.afterSteps(trainer);
    return null;
  }

  /** Whether the gradient of a step is measured. */
  #isStepDue(step: number): boolean {
    const { probeSteps, landscapeSteps } = this.#settings;
    return isDue(step, probeSteps) || isDue(step, landscapeSteps);
  }

  #measureStep(trainer: ObservedTrainer, landscaped: boolean): void {
    const twin = this.#twin;
    const { batch, learningRate } = trainer;
    const loss = twin.backward(batch);
    const step = { twin, before: this.#before, after: this.#after, batch, learningRate, loss };
    this.#send(trainer, { event: 'gradients', ...gradientNorms(step) });
    if (landscaped) this.#send(trainer, { event: 'landscape', ...this.#landscape!.measure(step) });
  }

  #send(trainer: ObservedTrainer, measured: Measured): void {
    const { arm, part, config } = trainer.run;
    const { event, ...measures } = measured;
    const run = { arm, seed: config.seed, ...(part === undefined ? {} : { part }), step: trainer.steps };
    const whole = { event, ...run, ...measures } as ProbingEvent;
    trainer.keepEvent(whole);
    this.#emit(whole);
  }
}

/** An event without the fields that name the run and the step. */
type Measured = ProbingEvent extends infer E
  ? E extends ProbingEvent
    ? Omit<E, 'arm' | 'seed' | 'part' | 'step'>
    : never
  : never;

function isDue(step: number, every: number | null): boolean {
  return every !== null && step % every === 0;
}

function probedUnit(probeUnit: string | null, widths: readonly number[]): ProbedUnit | null {
  if (widths.length < 3) return null;
  if (probeUnit === null) return { layer: widths.length - 2, unit: 1 };
  const [layer, unit] = probeUnit.split(':').map(Number);
  return { layer: layer!, unit: unit! };
}
