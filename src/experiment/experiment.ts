/** Runs an experiment: one arm, or several arms with the same rows, initial weights and batches. */

import { isDeepStrictEqual } from 'node:util';
import { NoResults, UserError } from '../base/errors.ts';
import type { Warning, WarningCode } from '../base/warn.ts';
import { groupWarnings } from '../base/warning-groups.ts';
import type { LoadedData } from '../data/load.ts';
import { defaultBudget } from '../data/reading/memory-budget.ts';
import type { Listener, Progress, ResultEvent, TrainingEvent } from '../events/events.ts';
import type { BlasIdentity } from '../kernels/blas/library.ts';
import { chooseEngine, type Engine } from '../kernels/engine.ts';
import type { SavedLayers } from '../saved/read-layers.ts';
import { runName } from '../training/run-name.ts';
import type { ArmTask } from './arm.ts';
import { makeTask, partsOf } from './arm-tasks.ts';
import { armConfig, resolveArms, sharedConfig } from './arms.ts';
import type { OpenCheckpoint } from './checkpoint.ts';
import { compareArms, lossCurve, recordOf } from './comparison.ts';
import { configWarnings, overriddenWarnings } from './config-warnings.ts';
import { levelOf } from './guess.ts';
import { availableThreads } from './machine.ts';
import { withCommonOrderHash } from './outcomes.ts';
import type { Study } from './pairs/study.ts';
import { type ReadyExperiment, readyExperiment } from './ready.ts';
import type { Refitted, RunTask } from './refit.ts';
import { takeWarnings, withWarnings } from './refusal.ts';
import { expectedTasks } from './rehearsal.ts';
import { retryOf } from './retry.ts';
import { isSmall } from './small-work.ts';
import { checkBatchSize, checkEnsemble, checkRefit, checkSeeds, type Experiment, hasPairs } from './spec.ts';
import { parametersOf, startEvent } from './start-event.ts';
import { measureStepCosts } from './step-cost.ts';
import { type ArmOutcome, ArmThreads, type ArmWithResult, hasResult } from './threads.ts';
import { validationWarnings } from './validation-warnings.ts';

/**
 * Runs an experiment and emits its events to the listeners, in order. An abort stops the arms; the results then cover
 * the epochs until then, and an arm whose epoch 0 is not evaluated by then has none. Returns the results of the arms.
 *
 * Throws UserError for data or settings that cannot be used.
 */
export async function runExperiment(
  asked: Experiment,
  listeners: readonly Listener[],
  signal?: AbortSignal,
  conclude: Conclude = () => {},
): Promise<readonly ResultEvent[]> {
  const arms = resolveArms(asked.arms, asked.config);
  const experiment = { ...asked, arms, config: sharedConfig(arms, asked.config) };
  checkBatchSize(experiment);
  checkRefit(experiment);
  checkEnsemble(experiment);
  checkSeeds(experiment);
  if (experiment.save !== undefined) (await import('./save.js')).checkSave(experiment);
  const initial = experiment.config.initFrom === null ? null : (await import('./init-from.js')).readInitial(experiment);
  const warnings = coded('no-effect', overriddenWarnings(arms, asked.config));
  return withWarnings(warnings, listeners, () =>
    runChecked(experiment, initial, warnings, listeners, signal, conclude),
  );
}

async function runChecked(
  experiment: Experiment,
  initial: SavedLayers | null,
  warnings: Warning[],
  listeners: readonly Listener[],
  signal: AbortSignal | undefined,
  conclude: Conclude,
): Promise<readonly ResultEvent[]> {
  const { engine: wanted, blas, threads } = experiment.config;
  const engine =
    experiment.part?.crew?.engine ?? chooseEngine(wanted, (message, code) => warnings.push({ message, code }), blas);
  const budget = experiment.part?.budget ?? experiment.config.memory ?? defaultBudget();
  const checkpoint =
    experiment.checkpoint === undefined
      ? null
      : (await import('./checkpoint.js')).beginCheckpoint(experiment, engine, budget);
  let began = false;
  const onDataLoaded = () => {
    began = true;
  };
  const options = { experiment, engine, warnings, threads, budget, checkpoint, initial, onDataLoaded };
  try {
    return await runAny(options, listeners, signal, conclude);
  } catch (error) {
    // An experiment that was refused before it began has nothing to resume, and the directory can be used again.
    if (!began) checkpoint?.folder.forget();
    throw error;
  } finally {
    checkpoint?.folder.release();
  }
}

/** Decisions for the run of an experiment in this process. */
export interface RunOptions {
  experiment: Experiment;
  engine: Engine;
  /** Warnings to emit after the start event. */
  warnings: Warning[];
  /** Null means as many as the machine offers. */
  threads: number | null;
  /** Max bytes of rows in memory. */
  budget: number;
  checkpoint: OpenCheckpoint | null;
  /** Weights to start from; null if they are random. */
  initial: SavedLayers | null;
  /** Called once the data is read, before anything is made of it. Throws UserError to refuse it. */
  onDataRead?: (data: LoadedData) => void;
  /** Called once the data is loaded and accepted, before training begins. */
  onDataLoaded?: () => void;
}

