/** The event of `inspect`. */

import type {
  ColumnReport,
  Count,
  DateReport,
  Histogram,
  Inspection,
  NumberReport,
  TargetProblem,
  TargetReport,
  TextReport,
} from '../data/advice/inspection.ts';
import { below, faultyRows, filledRows, format, paths, task, validationPath, without } from './data.ts';
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

const counted = objectOf<Count>({ value: text('the text'), rows: count('rows that have it') }, '');

const histogram = objectOf<Histogram>(
  {
    width: number('width of a bin'),
    rows: array(count(''), 'rows in each bin'),
  },
  'rows in bins of equal width; the first bin begins at the min',
);

const numbers = orNull(
  objectOf<NumberReport>(
    {
      least: number('the min'),
      greatest: number('the max'),
      mean: number('the mean'),
      whole: boolean('whether all are whole numbers'),
      histogram,
    },
    'for numbers: `least` (min), `greatest` (max) and `mean`; `whole`, whether all are whole numbers; `histogram`, with the ' +
      '`width` of its equal bins, the first of which begins at the min, and the `rows` in each bin',
  ),
);

const dates = orNull(
  objectOf<DateReport>(
    { first: text('ISO 8601, UTC'), last: text('ISO 8601, UTC'), histogram },
    'for dates: `first` and `last`, ISO 8601 in UTC, and a `histogram` as for numbers, with its `width` in seconds',
  ),
);

const texts = orNull(
  objectOf<TextReport>(
    {
      different: count('different texts'),
      more: boolean('whether some texts were not counted'),
      top: array(counted, 'the most frequent'),
      missingWords: array(counted, 'words such as NA that are read as values'),
    },
    'for texts: the number of `different` texts, and `more`, whether some texts were not counted; the `top` texts and the ' +
      '`missingWords` (words such as NA that are read as values), each with its `value` and `rows`',
  ),
);

const column = detailedOf<ColumnReport>(
  {
    position: count('counted from 1'),
    name: text(''),
    kind: text(
      '`numeric`, `date`, `boolean` or `categorical`; for a column without use `identifier`, `text`, `constant` or `empty`',
    ),
    why: text('the reason for the kind, for people'),
    role: choice(['input', 'target', 'left out'], '`input`, `target` or `left out`'),
    leftOut: orNull(text('why the column is left out')),
    inputs: count('features that the column becomes'),
    missing: count('used rows without a value'),
    missingShare: number('share of the used rows without a value'),
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
      without: { ...objectOnly(without), meaning: 'rows of the table that are not used, as in `start`' },
      faultyRows,
      filledRows,
      below,
      blankLines: count('empty lines between rows'),
      features: count('numbers of an encoded row'),
      trainRows: count('training rows'),
      validationRows: count('validation rows'),
      bytes: orNull(count('size of the files as stored, null if unknown')),
    },
    'the table',
  ),
  columns: array(column, 'one element for each column, in the order of the file'),
  target: orNull(
    detailedOf<TargetReport>(
      {
        name: text(''),
        task,
        reason: text('why it is this task'),
        classes: orNull(array(counted, '`value` of each class and its used `rows`; null for regression')),
        numbers: { ...numbers, meaning: 'as for a column; null for classification' },
      },
      'the target, null if none can be had',
    ),
  ),
  targetProblem: orNull(
    objectOf<TargetProblem>(
      { message: text('why there is no target, for people'), likely: array(text(''), 'columns that would make one') },
      'why no target can be had, if none can: a `message`, and the names of `likely` targets, columns of few classes or of numbers',
    ),
  ),
  config: dataConfig,
});

/** The field without rows for its parts in the docs. */
function objectOnly<F extends { parts?: unknown }>({ parts, ...field }: F): Omit<F, 'parts'> {
  return field;
}
