/** `compare` and `train`: run an experiment and return its events. */

import { UserError } from '../base/errors.ts';
import { asProperty, nameSettingsIn } from '../base/text/setting-names.ts';
import type {
  ClaimEvent,
  ComparisonEvent,
  CurveEvent,
  EnsembleEvent,
  EpochEvent,
  GradientsEvent,
  LandscapeEvent,
  LinearEvent,
  Listener,
  PairEvent,
  PairsProgress,
  ProbeEvent,
  Progress,
  RefitEvent,
  ResultEvent,
  SavedEvent,
  StartEvent,
  StepCostEvent,
  StepEvent,
  SummaryEvent,
  TrainingEvent,
  ValidationEvent,
} from '../events/events.ts';
import { type Arm, armOf, comparedArms, resolveArms } from '../experiment/arms.ts';
import { saveDirectory } from '../experiment/save.ts';
import type { Experiment } from '../experiment/spec.ts';
import { type Config, makeConfig } from '../settings/config.ts';
import { choice } from '../settings/kinds.ts';
import type { KeptEpoch } from '../training/snapshot.ts';
import { checkOptions, type Files, listOf, type OptionNames, type Warned, withPropertyNames } from './messages.ts';
import { runExperiment } from './run-experiment.ts';

/** Settings by key, as listed in `docs/settings.md`. */
export type Settings = Readonly<Partial<Config>>;

export interface RunOptions {
  /** Called with each event when it is emitted. */
  readonly onEvent?: (event: TrainingEvent) => void;
  /** Called from time to time with the progress of an arm. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called with the progress of all pairs, with several seeds. */
  readonly onPairs?: (progress: PairsProgress) => void;
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

const ofRuns = { onEvent: true, onProgress: true, onPairs: true, signal: true, saveEpoch: true } as const;
const compareOptions: OptionNames<CompareOptions> = { ...ofRuns, saveDir: true, arms: true };
const trainOptions: OptionNames<TrainOptions> = { ...ofRuns, save: true };
const savedEpochs = choice(['best', 'last']);

/** The events of a run by their kind, in order. */
export interface Training extends Warned {
  readonly start: StartEvent;
  readonly steps: readonly StepEvent[];
  readonly epochs: readonly EpochEvent[];
  /** Validations within epochs. */
  readonly validations: readonly ValidationEvent[];
  /** With `probeSteps` and `landscapeSteps`; see docs/probes.md. */
  readonly probes: readonly ProbeEvent[];
  readonly gradients: readonly GradientsEvent[];
  readonly landscapes: readonly LandscapeEvent[];
  readonly results: readonly ResultEvent[];
  /** Networks trained again on all rows. */
  readonly refits: readonly RefitEvent[];
  /** The score of an ensemble; absent without, and if one of its networks has no epoch to take. */
  readonly ensemble?: EnsembleEvent;
  /** Linear models beside the network of `train`. */
  readonly linears: readonly LinearEvent[];
  readonly comparisons: readonly ComparisonEvent[];
  /** With several seeds: the pairs, one a seed, and what is known over all of them. */
  readonly pairs: readonly PairEvent[];
  readonly curves: readonly CurveEvent[];
  readonly summaries: readonly SummaryEvent[];
  readonly stepCosts: readonly StepCostEvent[];
  readonly claims: readonly ClaimEvent[];
  readonly saved: readonly SavedEvent[];
}

/** Trains a network without and with batch norm, or with the given arms, on the rows of a table. Throws UserError. */
export async function compare(files: Files, settings: Settings = {}, options: CompareOptions = {}): Promise<Training> {
  const { arms = comparedArms, saveDir } = options;
  return run(options, compareOptions, epoch => {
    const config = makeConfig(settings);
    return {
      ...{ command: 'compare', paths: listOf(files), arms: resolveArms(arms, settings), config },
      ...(saveDir === undefined ? {} : { save: { setting: 'saveDir', paths: saveDirectory(saveDir, arms), epoch } }),
    };
  });
}

/** Trains one network on the rows of a table, by default with the recipe `tabular`. Throws UserError. */
export async function train(
  files: Files,
  settings: Settings = {},
  options: TrainOptions = {},
): Promise<
  Training & { readonly result: ResultEvent; readonly refit: RefitEvent | null; readonly linear: LinearEvent | null }
> {
  const { save } = options;
  const training = await run(options, trainOptions, epoch => {
    const config = makeConfig({ recipe: 'tabular', ...settings });
    const arm = armOf(config.norm);
    return {
      ...{ command: 'train', paths: listOf(files), arms: [arm], config },
      ...(save === undefined ? {} : { save: { setting: 'save', paths: { [arm.name]: save }, epoch } }),
    };
  });
  return {
    ...training,
    result: training.results[0]!,
    refit: training.refits[0] ?? null,
    linear: training.linears[0] ?? null,
  };
}

/** Returns the events of a kind, in order. */
export type Only = <K extends TrainingEvent['event']>(kind: K) => Extract<TrainingEvent, { event: K }>[];

/** Runs an experiment and collects its events. `make` is given the epoch whose network is saved. Throws UserError. */
export async function collectEvents<Options extends RunOptions>(
  options: Options,
  names: OptionNames<Options>,
  make: (epoch: KeptEpoch) => Experiment,
): Promise<Only> {
  const { onEvent, onProgress, onPairs, signal, saveEpoch = 'best' } = options;
  const events: TrainingEvent[] = [];
  const collect: Listener = {
    event(event) {
      const named = nameSettingsIn(event, asProperty);
      events.push(named);
      onEvent?.(named);
    },
    progress: progress => onProgress?.(progress),
    pairs: progress => onPairs?.(progress),
  };
  try {
    checkOptions(options, names);
    const epoch = savedEpochs.parse(saveEpoch);
    if (epoch === undefined) throw new UserError(`⟪saveEpoch⟫: got '${saveEpoch}', takes ${savedEpochs.takes}`);
    await runExperiment(make(epoch), [collect], signal);
  } catch (error) {
    throw withPropertyNames(error);
  }
  return <K extends TrainingEvent['event']>(kind: K) =>
    events.filter((event): event is Extract<TrainingEvent, { event: K }> => event.event === kind);
}

async function run<Options extends RunOptions>(
  options: Options,
  names: OptionNames<Options>,
  make: (epoch: KeptEpoch) => Experiment,
): Promise<Training> {
  const only = await collectEvents(options, names, make);
  const [ensemble] = only('ensemble');
  return {
    ...(ensemble === undefined ? {} : { ensemble }),
    start: only('start')[0]!,
    steps: only('step'),
    epochs: only('epoch'),
    validations: only('validation'),
    probes: only('probe'),
    gradients: only('gradients'),
    landscapes: only('landscape'),
    results: only('result'),
    refits: only('refit'),
    linears: only('linear'),
    comparisons: only('comparison'),
    pairs: only('pair'),
    curves: only('curve'),
    summaries: only('summary'),
    stepCosts: only('step-cost'),
    claims: only('claim'),
    saved: only('saved'),
    warnings: only('warning').map(({ message }) => message),
  };
}
