/** Settings of what a table is used for: the target, rows and columns, and which rows validate. */

import { choice, columnList, integer, numbersByName, shareOrFile, text, toggle } from '../kinds.ts';
import { follows, setting } from '../setting.ts';

const column = text('a column name, or a position from 1');
const columns = columnList('names, positions, ranges such as 2-5, or patterns such as p*, separated by commas');

export const dataSettings = {
  target: setting(column, null, {
    group: 'data',
    value: '<column>',
    short: 't',
    help: 'column to predict',
    shown: 'the last',
  }),
  task: setting(choice(['auto', 'classification', 'regression']), 'auto', {
    group: 'data',
    value: '<kind>',
    help: 'auto, classification or regression',
  }),
  where: setting(text('an expression such as "age > 18 and island != \'Dream\'"'), null, {
    group: 'data',
    value: '<expression>',
    help: 'only rows such as "age > 18 and island != \'Dream\'"',
  }),
  sample: setting(integer(1), null, {
    group: 'data',
    value: '<n>',
    help: 'only n of the rows, drawn at random',
    shown: 'all',
  }),
  drop: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'columns not to use: names, positions, 2-5, a..d, p*',
  }),
  keep: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'the only columns to use as inputs',
    shown: 'all that are of use',
  }),
  numeric: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'columns to read as numbers',
  }),
  categorical: setting(columns, null, {
    group: 'data',
    value: '<columns>',
    help: 'columns to read as categories',
  }),
  maxCategories: setting(integer(1, 100_000), 50, {
    group: 'data',
    value: '<n>',
    help: 'max inputs of a categorical column; rarer categories share one',
  }),
  standardize: setting(toggle, true, { group: 'data', help: 'do not standardize numbers' }),
  squash: setting(choice(['none', 'asinh']), 'none', {
    group: 'data',
    value: '<how>',
    help: 'asinh: pull in standardized inputs that are far from 0; or none',
  }),
  weight: setting(column, null, {
    group: 'data',
    value: '<column>',
    help: 'column of row weights',
    shown: 'all the same',
  }),
  classWeights: setting(numbersByName('balanced, or weights by class such as a=2,b=1'), null, {
    group: 'data',
    value: '<weights>',
    help: 'balanced, or a=2,b=1',
    shown: 'all the same',
  }),
  validation: setting(
    shareOrFile,
    follows('ensemble', (parts: number | null) => (parts === null ? 0.2 : 0)),
    {
      group: 'validation',
      value: '<share>',
      help: 'share of the rows to validate with, or a file; 0 for none',
      shown: '0.2',
    },
  ),
  ensemble: setting(integer(2, 100), null, {
    group: 'validation',
    value: '<k>',
    help: 'k networks, each validated with one of k parts of the rows; their mean predicts',
    shown: 'one network',
  }),
  group: setting(column, null, {
    group: 'validation',
    value: '<column>',
    help: 'keep rows of one group on one side of the split',
  }),
  time: setting(column, null, { group: 'validation', value: '<column>', help: 'validate with the latest rows' }),
  shuffle: setting(toggle, true, { group: 'validation', help: 'keep file order; validate on the last rows' }),
};
