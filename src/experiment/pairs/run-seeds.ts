/** Runs an experiment with several seeds from its start event to its conclusions. */

import { groupWarnings } from '../../base/warning-groups.ts';
import type { LoadedData } from '../../data/load.ts';
import type { Listener, ResultEvent, TrainingEvent } from '../../events/events.ts';
import { checkData } from '../checkpoint.ts';
import { configWarnings } from '../config-warnings.ts';
import { type Conclude, coded, type RunOptions } from '../experiment.ts';
import { availableThreads } from '../machine.ts';
import type { ReadyExperiment } from '../ready.ts';
import { takeWarnings } from '../refusal.ts';
import { savedData } from '../save.ts';
import { startEvent } from '../start-event.ts';
import { validationWarnings } from '../validation-warnings.ts';
import { PairFiles } from './pair-files.ts';
import type { PairRecord } from './records.ts';
import { runPairs } from './run-pairs.ts';
import { variedBy, withSeed } from './seeds.ts';

/** Returns the results of all runs. Throws UserError, and NoResults if a signal ended it before a pair was whole. */
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
  const warnUnsaved = (message: string) => emit({ event: 'warning', code: 'not-saved', message });
  const files = checkpoint === null ? null : new PairFiles(checkpoint.folder.path, warnUnsaved);
  const from = initial === null ? null : await import('../init-from.js');
  const initialDigest = from === null ? null : from.digestOf(initial!);
  let whole: ReadyExperiment | null = null;
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
    if (checkpoint !== null && files !== null) {
      const [then, now] = [files.source, { data: savedData(data), initialDigest }];
      checkData(then?.data ?? null, now.data, checkpoint);
      if (from !== null && then !== null) from.checkSame(initial!, then.initialDigest);
      files.source = now;
    }
    const { seed, splitSeed, initSeed, orderSeed } = withSeed(experiment.config, experiment.config.seed);
    const ofSeeds = { seed, splitSeed, initSeed, orderSeed, seeds, vary: variedBy(ready.config) };
    whole = { ...ready, config: { ...ready.config, ...ofSeeds } };
    onDataLoaded?.();
    emit(startEvent(whole, data, engine, threads));
    const advice = [
      ...takeWarnings(warnings),
      ...coded('settings', configWarnings(whole, data)),
      ...coded('validation', validationWarnings(data)),
      ...coded('initial-weights', from === null ? [] : from.initialWarnings(initial!, whole, data)),
    ];
    for (const warning of groupWarnings(advice)) emit({ event: 'warning', ...warning });
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
  };
  const common = { engine, threads, budget, warnings, initial, initialDigest, files, listeners, signal };
  const all = { ...common, experiment, points: experiment.points ?? [{}], emit, begin };
  try {
    const { records, tasks } = await runPairs(all, async outcome => {
      if (experiment.search === undefined && experiment.rates === undefined)
        signal?.removeEventListener('abort', abort);
      await conclude({ ...outcome, experiment: whole!, task: outcome.tasks[0]!.task, signal }, emit);
    });
    if (experiment.points === undefined && !signal?.aborted) {
      const { adviseEngine } = await import('../faster-engine.js');
      const faster = await adviseEngine(tasks[0]!, allOf(records), signal);
      if (faster !== null) emit(faster);
    }
    for (const listener of listeners) listener.end?.();
    if (files !== null && files.failure !== null) throw files.failure;
    return records.flatMap(({ runs }) => runs.map(({ result }) => result));
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
