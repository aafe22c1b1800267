/** Runs an experiment with several seeds from its start event to its conclusions. */

import { FailedRuns } from '../../base/errors.ts';
import type { WarningCode } from '../../base/warn.ts';
import { groupWarnings } from '../../base/warning-groups.ts';
import type { LoadedData } from '../../data/load.ts';
import type { Listener, ResultEvent, TrainingEvent } from '../../events/events.ts';
import { configWarnings } from '../config-warnings.ts';
import { type Conclude, coded, type RunOptions } from '../experiment.ts';
import { availableThreads } from '../machine.ts';
import type { ReadyExperiment } from '../ready.ts';
import { takeWarnings } from '../refusal.ts';
import { startEvent } from '../start-event.ts';
import { validationWarnings } from '../validation-warnings.ts';
import { PairFiles, type PairSource } from './pair-files.ts';
import type { PairKeeper } from './pair-keeper.ts';
import type { PairRecord } from './records.ts';
import type { RemotePairs } from './remote-pairs.ts';
import { runPairs } from './run-pairs.ts';
import { variedBy, withSeed } from './seeds.ts';

/** Returns the results of all runs; none where pairs of other shards are missing. Throws UserError, and NoResults if a signal ended it before a pair was whole. */
export async function runSeeds(
  { experiment, engine, warnings, threads: asked, budget, checkpoint, initial, onDataRead, onDataLoaded }: RunOptions,
  listeners: readonly Listener[],
  signal: AbortSignal | undefined,
  conclude: Conclude,
): Promise<readonly ResultEvent[]> {
  const threads = asked ?? availableThreads();
  const emit = (event: TrainingEvent) => {
    for (const listener of listeners) listener.event(event);
  };
  const { seeds } = experiment.config;
  let whole: ReadyExperiment | null = null;
  const warnUnsaved = (message: string) => emit({ event: 'warning', code: 'not-saved', message });
  const warnNowOrLater = (message: string, code: WarningCode) => {
    if (whole === null) warnings.push({ code, message });
    else emit({ event: 'warning', code, message });
  };
  const from = initial === null ? null : await import('../init-from.js');
  const initialDigest = from === null ? null : from.digestOf(initial!);
  let keeper: PairKeeper | null = null;
  let remote: RemotePairs | null = null;
  if (checkpoint !== null) {
    const checkInitial = (then: PairSource) => from?.checkSame(initial!, then.initialDigest);
    keeper = new PairFiles(checkpoint, initialDigest, checkInitial, warnUnsaved);
  } else if (experiment.results !== undefined) {
    const { openResults, PairResults } = await import('./pair-results.js');
    const { directory, dispatcher } = experiment.results;
    openResults(directory);
    const results = new PairResults(directory, { engine, budget }, initialDigest, warnNowOrLater);
    keeper = results;
    if (dispatcher !== undefined) {
      const { RemotePairs } = await import('./remote-pairs.js');
      remote = new RemotePairs(experiment, results, dispatcher);
    }
  } else if (experiment.part !== undefined) keeper = experiment.part.keeper;
  const abort = () => {
    const hint = typeof signal!.reason === 'string' ? `; ${signal!.reason}` : '';
    emit({
      event: 'warning',
      code: 'interrupted',
      message: `interrupted: the results cover the complete pairs${hint}`,
    });
  };
  const begin = (ready: ReadyExperiment, data: LoadedData) => {
    onDataRead?.(data);
    const { seed, splitSeed, initSeed, orderSeed } = withSeed(experiment.config, experiment.config.seed);
    const ofSeeds = { seed, splitSeed, initSeed, orderSeed, seeds, vary: variedBy(ready.config) };
    const all = { ...ready, config: { ...ready.config, ...ofSeeds } };
    const start = startEvent(all, data, engine, threads);
    keeper?.begin(all, data, start);
    whole = all;
    onDataLoaded?.();
    emit(start);
    const advice = [
      ...takeWarnings(warnings),
      ...coded('settings', configWarnings(all, data)),
      ...coded('validation', validationWarnings(data)),
      ...coded('initial-weights', from === null ? [] : from.initialWarnings(initial!, all, data)),
    ];
    for (const warning of groupWarnings(advice)) emit({ event: 'warning', ...warning });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  };
  const common = { engine, threads, budget, warnings, initial, initialDigest, keeper, remote, listeners, signal };
  const all = { ...common, experiment, points: experiment.points ?? [{}], emit, begin };
  try {
    const { records, tasks, isConcluded } = await runPairs(all, async outcome => {
      if (experiment.search === undefined && experiment.rates === undefined)
        signal?.removeEventListener('abort', abort);
      await conclude({ ...outcome, experiment: whole!, task: outcome.tasks[0]!.task, signal }, emit);
    });
    if (isConcluded && experiment.points === undefined && !signal?.aborted) {
      const { adviseEngine } = await import('../faster-engine.js');
      const faster = await adviseEngine(tasks[0]!, allOf(records), signal);
      if (faster !== null) emit(faster);
    }
    // They show what an experiment came to.
    if (isConcluded) for (const listener of listeners) listener.end?.();
    if (keeper !== null && keeper.failure !== null) throw keeper.failure;
    if (remote !== null && remote.failures.length > 0) throw new FailedRuns(remote.missing, remote.failures);
    return !isConcluded ? [] : records.flatMap(({ runs }) => runs.map(({ result }) => result));
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Steps and seconds of all runs together. */
function allOf(records: readonly PairRecord[]): Pick<ResultEvent, 'steps' | 'seconds' | 'interrupted'> {
  const results = records.flatMap(({ runs }) => runs.map(({ result }) => result));
  const sum = (of: 'steps' | 'seconds') => results.reduce((total, result) => total + result[of], 0);
  return { steps: sum('steps'), seconds: sum('seconds'), interrupted: false };
}