/** What follows from the pairs of an experiment with several seeds. Its events come after theirs. */
export type Conclude = (study: Study, emit: (event: TrainingEvent) => void) => void | Promise<void>;

/** Runs an experiment whose settings were checked. Throws UserError. */
export async function runAny(
  options: RunOptions,
  listeners: readonly Listener[],
  signal: AbortSignal | undefined,
  conclude: Conclude,
): Promise<readonly ResultEvent[]> {
  if (!hasPairs(options.experiment)) {
    const armThreads = new ArmThreads();
    try {
      return await runArms(options, armThreads, listeners, signal);
    } finally {
      await armThreads.end();
    }
  }
  return (await import('./pairs/run-seeds.js')).runSeeds(options, listeners, signal, conclude);
}

/** With one seed. */
async function runArms(
  options: RunOptions,
  armThreads: ArmThreads,
  listeners: readonly Listener[],
  signal?: AbortSignal,
): Promise<readonly ResultEvent[]> {
  const { experiment: undecided, engine, warnings, threads: asked, checkpoint, initial } = options;
  const curves = new Map(undecided.arms.map(({ name }) => [name, lossCurve()]));
  const emit = (event: TrainingEvent) => {
    if (event.event === 'epoch' || event.event === 'validation') curves.get(event.arm)!.add(event);
    for (const listener of listeners) listener.event(event);
  };
  const threads = asked ?? availableThreads();
  const { ensemble } = undecided.config;
  const training = asked === null && ensemble === null && isSmall(undecided) ? 1 : threads;
  const rehearsal = ensemble === null ? expectedTasks(undecided, engine) : [];
  armThreads.prepare(undecided.arms.length * (ensemble ?? 1), training, ensemble !== null, rehearsal);
  // It is most of the program, and loads while the threads rehearse.
  const { loadForExperiment } = await import('./loading.js');
  const data = await loadForExperiment(options, threads, listeners);
  let results: readonly ResultEvent[];
  let unsaved: UserError | null = null;
  try {
    options.onDataRead?.(data);
    const experiment = readyExperiment(undecided, data);
    const layers = initial?.layers ?? null;
    const parts = partsOf(data, engine);
    const tasks = await Promise.all(
      experiment.arms.flatMap(arm =>
        parts.map(async part => ({
          ...(await makeTask(experiment, arm, data, engine, checkpoint, part)),
          initial: layers,
        })),
      ),
    );
    const ofInitial = initial === null ? [] : await checkStart(initial, tasks, experiment, data);
    options.onDataLoaded?.();
    emit(startEvent(experiment, data, engine, threads));
    const advice = [
      ...takeWarnings(warnings),
      ...coded('settings', configWarnings(experiment, data)),
      ...coded('validation', validationWarnings(data)),
      ...coded('initial-weights', ofInitial),
    ];
    for (const warning of groupWarnings(advice)) emit({ event: 'warning', ...warning });
    const run: Run = {
      armThreads,
      threads: training,
      emit,
      listeners,
      signal,
      ending: 'the results are of the epochs until now',
    };
    const refit = data.all === null ? null : await import('./refit.js');
    const all = await runTasks(tasks, run, refit?.beforeRefit(experiment, data.all!));
    const outcomes = withResults(all, emit);
    results = outcomes.map(({ result }) => result);
    for (const result of results) emit(result);
    const runTask: RunTask = async (task, emit, progressOf) => {
      const ending = 'the results are of the training before';
      return (await runTasks([task], { ...run, emit, ending }, progressOf))[0]!;
    };
    const refitted =
      refit === null ? null : await refit.refitArm(experiment, data, outcomes[0]!, engine, layers, runTask, emit);
    if (data.parts === null) {
      if (experiment.command === 'train' && !signal?.aborted) {
        const { compareLinear } = await import('./linear.js');
        const { looks } = recordOf(curves.get(results[0]!.arm)!, results[0]!);
        const { epochs } = experiment.config;
        const size = { epochs, parameters: parametersOf(experiment, experiment.arms[0]!, data) };
        const linear = compareLinear(data, results[0]!, looks, size, engine);
        if (linear !== null) emit(linear);
      }
      const [first, ...others] = results.map(result => recordOf(curves.get(result.arm)!, result));
      const compared = others.length === tasks.length - 1 ? others : [];
      const costs = others.length === 0 ? [] : await measureStepCosts(tasks, results, armThreads, signal);
      for (const [index, other] of compared.entries()) {
        const sameNetwork = areSame(experiment, index + 1);
        const stepCost = sameNetwork ? 'same-network' : costs[index + 1]!;
        const retry = retryOf(experiment.config, experiment.arms);
        emit(compareArms(first!, other, { sameNetwork, stepCost, retry, ...levelOf(data) }));
      }
      if (experiment.save !== undefined)
        unsaved = await saveAll(experiment, data, outcomes, { refitted, blas: engine.blas }, emit);
    } else
      unsaved = await (await import('./ensemble.js')).finishEnsemble(experiment, data, outcomes, engine.blas, emit);
    if (!signal?.aborted) {
      const { adviseEngine } = await import('./faster-engine.js');
      const faster = await adviseEngine(tasks[0]!, results[0]!, signal);
      if (faster !== null) emit(faster);
    }
    const failure = all.find(outcome => outcome.failure !== null)?.failure;
    if (failure) unsaved ??= new UserError(failure);
  } finally {
    data.close();
  }
  // They end while this thread writes what is to be shown.
  void armThreads.end();
  for (const listener of listeners) listener.end?.();
  if (unsaved !== null) throw unsaved;
  return results;
}

