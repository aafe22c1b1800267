/** Shows what a queue holds. */

import { plural, printable } from '../base/text/format.ts';
import type { QueueChangedEvent, QueueEvent } from '../events/events.ts';
import type { Style } from './style.ts';
import { alignTable, type Cell } from './table.ts';
import { wrap } from './width.ts';

/** Characters of an id that people need. */
const SHORT = 12;

export function renderQueue({ server, workers, sweeps, failures }: QueueEvent, style: Style): string {
  const parts = [wrap(`${printable(server)}: ${describeWorkers(workers)}`, style.width)];
  parts.push(sweeps.length === 0 ? 'There are no sweeps.' : sweepTable(sweeps, style));
  for (const { sweep, bundle, why } of failures) {
    const what = `Bundle ${bundle.slice(0, SHORT)} of ${sweep.slice(0, SHORT)} has failed: ${printable(why)}`;
    parts.push(wrap(what, style.width));
  }
  if (failures.length > 0) parts.push('bntrain queue retry puts them into the queue again.');
  return parts.join('\n\n');
}

function describeWorkers(workers: QueueEvent['workers']): string {
  if (workers.length === 0) return 'no worker is connected.';
  return `${workers.map(({ kind, count }) => `${plural(count, 'worker')} for ${printable(kind)}`).join(', ')}.`;
}

function sweepTable(sweeps: QueueEvent['sweeps'], style: Style): string {
  const names = ['sweep', 'for', 'since (UTC)', 'waiting', 'running', 'done', 'failed'];
  const heading = names.map(text => ({ text, paint: style.color.dim }));
  const rows = sweeps.map(({ sweep, kind, at, cancelled, ...bundles }): Cell[] => [
    { text: sweep.slice(0, SHORT) },
    { text: printable(kind), left: true },
    { text: cancelled ? 'cancelled' : at.slice(0, 16).replace('T', ' ') },
    ...[bundles.waiting, bundles.running, bundles.done, bundles.failed].map(count => ({ text: String(count) })),
  ]);
  return alignTable([heading, ...rows], style.width);
}

const changes: Readonly<Record<QueueChangedEvent['action'], (event: QueueChangedEvent) => string>> = {
  init: () => 'The queue is there; bntrain_coordinator and bntrain_worker are the roles that may use it.',
  cancel: ({ bundles }) => `Removed ${plural(bundles, 'bundle')} that waited. Those that run end in a few seconds.`,
  retry: ({ bundles }) => `Put ${plural(bundles, 'bundle')} into the queue again.`,
  prune: ({ bundles, tables }) => `Removed ${plural(bundles, 'bundle')} and ${plural(tables, 'table')}.`,
};

export function renderQueueChange(event: QueueChangedEvent, style: Style): string {
  return wrap(changes[event.action](event), style.width);
}
