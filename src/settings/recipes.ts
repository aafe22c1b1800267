/**
 * Recipes: named sets of defaults. A setting that is given overrules its part of the recipe. A setting that a recipe
 * leaves out has the default of the table.
 */

import { formatCount } from '../base/text/format.ts';
import type { OptimizerName } from '../kernels/reference/optimizers.ts';
import { batchSizeByRows, epochsByRows, weightDecayByRows } from './by-rows.ts';
import { byData, type DataFacts, follows, type Preset } from './setting.ts';
import type { Config, SettingKey } from './table.ts';

export const recipeNames = ['plain', 'tabular'] as const;
export type RecipeName = (typeof recipeNames)[number];

/** Undefined, from a setting that is followed, leaves the default of the table. */
export type Recipe = { readonly [K in SettingKey]?: Preset<Config[K] | undefined> };

/** The most rows, held-out ones counted, that a network is trained on again. */
const REFIT_ROWS = { classification: 20_000, regression: 3_000 } as const;

/** A target this many deviations from the mean is far; in a few rows, none is. */
const FAR = 10;
/** The largest share of a far target in the squared deviations of all, for a network to be trained on all rows again. */
const MAX_SHARE = 0.1;

/** Whether the network is trained again on all rows: not if a far target outweighs the others. */
function isRefit({ task, rows, heldOut = 0, farthestTarget = 0 }: DataFacts): boolean {
  const heavy = farthestTarget > FAR && farthestTarget ** 2 > MAX_SHARE * rows;
  return heldOut > 0 && rows + heldOut <= REFIT_ROWS[task] && !heavy;
}

/** A value that goes with AdamW. */
function ofAdamW<T>(value: T) {
  return follows('optimizer', (name: OptimizerName) => (name === 'adamw' ? value : undefined));
}

export const recipes: Readonly<Record<RecipeName, Recipe>> = {
  /** The defaults of the table: constant rates and nothing that hides how stable a network trains. */
  plain: {},
  /** For a good network from a table. docs/recipes.md describes its parts. */
  tabular: {
    squash: follows('standardize', (on: boolean) => (on ? 'asinh' : undefined)),
    epochs: epochsByRows,
    batchSize: batchSizeByRows,
    optimizer: 'adamw',
    lr: ofAdamW(0.02),
    weightDecay: ofAdamW(weightDecayByRows),
    schedule: 'cosine',
    minBatch: 16,
    average: 0.995,
    // Rows far out in a heavy tail of the target have enormous gradients.
    clipNorm: byData('1 for regression', ({ task }) => (task === 'regression' ? 1 : null)),
    clipPredictions: byData('on for regression', ({ task }) => (task === 'regression' ? true : null)),
    refit: byData(
      `up to ${formatCount(REFIT_ROWS.classification)} rows, or ${formatCount(REFIT_ROWS.regression)} in regression, if saved`,
      isRefit,
    ),
    labelSmoothing: byData('0.1 for classification', ({ task }) => (task === 'classification' ? 0.1 : null)),
  },
};
