/** The description of an experiment. */

import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../base/errors.ts';
import { list } from '../base/text/format.ts';
import { settingTo } from '../base/text/setting-names.ts';
import type { ExperimentCommand } from '../saved/run-file.ts';
import type { Config } from '../settings/config.ts';
import type { SeedSource } from '../settings/rows/seeds.ts';
import { defaultOf } from '../settings/table.ts';
import { type Arm, armConfig, hasNorm, type Overrides } from './arms.ts';
import type { CheckpointRequest } from './checkpoint.ts';
import type { Dispatcher } from './pairs/dispatcher.ts';
import type { PairCrew } from './pairs/pair-crew.ts';
import type { PairKeeper } from './pairs/pair-keeper.ts';
import { variedBy } from './pairs/seeds.ts';
import type { SeedRuns } from './pairs/study.ts';
import type { SaveRequest } from './save.ts';

export interface Experiment {
  /** `train` has one arm, the others have several. */
  command: ExperimentCommand;
  /** Files or directories of one table, or - for standard input. */
  paths: readonly string[];
  arms: readonly Arm[];
  /** The settings that all arms share. */
  config: Config;
  /** Settings of the points of a sweep, each of which is trained with every seed; absent if nothing is swept. */
  points?: readonly Overrides[];
  /** What is searched for beyond the points, for each seed and arm. */
  search?: 'stable-lr';
  /** Learning rates of which each arm gets its own, chosen on further seeds; absent for one rate. */
  rates?: readonly number[];
  /** Absent if no network is saved. */
  save?: SaveRequest;
  /** Absent if no checkpoints are written. */
  checkpoint?: CheckpointRequest;
  /** Absent if no results are kept in a folder. */
  results?: ResultsRequest;
  /** Some of the runs, for a coordinator elsewhere; absent for all of them. */
  part?: ExperimentPart;
}

/** Runs that were asked for by name, and where they are kept. */
export interface ExperimentPart {
  readonly runs: readonly SeedRuns[];
  readonly keeper: PairKeeper;
  /** Max bytes of rows in memory. */
  readonly budget: number;
  /** Who trains them, and stays; absent for a crew of their own. */
  readonly crew?: PairCrew;
}

export interface ResultsRequest {
  readonly directory: string;
  /** Absent for all runs. */
  readonly shard?: Shard;
  /** Has the runs trained on other machines; absent for here. */
  readonly dispatcher?: Dispatcher;
}

/** One of `count` shares of the runs; `index` is from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** The most runs that a search takes for each seed and arm, beyond the points. */
export const SEARCH_RUNS = 4;

/** Whether some arm has batch norm, which needs a hidden layer. */
export function meetsBatchNorm({ arms, config }: Pick<Experiment, 'arms' | 'config'>): boolean {
  return arms.some(arm => hasNorm(armConfig(arm, config), 'batch'));
}

/** Throws UserError for a batch size that batch norm cannot train on. */
export function checkBatchSize(experiment: Pick<Experiment, 'arms' | 'config'>): void {
  if (!meetsBatchNorm(experiment)) return;
  const { config } = experiment;
  const single = (['batchSize', 'minBatch'] as const).find(key => config[key] === 1);
  if (single === undefined) return;
  throw new UserError(
    `⟪${single}⟫: got 1, takes 2 or more with batch norm: the variance of one row is 0; ` +
      'without batch norm 1 is enough',
  );
}

/** Throws UserError if networks are to be trained again on all rows that are not saved, or are compared. */
export function checkRefit({ command, arms, config, save }: Experiment): void {
  if (arms.every(arm => armConfig(arm, config).refit !== true)) return;
  if (command === 'compare') {
    throw new UserError('⟪refit⟫: belongs to train; networks that are compared have the same rows held out');
  }
  if (save === undefined) throw new UserError('⟪refit⟫: is of use with ⟪save⟫ only; add that, or leave it out');
}

/** Whether a network may be trained again on all rows. */
export function mayRefit({ command, save }: Pick<Experiment, 'command' | 'save'>): boolean {
  return command === 'train' && save !== undefined;
}

