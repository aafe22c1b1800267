/** The event of `worker`. */

import { choice, count, event, number, optional, text } from './fields.ts';

export const bundle = event('bundle', 'A worker has done a bundle of runs, or leaves it.', {
  outcome: choice(
    ['done', 'refused', 'failed', 'given-back'],
    '`done`; `refused`, as every worker would; `failed` here, to be tried again; `given-back` because the worker ends',
  ),
  runs: count('pairs whose results were returned'),
  seconds: number('time that it took'),
  reason: optional('bundles that are not done', text('why it is not done')),
});
