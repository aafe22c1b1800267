/** `compare` and `train`: run an experiment and return its events. */

import { asProperty, nameSettingsIn } from '../base/text/setting-names.ts';
import type {
  ComparisonEvent,
  EpochEvent,
  Listener,
  Progress,
  ResultEvent,
  SavedEvent,
  StartEvent,
  StepEvent,
  TrainingEvent,
} from '../events/events.ts';
import { type Arm, armOf, comparedArms, resolveArms } from '../experiment/arms.ts';
import { runExperiment } from '../experiment/experiment.ts';
import { saveDirectory } from '../experiment/save.ts';
import type { Experiment } from '../experiment/spec.ts';
import { type Config, makeConfig } from '../settings/config.ts';
import { type Files, listOf, type Warned, withPropertyNames } from './messages.ts';

/** Settings by key, as listed in `docs/settings.md`. */
export type Settings = Readonly<Partial<Config>>;

export interface RunOptions {
  /** Called with each event when it is emitted. */
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Called from time to time with the progress of an arm. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops training; the results cover the epochs until then. */
  readonly signal?: AbortSignal;
  /** The epoch to save, if a network is saved; `best` by default. */
  readonly saveEpoch?: 'best' | 'last';
}

export interface TrainOptions extends RunOptions {
  /** The file to save the network in. */
  readonly save?: string;
}

export interface CompareOptions extends RunOptions {
  /** The directory to save the network of each arm in. */
  readonly saveDir?: string;
  /** All others are compared with the first; `baseline` and `batchnorm` by default. */
  readonly arms?: readonly Arm[];
}

/** The events of a run by their kind, in order. */
export interface Training extends Warned {
  readonly start: StartEvent;
  readonly steps: readonly StepEvent[];
  readonly epochs: readonly EpochEvent[];
  readonly results: readonly ResultEvent[];
  readonly comparisons: readonly ComparisonEvent[];
  readonly saved: readonly SavedEvent[];
}

/** Trains a network without and with batch norm, or with the given arms, on the rows of a table. Throws UserError. */
export async function compare(files: Files, settings: Settings = {}, options: CompareOptions = {}): Promise<Training> {
  const { arms = comparedArms, saveDir, saveEpoch: epoch = 'best' } = options;
  return run(options, () => {
    const config = makeConfig(settings);
    return {
      ...{ command: 'compare', paths: listOf(files), arms: resolveArms(arms, settings), config },
      ...(saveDir === undefined ? {} : { save: { setting: 'saveDir', paths: saveDirectory(saveDir, arms), epoch } }),
    };
  });
}

/** Trains one network on the rows of a table. Throws UserError. */
export async function train(
  files: Files,
  settings: Settings = {},
  options: TrainOptions = {},
): Promise<Training & { readonly result: ResultEvent }> {
  const { save, saveEpoch: epoch = 'best' } = options;
  const training = await run(options, () => {
    const config = makeConfig(settings);
    const arm = armOf(config.norm);
    return {
      ...{ command: 'train', paths: listOf(files), arms: [arm], config },
      ...(save === undefined ? {} : { save: { setting: 'save', paths: { [arm.name]: save }, epoch } }),
    };
  });
  return { ...training, result: training.results[0]! };
}

async function run({ onEvent, onProgress, signal }: RunOptions, make: () => Experiment): Promise<Training> {
  const events: TrainingEvent[] = [];
  const collect: Listener = {
    event(event) {
      const named = nameSettingsIn(event, asProperty);
      events.push(named);
      onEvent?.(named);
    },
    progress: progress => onProgress?.(progress),
  };
  try {
    await runExperiment(make(), [collect], signal);
  } catch (error) {
    throw withPropertyNames(error);
  }
  const only = <K extends TrainingEvent['event']>(kind: K) =>
    events.filter((event): event is Extract<TrainingEvent, { event: K }> => event.event === kind);
  return {
    start: only('start')[0]!,
    steps: only('step'),
    epochs: only('epoch'),
    results: only('result'),
    comparisons: only('comparison'),
    saved: only('saved'),
    warnings: only('warning').map(({ message }) => message),
  };
}