/** Throws UserError for an ensemble in a comparison, or with checkpoints. */
export function checkEnsemble({ arms, config, checkpoint }: Experiment): void {
  if (config.ensemble === null) return;
  const own = settingTo('ensemble', config.ensemble);
  if (arms.length > 1) {
    throw new UserError(`${own}: a comparison is between single networks; leave it out, or train one arm`);
  }
  if (checkpoint !== undefined) {
    throw new UserError(`⟪checkpoint⟫: got ${own} too, which cannot be resumed; leave one of them out`);
  }
}

/** Whether an experiment consists of pairs: it has several seeds, or points. */
export function hasPairs({ config, points }: Pick<Experiment, 'config' | 'points'>): boolean {
  return config.seeds > 1 || points !== undefined;
}

/** Throws UserError for settings that do not go together with several seeds, or with one. */
export function checkSeeds(experiment: Experiment): void {
  const { arms, config, save, checkpoint, results } = experiment;
  const own = settingTo('seeds', config.seeds);
  if (!hasPairs(experiment)) {
    if (!isDeepStrictEqual(config.vary, defaultOf('vary', config))) {
      throw new UserError('⟪vary⟫: is of use with ⟪seeds⟫ only; add that, or leave it out');
    }
    if (results !== undefined) {
      throw new UserError(`${nameOf(results)}: is of use with several runs only; add ⟪seeds⟫, or leave it out`);
    }
    if (checkpoint === undefined || config.trainEvalRows === null) return;
    throw new UserError(`⟪trainEvalRows⟫: got ⟪checkpoint⟫ too, which does not keep it; leave one of them out`);
  }
  checkVary(config);
  checkResults(experiment);
  if (save !== undefined) {
    throw new UserError(`⟪${save.setting}⟫: got ${own} too, and saves the network of one seed; leave one of them out`);
  }
  if (config.ensemble !== null) {
    throw new UserError(`${settingTo('ensemble', config.ensemble)}: got ${own} too; leave one of them out`);
  }
  if (arms.some(arm => armConfig(arm, config).patience !== null)) {
    throw new UserError(
      `⟪patience⟫: got ${own} too; runs that end at different epochs have no common curve, so leave it out`,
    );
  }
}

/** Throws UserError for a folder of results beside a checkpoint, and for shards of runs that follow from others. */
function checkResults({ results, checkpoint, search, rates }: Experiment): void {
  if (results === undefined) return;
  if (checkpoint !== undefined) {
    throw new UserError(
      `${nameOf(results)}: got ⟪checkpoint⟫ too; each of them keeps the runs, so leave one of them out`,
    );
  }
  const one = results.shard !== undefined ? '⟪shard⟫' : results.dispatcher?.detached ? '⟪detach⟫' : null;
  if (one === null) return;
  const after = search !== undefined ? '⟪maxStableLr⟫' : rates !== undefined ? 'several values of ⟪lr⟫' : null;
  if (after === null) return;
  throw new UserError(`${one}: got ${after} too, whose later runs follow from the first ones; leave out ${one}`);
}

function nameOf({ dispatcher }: ResultsRequest): string {
  return dispatcher === undefined ? '⟪results⟫' : '⟪queue⟫';
}

/** Why nothing is drawn at random that seeds could vary. */
const undrawn: Readonly<Record<SeedSource, string>> = {
  split: 'no split is drawn at random',
  init: 'initial weights come from ⟪initFrom⟫',
  order: '⟪shuffle=false⟫ keeps the order of the rows',
};

/** Throws UserError if what was asked to differ between seeds cannot. By default that is all that can. */
function checkVary(config: Config): void {
  const { seeds, vary } = config;
  if (seeds === 1) return;
  const varied = variedBy(config);
  const isAsked = !isDeepStrictEqual(vary, defaultOf('vary', config));
  const fixed = vary.find(source => !varied.includes(source));
  if (fixed === undefined || (varied.length > 0 && !isAsked)) return;
  const reasons = vary.filter(source => !varied.includes(source)).map(source => undrawn[source]);
  const way = varied.length > 0 ? `leave ${fixed} out` : 'all seeds would give the same runs, so vary something else';
  throw new UserError(`${settingTo('vary', vary)}: ${list(reasons)}; ${way}`);
}

/**
 * The fewest rows of a last batch. All arms leave out a batch that an arm with batch norm cannot train on, so that they get the
 * same batches.
 */
export function minBatchOf(experiment: Pick<Experiment, 'arms' | 'config'>): number {
  return experiment.config.minBatch ?? (meetsBatchNorm(experiment) ? 2 : 1);
}
