/** The events of `worker` and of `queue`. */

import { array, boolean, choice, count, event, number, object, optional, orNull, text } from './fields.ts';

export const bundle = event('bundle', 'A worker has done a bundle of runs, or leaves it.', {
  outcome: choice(
    ['done', 'refused', 'failed', 'given-back'],
    '`done`; `refused`, as every worker would; `failed` here, to be tried again; `given-back` because the worker ends',
  ),
  runs: count('pairs whose results were returned'),
  seconds: number('time that it took'),
  reason: optional('bundles that are not done', text('why it is not done')),
});

const kind = text('version and kernels, such as `0.1.0-fma`');

export const queue = event('queue', 'What a queue holds.', {
  server: text('its URL, without the password'),
  workers: array(
    object({ kind, count: count('workers') }, ''),
    'workers that are connected, each `kind` with its `count`',
  ),
  sweeps: array(
    object(
      {
        sweep: text('its id'),
        kind,
        at: text('when it was first added, ISO 8601'),
        cancelled: boolean('whether it was cancelled, and not started again'),
        waiting: count('bundles that wait'),
        running: count('bundles that workers have'),
        done: count('bundles whose results are there'),
        failed: count('bundles that are not tried again'),
      },
      '',
    ),
    'sweeps with bundles: `sweep`, `kind`, `at`, `cancelled`, and the bundles that are `waiting`, `running`, `done` and `failed`',
  ),
  failures: array(
    object({ sweep: text('the id of the sweep'), bundle: text('the id of the bundle'), why: text('the reason') }, ''),
    'bundles that are not tried again, each with `sweep`, `bundle` and `why`',
  ),
});

export const queueChanged = event('queue-changed', 'A queue was made, or bundles in it were changed.', {
  server: text('its URL, without the password'),
  action: choice(['init', 'cancel', 'retry', 'prune'], 'what was done'),
  sweep: orNull(text('the id of the sweep; null for all of them')),
  bundles: count('bundles that were removed, or put into the queue again'),
  tables: count('tables that were removed'),
});
