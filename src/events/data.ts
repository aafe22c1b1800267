/** Fields of how a table is interpreted. */

import type { DataDescription } from '../data/load.ts';
import type { Format } from '../data/tables/blocks/reader.ts';
import type { RowFacts } from '../data/tables/row-facts.ts';
import type { Task } from '../network/tasks.ts';
import { array, boolean, choice, count, detailedOf, objectOf, optional, orNull, text } from './fields.ts';

export const task = text<Task>('`classification` or `regression`');
export const paths = array(
  text(''),
  'the files of the table, in order, as they were named or found in the named directory; `-` is standard input',
);

export const format = detailedOf<Format>(
  {
    format: text('the format of the files: `csv`, `json-lines` or `parquet`'),
    compression: orNull(choice(['gzip'], '`gzip`, or null')),
    encoding: orNull(text('text encoding, a label of the Encoding Standard; null for parquet')),
    delimiter: orNull(text('the character between the fields of csv; null for other formats, like the next seven')),
    quote: orNull(text('the character around fields; null also if there is none')),
    escape: orNull(
      text('the character before a quote inside quotes, if quotes are not doubled; null if there is none'),
    ),
    decimal: orNull(text('the decimal separator of numbers')),
    header: orNull(boolean('whether the first line holds names')),
    headerReason: orNull(text('why the first line is read as a header, or is not')),
    headerRows: orNull(count('rows of the header; null for formats other than csv')),
    linesAbove: orNull(
      count('lines above the table that are no part of it, in all files; null for formats other than csv'),
    ),
  },
  'how the files were read',
);

export const without = detailedOf<DataDescription['without']>(
  {
    where: count('rows of the table that do not meet `⟪where⟫`'),
    target: count('other rows, without a target'),
    sample: count('other rows, not in `⟪sample⟫`'),
  },
  'rows that are not used',
);

export const validationPath = orNull(text('the file that `⟪validation⟫` names, or null'));
export const faultyRows = count('unreadable rows that `⟪onError=skip⟫` left out; not counted in `rows`');
export const filledRows = count('rows that were too short and were filled by `⟪onError=fill⟫`; counted in `rows`');
export const below = array(
  objectOf<RowFacts['below'][number]>(
    {
      path: text('the file'),
      first: count('the first line'),
      last: count('the last line'),
      lines: count('lines that hold something'),
    },
    '',
  ),
  'lines below the table that are passed over, of each file that has some: its `path`, the `first` and the `last` line, and ' +
    'how many `lines` hold something',
);

export const data = detailedOf<DataDescription>(
  {
    paths,
    format,
    validationPath,
    rows: count('rows in the table'),
    without,
    faultyRows,
    filledRows,
    below,
    features: count('inputs of the network: the numbers of an encoded row'),
    target: text('name of the target column'),
    task,
    taskReason: text('why it is this task'),
    metric: text('`accuracy` or `r2`: the kind of the scores'),
    classes: orNull(
      array(text(''), "names of the classes, in the order of the network's outputs; null for regression"),
    ),
    classRows: orNull(array(count(''), 'training rows of each class; null for regression')),
    trainRows: count('training rows'),
    validationRows: count('validation rows'),
    partRows: optional(
      '⟪ensemble⟫',
      array(count(''), 'training rows of each part, each of which validates one network'),
    ),
    location: choice(
      ['memory', 'file'],
      'where the encoded rows are kept during training: `memory`, or `file` if they exceed `⟪memory⟫`',
    ),
  },
  'how the table is interpreted',
);
