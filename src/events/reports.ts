/** The event of a report. */

import { boolean, count, event, text } from './fields.ts';

export const reported = event('reported', 'With `report` and `⟪report⟫`: a report was written.', {
  path: text('the file, as it was named'),
  format: text('the format: `html`, `svg`, `png`, `md`, `csv` or `tensorboard`'),
  bytes: count('size of the file'),
  runs: count('runs in the report'),
  groups: count(
    'sections of the report: experiments that differ only in their seeds are one, and so are those that differ in one or two settings',
  ),
  interrupted: boolean('whether runs are missing or incomplete'),
});
