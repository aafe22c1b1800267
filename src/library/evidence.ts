/** `evidence`: claims about batch norm, tested on pairs of runs. */

import type {
  ClaimEvent,
  CurveEvent,
  LearningRatesEvent,
  PairEvent,
  ResultEvent,
  StartEvent,
  StepCostEvent,
} from '../events/events.ts';
import { evidenceExperiment } from '../evidence/evidence.ts';
import { type Files, listOf, type OptionNames, type Warned } from './messages.ts';
import { collectEvents, type RunOptions, type Settings } from './train.ts';

export type EvidenceOptions = Omit<RunOptions, 'saveEpoch'>;

/** The initial scale and the learning rate may have several values: an array, or a range such as '0.001..10:9'. */
export type EvidenceSettings = Omit<Settings, 'initScale' | 'lr'> & {
  readonly initScale?: number | readonly number[] | string;
  readonly lr?: number | readonly number[] | string | null;
};

const evidenceOptions: OptionNames<EvidenceOptions> = { onEvent: true, onProgress: true, onPairs: true, signal: true };

export interface Evidence extends Warned {
  readonly start: StartEvent;
  readonly results: readonly ResultEvent[];
  readonly pairs: readonly PairEvent[];
  /** With several learning rates: those of the arms. */
  readonly learningRates: LearningRatesEvent | null;
  readonly curves: readonly CurveEvent[];
  readonly stepCosts: readonly StepCostEvent[];
  /** The verdicts, with everything that they rest on. */
  readonly claims: readonly ClaimEvent[];
}

/** Tests claims about batch norm on the rows of a table. Throws UserError. */
export async function evidence(
  files: Files,
  settings: EvidenceSettings = {},
  options: EvidenceOptions = {},
): Promise<Evidence> {
  const only = await collectEvents(options, evidenceOptions, () => evidenceExperiment(listOf(files), settings));
  return {
    start: only('start')[0]!,
    results: only('result'),
    pairs: only('pair'),
    learningRates: only('learning-rates')[0] ?? null,
    curves: only('curve'),
    stepCosts: only('step-cost'),
    claims: only('claim'),
    warnings: only('warning').map(({ message }) => message),
  };
}
