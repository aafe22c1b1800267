/** A trainer whose run is probed at every step, in memory. */

import { Batches } from '../../src/data/batches/batches.ts';
import type { Dataset } from '../../src/data/batches/dataset.ts';
import type {
  GradientsEvent,
  LandscapeEvent,
  ProbeEvent,
  ProbingEvent,
  TrainingEvent,
} from '../../src/events/events.ts';
import type { FloatWidth } from '../../src/kernels/memory.ts';
import { heap } from '../../src/kernels/reference/heap-memory.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { Network } from '../../src/network/network.ts';
import type { Task } from '../../src/network/tasks.ts';
import type { TrainingConfig } from '../../src/settings/table.ts';
import { type ProbeSettings, Probes } from '../../src/training/probes/probes.ts';
import { Trainer } from '../../src/training/trainer.ts';

export const everyStep: ProbeSettings = {
  probeSteps: 1,
  landscapeSteps: 1,
  landscapeMultipliers: [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],
  probeUnit: null,
};

export interface ProbedRun {
  readonly config: TrainingConfig;
  readonly widths: readonly number[];
  readonly train: Dataset;
  readonly width?: FloatWidth;
  readonly task?: Task;
  /** Puts the initial parameters in. */
  readonly start: (network: Network) => void;
}

/** A trainer on the reference kernels, with rows in file order. */
export function makeTrainer({
  config,
  widths,
  train,
  start,
  width = 'float64',
  task = 'classification',
}: ProbedRun): Trainer {
  const { activation, norm, bnMomentum, bnEps, bnStats, batchSize } = config;
  const spec = { widths, activation, norm, bnMomentum, bnEps, bnStats, capacity: train.rows };
  const network = new Network(spec, reference, width);
  start(network);
  const batches = new Batches({ rows: train.rows, batchSize, random: null, minBatch: 2, memory: heap });
  const arm = norm === 'none' ? 'baseline' : `${norm}norm`;
  return new Trainer({
    arm,
    task,
    network,
    train,
    validation: null,
    batches,
    rowBuffer: null,
    config,
    targetDeviation: 1,
  });
}

/** Trains to the end with probes of these settings; what each of them sent, and the other events. */
export function probe(trainer: Trainer, settings: readonly ProbeSettings[]) {
  const sent = settings.map((): ProbingEvent[] => []);
  const attached = settings.map((each, n) => new Probes(each, trainer, event => sent[n]!.push(event)));
  const events: TrainingEvent[] = [];
  while (!trainer.finished) {
    const steps = Math.min(...attached.map(probes => probes.stepsUntilCall(trainer.steps)));
    const event = trainer.advance(steps);
    if (event !== null) events.push(event);
    if (!trainer.finished) for (const probes of attached) probes.afterSteps(trainer);
  }
  return { sent, events };
}

export function probesIn(events: readonly ProbingEvent[]): ProbeEvent[] {
  return events.filter(event => event.event === 'probe');
}

export function gradientsIn(events: readonly ProbingEvent[]): GradientsEvent[] {
  return events.filter(event => event.event === 'gradients');
}

export function landscapesIn(events: readonly ProbingEvent[]): LandscapeEvent[] {
  return events.filter(event => event.event === 'landscape');
}