/** Warnings about the weights that the arms start from. Throws UserError if the file changed since a checkpoint. */
async function checkStart(
  initial: SavedLayers,
  tasks: readonly Pick<ArmTask, 'state'>[],
  experiment: ReadyExperiment,
  data: LoadedData,
): Promise<string[]> {
  const { checkUnchanged, initialWarnings } = await import('./init-from.js');
  for (const { state } of tasks) checkUnchanged(initial, state ?? null);
  return initialWarnings(initial, experiment, data);
}

/** Returns the save error instead of throwing it, so results are still reported. */
async function saveAll(
  experiment: ReadyExperiment,
  data: LoadedData,
  outcomes: readonly ArmWithResult[],
  facts: { readonly refitted: Refitted | null; readonly blas: BlasIdentity | null },
  emit: (event: TrainingEvent) => void,
): Promise<UserError | null> {
  const { saveArm, whyUnsaved } = await import('./save.js');
  let unsaved: UserError | null = null;
  for (const outcome of outcomes) {
    const why = whyUnsaved(outcome);
    if (why !== null) {
      const message = `⟪${experiment.save!.setting}⟫: ${outcome.result.arm} is not saved: ${why}`;
      emit({ event: 'warning', code: 'not-saved', message });
      continue;
    }
    try {
      emit(await saveArm(experiment, data, [outcome], facts));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unsaved ??= error;
    }
  }
  return unsaved;
}

/** What the tasks of a run have in common. */
interface Run {
  readonly armThreads: ArmThreads;
  readonly threads: number;
  readonly emit: (event: TrainingEvent) => void;
  readonly listeners: readonly Listener[];
  readonly signal: AbortSignal | undefined;
  /** What a signal leads to, for its warning. */
  readonly ending: string;
}

async function runTasks(
  tasks: readonly Omit<ArmTask, 'control'>[],
  { armThreads, threads, emit, listeners, signal, ending }: Run,
  progressOf = (progress: Progress) => progress,
): Promise<ArmOutcome[]> {
  const control = new Int32Array(new SharedArrayBuffer(4));
  const abort = () => {
    Atomics.store(control, 0, 1);
    const hint = typeof signal!.reason === 'string' ? `; ${signal!.reason}` : '';
    const message = `interrupted: ${ending}${hint}`;
    emit({ event: 'warning', code: 'interrupted', message });
  };
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const controlled = tasks.map(task => ({ ...task, control }));
  try {
    return await armThreads.run(controlled, threads, {
      event: emit,
      progress(progress) {
        for (const listener of listeners) listener.progress?.(progressOf(progress));
      },
      drained: () => allDrained(listeners),
    });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Resolves when every listener can take more events; null if all can now. */
export function allDrained(listeners: readonly Listener[]): Promise<void> | null {
  const waiting = listeners.flatMap(listener => listener.drained?.() ?? []);
  return waiting.length === 0 ? null : Promise.all(waiting).then(() => {});
}

/** The outcomes that have a result, with a warning for each of the others. Throws NoResults if none has one. */
function withResults(outcomes: readonly ArmOutcome[], emit: (event: TrainingEvent) => void): ArmWithResult[] {
  const complete = outcomes.filter(hasResult);
  for (const outcome of outcomes) {
    if (hasResult(outcome)) continue;
    const message = `${runName(outcome)} was interrupted before epoch 0 was evaluated: it has no result`;
    emit({ event: 'warning', code: 'interrupted', message });
  }
  if (complete.length === 0) throw new NoResults('interrupted before epoch 0 was evaluated: there are no results');
  return complete[0]!.part === undefined ? withCommonOrderHash(complete) : complete;
}

/** Whether an arm equals the first one because there is no layer for its norm. */
export function areSame({ arms, config }: Experiment, index: number): boolean {
  const [one, other] = [arms[0]!, arms[index]!].map(arm => armConfig(arm, config));
  return config.layers.length === 0 && isDeepStrictEqual({ ...one, norm: 'none' }, { ...other, norm: 'none' });
}

export function coded(code: WarningCode, messages: readonly string[]): Warning[] {
  return messages.map(message => ({ code, message }));
}
