/** Records of pairs, from the losses of their runs. */

import type { EpochEvent, PairEvent, ResultEvent, TrainingEvent } from '../../src/events/events.ts';
import { type PairRecord, recordOfPair } from '../../src/experiment/pairs/records.ts';

/** The validation losses of a run by epoch, the first before training. */
export type Run = readonly number[];

export interface RecordOptions {
  /** The accuracy at a loss. */
  score?: (loss: number) => number;
  /** The epochs of a whole run; one with fewer diverged. */
  epochs?: number;
}

/** One record for each pair; `runs` has a run for each pair, by arm. The training loss is half the validation loss. */
export function pairRecords(runs: Readonly<Record<string, readonly Run[]>>, options: RecordOptions = {}): PairRecord[] {
  return pairEvents(runs, options).map(events => recordOfPair(events, {}));
}

export function pairEvents(
  runs: Readonly<Record<string, readonly Run[]>>,
  {
    score = () => 0.5,
    epochs = Math.max(...Object.values(runs).flatMap(all => all.map(run => run.length - 1))),
  }: RecordOptions,
): TrainingEvent[][] {
  const arms = Object.keys(runs);
  return runs[arms[0]!]!.map((_, n) => {
    const seed = n + 1;
    const ofArms = arms.map(arm => ({ arm, seed, losses: runs[arm]![n]! }));
    return [
      ...ofArms.flatMap(({ losses, ...own }) => losses.map((loss, epoch) => epochEvent(own, epoch, loss, score(loss)))),
      ...ofArms.map(({ losses, ...own }) => resultEvent(own, losses, losses.length - 1 < epochs, score)),
      pairEvent(seed),
    ];
  });
}

type Own = Pick<EpochEvent, 'arm' | 'seed'>;

function epochEvent(own: Own, epoch: number, loss: number, score: number): EpochEvent {
  const training = { trainLoss: loss / 2, trainScore: score };
  return {
    event: 'epoch',
    ...own,
    epoch,
    step: 10 * epoch,
    ...training,
    validationLoss: loss,
    validationScore: score,
    seconds: epoch,
  };
}

function resultEvent(own: Own, losses: Run, diverged: boolean, score: (loss: number) => number): ResultEvent {
  const epochs = losses.length - 1;
  const last = losses.at(-1)!;
  return {
    event: 'result',
    ...own,
    epochs,
    steps: 10 * epochs,
    seconds: epochs,
    diverged,
    stoppedEarly: false,
    interrupted: false,
    best: null,
    final: { trainLoss: last / 2, validationLoss: last, validationScore: score(last) },
    initHash: '',
    orderHash: '',
    splitHash: '',
  };
}

function pairEvent(seed: number): PairEvent {
  return { event: 'pair', seed, trainRows: 80, validationRows: 20, nullLoss: 1, guessLoss: 1, digests: {} };
}
