/** A pair as a result that is stored, and its events from there. */

import type { PairEvent, ResultEvent, TrainingEvent } from '../../events/events.ts';
import { fromColumns, toColumns } from '../../saved/results/columns.ts';
import type { StoredResult } from '../../saved/results/result-line.ts';
import { lossesOfRun, recordOfPair } from './records.ts';

/** The last event is that of the pair, and those before it are its results. */
export function storedResult(pair: PairEvent, events: readonly TrainingEvent[], experiment: string): StoredResult {
  const results = events.filter((event): event is ResultEvent => event.event === 'result');
  const others = events.filter(event => event.event !== 'result' && event.event !== 'pair');
  const { columns, times } = toColumns(others);
  const { event, cell = {}, ...facts } = pair;
  return {
    summary: { ...facts, runs: recordOfPair(events, {}).runs.map(lossesOfRun) },
    results: results.map(result => ({ ...result, seconds: 0 })),
    curves: columns,
    seconds: { results: results.map(({ seconds }) => seconds), curves: times },
    at: new Date().toISOString(),
    cell,
    experiment,
  };
}

/** The events of a pair before its own. */
export function eventsOf({ results, curves, seconds }: StoredResult): TrainingEvent[] {
  const timed = results.map((result, n) => ({ ...result, seconds: seconds.results[n]! }));
  return [...(fromColumns(curves, seconds.curves) as unknown as TrainingEvent[]), ...timed];
}

/** The event of a pair at a point with these settings. */
export function pairOf({ summary }: StoredResult, cell: StoredResult['cell']): PairEvent {
  const { runs, seed, ...facts } = summary;
  return { event: 'pair', seed, ...(Object.keys(cell).length === 0 ? {} : { cell }), ...facts };
}
