/** The events of `sweep`, which come after those of all runs. */

import {
  array,
  boolean,
  byName,
  choice,
  count,
  detailed,
  event,
  type Field,
  finite,
  interval,
  number,
  object,
  orNull,
  text,
} from './fields.ts';
import { cellSettings } from './settings.ts';

const t95 = interval('95 % t interval of the mean; null with one seed');

const spread = (meaning: string) =>
  object(
    { q25: finite('lower quartile'), median: finite('median'), q75: finite('upper quartile') },
    `${meaning}: median and quartiles over the seeds, in which a run that diverged counts as infinite; null where they are`,
  );

const difference = {
  mean: finite("mean over the seeds of the first arm's `measure` less that of the other; null if a run diverged"),
  t95,
};

const at = { json: cellSettings.json, meaning: 'the settings of the cell' } as typeof cellSettings;

/** A number, a name, or the widths of layers. */
const value: Field<number | string | boolean | null | readonly number[]> = { json: {}, meaning: '' };

export const cell = event('cell', 'A point of a sweep: the runs of one arm over the seeds.', {
  cell: { ...cellSettings, meaning: 'the settings of the point, by key' },
  arm: text('the arm'),
  seeds: count('runs, one a seed'),
  diverged: count('runs that diverged'),
  trains: number(
    'share of the runs that train: whose training loss of the last epoch is at most halfway from the loss of the best constant ' +
      'prediction (`nullLoss`) to the lowest of all runs of the seed, of both arms',
  ),
  trainLoss: spread('training loss of the last epoch'),
  validationLoss: orNull(spread('lowest validation loss after training began')),
  validationScore: orNull(spread('validation score at this loss')),
});

const best = orNull(
  detailed(
    {
      cell: at,
      loss: number('its median `measure`'),
      atEdge: array(
        text(''),
        'the axes at whose first or last value it is: it may be better beyond. Axes without order are left out',
      ),
    },
    'the cell with the lowest median `measure`; null if all diverged',
  ),
);

const arm = {
  region: number('share of the runs that train'),
  decades: byName(
    object(
      {
        decades: number('number of cells that train times the spacing; mean over the seeds and over other axes'),
        atEdge: boolean('whether a first or last cell trains: a lower bound'),
      },
      '',
    ),
    'for each axis with equal ratios the width of the region that trains, in powers of ten',
  ),
  best,
  expectedBest: array(
    object(
      {
        tries: count('number of cells'),
        loss: finite('expected lowest median `measure`; null if a cell that diverged still has weight'),
      },
      '',
    ),
    'what to expect of `tries` cells that are chosen at random: the same effort of tuning for both arms',
  ),
};

export const sweep = event('sweep', 'What all cells of a sweep come to. It describes: there are no tests in it.', {
  axes: array(
    object(
      {
        name: text('a setting; `depth` and `width` are the number and the width of hidden layers'),
        values: array(value, 'its values'),
        decades: finite('powers of ten between neighbours; null if their ratios are not about equal'),
      },
      '',
    ),
    'the axes of the grid',
  ),
  points: count('points of the grid'),
  cells: count('points that are reported; fewer than `points` if the sweep is not complete'),
  seeds: count('seeds that are reported'),
  pairs: count('pairs of runs that were asked for'),
  used: count('pairs of runs that are reported'),
  measure: choice(
    ['validationLoss', 'trainLoss'],
    'what best and differences go by: the lowest validation loss, or, without validation rows, the training loss of the last epoch',
  ),
  arms: byName(detailed(arm, ''), 'for each arm `region`, `decades`, `best` and `expectedBest`'),
  decades: byName(
    object({ mean: number('the mean'), t95 }, ''),
    "for each axis with equal ratios the second arm's decades less those of the first: mean over the seeds, and interval",
  ),
  matched: array(object({ cell: at, ...difference }, ''), 'for each cell the difference of the arms'),
  atBaselineBest: orNull(detailed({ cell: at, ...difference }, "the difference at the first arm's best cell")),
  ownBest: orNull(
    detailed(
      {
        ...difference,
        cells: byName(array(orNull(at), ''), 'for each arm the cell that each seed is tested at'),
      },
      'the difference where each arm has its own best cell, which is chosen for each seed by the median of the other seeds; null ' +
        'with one seed',
    ),
  ),
});

export const stableLr = event('stable-lr', 'The largest learning rate at which an arm trains, with one seed.', {
  arm: text('the arm'),
  seed: count('the seed'),
  lr: finite('the rate; null if the arm trains at no rate'),
  bestLr: finite('the rate with the lowest training loss, from which the search goes up'),
  atEdge: boolean('whether the arm still trains at the highest rate that was tried'),
  island: boolean('whether the arm trains again at a rate above the first at which it does not'),
});

export const stableLrSummary = event('stable-lr-summary', 'The largest stable learning rates of all seeds.', {
  seeds: count('seeds whose search is complete'),
  arms: byName(
    object(
      {
        median: finite('median of the rates; null if no seed has one'),
        min: finite('the lowest'),
        max: finite('the highest'),
        atEdge: count('seeds with `atEdge`'),
        island: count('seeds with `island`'),
      },
      '',
    ),
    'for each arm',
  ),
  decades: detailed(
    {
      mean: finite("mean over the seeds of log10 of the second arm's rate / that of the first; null if one is missing"),
      t95,
    },
    '',
  ),
});
