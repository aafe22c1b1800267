/** `sweep`: both arms over a grid of settings. */

import type {
  CellEvent,
  PairEvent,
  ResultEvent,
  StableLrEvent,
  StableLrSummaryEvent,
  StartEvent,
  SweepEvent,
} from '../events/events.ts';
import { makeGrid, makeStableGrid } from '../evidence/sweep/grid.ts';
import { comparedArms } from '../experiment/arms.ts';
import type { Config } from '../settings/config.ts';
import { type Files, listOf, type OptionNames, type Warned } from './messages.ts';
import { collectEvents, type RunOptions } from './train.ts';

/** Settings, of which those of the network and of training may have several values: an array, or a range as a text. */
export type SweepSettings = { readonly [K in keyof Config]?: Config[K] | readonly Config[K][] | string };

export interface SweepOptions extends Omit<RunOptions, 'saveEpoch'> {
  /** Numbers of hidden layers, with `width` instead of `layers`. */
  readonly depth?: number | readonly number[] | string;
  /** Widths of hidden layers. */
  readonly width?: number | readonly number[] | string;
  /** Searches for the largest learning rate at which each arm trains. */
  readonly maxStableLr?: boolean;
  /** Allows more than 10,000 runs. */
  readonly yes?: boolean;
}

const sweepOptions: OptionNames<SweepOptions> = {
  ...({ onEvent: true, onProgress: true, onPairs: true, signal: true } as const),
  ...({ depth: true, width: true, maxStableLr: true, yes: true } as const),
};

export interface Sweep extends Warned {
  readonly start: StartEvent;
  readonly results: readonly ResultEvent[];
  readonly pairs: readonly PairEvent[];
  readonly cells: readonly CellEvent[];
  readonly sweep: SweepEvent;
  /** With `maxStableLr`, for each seed and arm. */
  readonly stableRates: readonly StableLrEvent[];
  readonly stableSummary: StableLrSummaryEvent | null;
}

/** Trains with and without batch norm for every combination of the settings. Throws UserError. */
export async function sweep(files: Files, settings: SweepSettings, options: SweepOptions = {}): Promise<Sweep> {
  const { depth, width, maxStableLr = false, yes = false } = options;
  const only = await collectEvents(options, sweepOptions, () => {
    const given = { seeds: 5, ...settings };
    const grid = (maxStableLr ? makeStableGrid : makeGrid)({ given, depth, width, yes }, comparedArms);
    const search = maxStableLr ? { search: 'stable-lr' as const } : {};
    return { command: 'sweep', paths: listOf(files), arms: comparedArms, ...grid, ...search };
  });
  return {
    start: only('start')[0]!,
    results: only('result'),
    pairs: only('pair'),
    cells: only('cell'),
    sweep: only('sweep')[0]!,
    stableRates: only('stable-lr'),
    stableSummary: only('stable-lr-summary')[0] ?? null,
    warnings: only('warning').map(({ message }) => message),
  };
}
