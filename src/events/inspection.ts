/** The event of `inspect`. */

import type {
  ColumnReport,
  Count,
  DateReport,
  Histogram,
  Inspection,
  NumberReport,
  TextReport,
} from '../data/advice/inspection.ts';
import {
  array,
  boolean,
  choice,
  constant,
  count,
  detailedOf,
  event,
  number,
  objectOf,
  orNull,
  text,
} from './fields.ts';
import { FORMAT } from './format.ts';
import { dataConfig } from './settings.ts';
import { faultyRows, format, paths, task, validationPath, without } from './training.ts';

const counted = objectOf<Count>({ value: text('the text'), rows: count('rows that have it') }, '');

const histogram = objectOf<Histogram>(
  {
    width: number('of each range'),
    rows: array(count(''), 'rows in each range'),
  },
  'rows in equal ranges, the first of which begins at the lowest value',
);

const numbers = orNull(
  objectOf<NumberReport>(
    {
      least: number('the lowest'),
      greatest: number('the highest'),
      mean: number('the mean'),
      whole: boolean('whether all are whole numbers'),
      histogram,
    },
    'of numbers: `least`, `greatest` and `mean`; `whole`, whether all are whole numbers; `histogram`, with the `width` of its ' +
      'equal ranges, the first of which begins at `least`, and the `rows` in each',
  ),
);

const dates = orNull(
  objectOf<DateReport>(
    { first: text('ISO 8601, UTC'), last: text('ISO 8601, UTC'), histogram },
    'of dates: the `first` and the `last` as ISO 8601, UTC, and a `histogram` as of numbers, its `width` in seconds',
  ),
);

const texts = orNull(
  objectOf<TextReport>(
    {
      different: count('different texts'),
      more: boolean('whether there are more than are counted'),
      top: array(counted, 'the most frequent'),
      missingWords: array(counted, 'words for a missing cell that are read as values'),
    },
    'of texts: how many are `different`, and whether there are `more` than are counted; the `top` ones, each with its ' +
      '`value` and `rows`; and `missingWords`, the words for a missing cell that are read as values, likewise',
  ),
);

const column = detailedOf<ColumnReport>(
  {
    position: count('counted from 1'),
    name: text(''),
    kind: text(
      '`numeric`, `date`, `boolean`, `categorical`; or, of no use to a network, `identifier`, `text`, `constant`, `empty`',
    ),
    why: text('why it is of that kind, for people'),
    role: choice(['input', 'target', 'left out'], '`input`, `target` or `left out`'),
    leftOut: orNull(text('why it is left out')),
    inputs: count('features that it becomes'),
    missing: count('used rows without a value'),
    missingShare: number('the same as a share of the used rows'),
    numbers,
    dates,
    texts,
  },
  '',
);

export const inspection = event('inspection', 'How a table is interpreted, column by column.', {
  format: constant(FORMAT, '`bntrain/1`'),
  version: text("bntrain's version"),
  data: detailedOf<Inspection['data'] & { bytes: number | null }>(
    {
      paths,
      format: { ...objectOnly(format), meaning: 'how the files were read, as in `start`' },
      validationPath,
      rows: count('rows in the table'),
      without: { ...objectOnly(without), meaning: 'of them, rows that are not used, as in `start`' },
      faultyRows,
      blankLines: count('empty lines between rows'),
      features: count('numbers that a row becomes'),
      trainRows: count('rows to train on'),
      validationRows: count('rows to validate with'),
      bytes: orNull(count('of the files, as they are stored; null where that is unknown')),
    },
    'the table',
  ),
  columns: array(column, 'one element a column, in the order of the file'),
  target: detailedOf<Inspection['target']>(
    {
      name: text(''),
      task,
      reason: text('why it is that'),
      classes: orNull(array(counted, "each class's `value` and its used `rows`; null for regression")),
      numbers: { ...numbers, meaning: 'as of a column; null for classification' },
    },
    'the target',
  ),
  config: dataConfig,
});

/** Without rows of its own in the docs. */
function objectOnly<F extends { parts?: unknown }>({ parts, ...field }: F): Omit<F, 'parts'> {
  return field;
}
