/** The event of a report. */

import { boolean, count, event, text } from './fields.ts';

export const reported = event('reported', 'With `report` and `⟪report⟫`: a report was written.', {
  path: text('the file, as it was named'),
  format: text('the format, by the suffix of the file: `html`, `markdown`, `csv` or `tensorboard`'),
  bytes: count('size of the file, or of all files of a directory'),
  runs: count('runs in the report'),
  groups: count('experiments in the report: runs that differ only in their seeds are one'),
  interrupted: boolean('whether a signal ended the run, so that the report has what there was by then'),
});
