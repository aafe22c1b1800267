/**
 * Runs an experiment with several seeds. A pair is all arms with one seed, at one point of a sweep; it has the bytes that the
 * experiment with that seed alone has. Pairs are trained side by side, each in one thread, and their events come in the order of
 * the pairs.
 */

import { FailedRuns, NoResults } from '../../base/errors.ts';
import type { Warning } from '../../base/warn.ts';
import type { LoadedData } from '../../data/load.ts';
import type { Listener, PairEvent, Progress, TrainingEvent } from '../../events/events.ts';
import type { Engine } from '../../kernels/engine.ts';
import type { SavedLayers } from '../../saved/read-layers.ts';
import { type Config, checkTask } from '../../settings/config.ts';
import { type ArmTask, noLongerAgree } from '../arm.ts';
import { makeTask } from '../arm-tasks.ts';
import { armConfig, type Overrides } from '../arms.ts';
import { allDrained } from '../experiment.ts';
import { checkRows } from '../loading.ts';
import { type ReadyExperiment, readyExperiment } from '../ready.ts';
import { type Experiment, SEARCH_RUNS } from '../spec.ts';
import { countPairs, firstRuns } from './first-runs.ts';
import { isOfShard, type Place } from './foreign-pairs.ts';
import { PairCrew } from './pair-crew.ts';
import { PairData, pairsInMemory, type SplitData } from './pair-data.ts';
import { pairEvent } from './pair-event.ts';
import type { PairKeeper } from './pair-keeper.ts';
import { PairProgress } from './pair-progress.ts';
import type { PairThreads } from './pair-threads.ts';
import { PairsElsewhere } from './pairs-elsewhere.ts';
import { PassedPairs } from './passed-pairs.ts';
import type { PairRecord } from './records.ts';
import type { RemotePairs } from './remote-pairs.ts';
import { variesRows, withSeed } from './seeds.ts';
import type { SeedRuns, Study } from './study.ts';
import { trainPair } from './train-pair.ts';

export interface PairsOptions {
  readonly experiment: Experiment;
  /** Settings of the points of a sweep; one without settings if nothing is swept. */
  readonly points: readonly Overrides[];
  readonly engine: Engine;
  readonly threads: number;
  /** Max bytes of rows in memory. */
  readonly budget: number;
  /** Warnings of before; those of the data are added. */
  readonly warnings: Warning[];
  /** Weights to start from; null if they are random. */
  readonly initial: SavedLayers | null;
  readonly initialDigest: string | null;
  /** Where whole pairs are kept; null for nowhere. */
  readonly keeper: PairKeeper | null;
  /** Where all pairs are trained on other machines; null for here. */
  readonly remote: RemotePairs | null;
  readonly listeners: readonly Listener[];
  readonly signal: AbortSignal | undefined;
  emit(event: TrainingEvent): void;
  /** Called with the data of the first seed, before anything is trained. */
  begin(experiment: ReadyExperiment, data: LoadedData): void;
}

interface Job extends Place {
  /** By point, then by seed: a shard has every n-th. */
  readonly number: number;
  readonly ready: ReadyExperiment;
  /** Those of the experiment's arms that are trained. */
  readonly arms: ReadyExperiment['arms'];
  readonly data: LoadedData;
}

/** What is done, and what the first pair consists of. */
export type PairsOutcome = Pick<Study, 'records' | 'pairs' | 'tasks' | 'meter' | 'train'>;

/**
 * Runs all pairs and then, where no pair of others is missing, `conclude`, which may train more. Throws UserError, and
 * NoResults if a signal ended it before a pair was whole.
 */
export async function runPairs(
  options: PairsOptions,
  conclude: (outcome: PairsOutcome) => Promise<void>,
): Promise<Pick<PairsOutcome, 'records' | 'tasks'> & { readonly isConcluded: boolean }> {
  const run = new PairsRun(options);
  try {
    const outcome = await run.go();
    const isConcluded = run.elsewhere.isComplete();
    if (isConcluded) await conclude(outcome);
    return { ...outcome, isConcluded };
  } finally {
    await run.close();
  }
}

class PairsRun {
  readonly elsewhere: PairsElsewhere;
  readonly #options: PairsOptions;
  readonly #data: PairData;
  readonly #crew: PairCrew;
  readonly #control = new Int32Array(new SharedArrayBuffer(4));
  readonly #passed: PassedPairs;
  readonly #progress: PairProgress;
  #begun = 0;
  #failure: unknown = null;
  #close = () => {};
  #tasks: Study['tasks'] = [];
  /** The data of all seeds where they have the same rows. */
  #shared: SplitData | null = null;

  constructor(options: PairsOptions) {
    const { experiment, engine, threads, budget, points, keeper } = options;
    this.#options = options;
    const { arms, config, search } = experiment;
    const planned = countPairs(firstRuns(experiment, points));
    const expected = search === undefined ? 0 : SEARCH_RUNS * config.seeds * arms.length;
    this.#progress = new PairProgress(options.listeners, arms.length, planned, expected);
    this.#crew = experiment.part?.crew ?? new PairCrew(engine, options.remote === null ? threads : 1);
    this.#threads.limit(planned);
    this.#passed = new PassedPairs(experiment, event => options.emit(event));
    this.elsewhere = new PairsElsewhere(options, this.#passed, this.#progress);
    const progress: Listener['reading'] = reading => {
      for (const listener of options.listeners) listener.reading?.(reading);
    };
    this.#data = new PairData(experiment.paths, this.#crew, {
      threads,
      budget,
      digests: keeper !== null ? 'needed' : 'cheap',
      progress,
    });
  }

  get #threads(): PairThreads {
    return this.#crew.threads;
  }

  async go(): Promise<PairsOutcome> {
    const { experiment, points, signal, emit } = this.#options;
    if (this.#options.remote === null) this.#threads.prepare();
    const abort = () => this.#end();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    this.#close = () => signal?.removeEventListener('abort', abort);
    const records = await this.#runAll(firstRuns(experiment, points));
    if (records.length === 0 && (this.#isEnding || this.elsewhere.missing === 0)) {
      const message = 'no pair was complete by then, so there are no results';
      emit({ event: 'warning', code: 'interrupted', message });
      throw new NoResults(`interrupted: ${message}`);
    }
    const train: Study['train'] = further => this.#trainMore(further);
    return { records, pairs: this.#progress.planned, tasks: this.#tasks, meter: this.#threads, train };
  }

  async #trainMore(further: readonly SeedRuns[]): Promise<PairRecord[]> {
    this.#progress.plan(countPairs(further));
    const records = await this.#runAll(further);
    const { remote } = this.#options;
    if (remote !== null && remote.failures.length > 0) throw new FailedRuns(remote.missing, remote.failures);
    return records;
  }

  /** Returns the records of whole pairs, in order. */
  async #runAll(seeds: readonly SeedRuns[]): Promise<PairRecord[]> {
    const { emit, engine } = this.#options;
    const first = this.#begun;
    const running: Promise<void>[] = [];
    for (const [n, each] of seeds.entries()) {
      const numberOf = (run: number) => run * seeds.length + n;
      // The data of the first are read in any case, because a run begins with what it trains on.
      if (this.#begun === 0 || !this.#isEnding) running.push(...(await this.#runSeed(each, numberOf)));
    }
    await Promise.all(running);
    if (this.#failure !== null) throw this.#failure;
    await this.elsewhere.collect();
    this.#passed.warn();
    if (!(await this.#threads.agree())) {
      emit({ event: 'warning', code: 'kernels', message: noLongerAgree(engine, 'the pairs') });
    }
    return this.#passed.recordsFrom(first);
  }

  async close(): Promise<void> {
    this.#close();
    this.#end();
    if (this.#options.experiment.part?.crew === undefined) await this.#crew.end();
    this.#options.keeper?.end();
    this.#shared?.release();
    await this.#data.end();
  }

  #end(): void {
    Atomics.store(this.#control, 0, 1);
  }

  get #isEnding(): boolean {
    return Atomics.load(this.#control, 0) !== 0;
  }

  /** Starts the pairs of a seed, each as soon as a thread is idle. Resolves when all of them have started, with their ends. */
  async #runSeed({ seed, runs }: SeedRuns, numberOf: (run: number) => number): Promise<Promise<void>[]> {
    const { experiment } = this.#options;
    const config = withSeed(experiment.config, seed);
    const split = this.#shared ?? (await this.#load(config));
    if (!variesRows(experiment.config)) this.#shared = split;
    else this.#threads.limit(Math.min(this.#progress.planned, pairsInMemory(split.data, this.#options.budget)));
    const running: Promise<void>[] = [];
    for (const [run, { point, arm }] of runs.entries()) {
      const ready = readyExperiment({ ...experiment, config: { ...config, ...point } }, split.data);
      const arms = ready.arms.filter(({ name }) => arm === undefined || name === arm);
      const place = { index: this.#begun++, number: numberOf(run), seed, point };
      const job: Job = { ...place, ready, arms, data: split.data };
      const started = await this.#startPair(job);
      if (started === null) break;
      running.push(started.ended);
      // Rows of a file are read in windows that are as large as those of a single pair.
      if (this.#data.isStored) await started.ended;
    }
    const released = Promise.all(running).then(() => {
      if (split !== this.#shared) split.release();
    });
    return [...running, released];
  }

  /** Resolves when a pair is being trained, with the end of that, which never rejects; null if the run is ending. */
  async #startPair(job: Job): Promise<{ readonly ended: Promise<void> } | null> {
    const { experiment, keeper, initialDigest, remote } = this.#options;
    const { ready, arms, data } = job;
    if (job.index === 0) {
      this.#tasks = await this.#tasksOf(job);
      this.#options.begin(job.ready, job.data);
    }
    const pair = pairEvent({ ...ready, arms }, data, job.point, initialDigest);
    if (remote !== null) {
      remote.add(job, pair, { ...ready, arms }, data, ready.config);
      return { ended: Promise.resolve() };
    }
    const kept = keeper?.read(pair, ready.config) ?? null;
    if (kept !== null) {
      await allDrained(this.#options.listeners);
      this.#passed.passWhole(job, kept);
      this.#progress.finish(job.index);
      return { ended: Promise.resolve() };
    }
    if (!isOfShard(experiment.results?.shard, job.number)) {
      this.elsewhere.addForeign(job, pair, ready.config);
      return { ended: Promise.resolve() };
    }
    const tasks = job.index === 0 ? this.#tasks : await this.#tasksOf(job);
    await this.#threads.free();
    await allDrained(this.#options.listeners);
    if (this.#isEnding) return null;
    const ended = this.#train(job, pair, tasks).catch(error => {
      this.#failure ??= error;
      this.#end();
    });
    return { ended };
  }

  #tasksOf({ ready, arms, data }: Job): Promise<Omit<ArmTask, 'control'>[]> {
    const { engine, initial } = this.#options;
    const layers = initial?.layers ?? null;
    return Promise.all(
      arms.map(async arm => ({ ...(await makeTask(ready, arm, data, engine, null)), initial: layers })),
    );
  }

  async #train(job: Job, pair: PairEvent, tasks: readonly Omit<ArmTask, 'control'>[]): Promise<void> {
    const events: TrainingEvent[] = [];
    const pass = (event: TrainingEvent) => {
      // Only what is kept has the steps.
      if (event.event !== 'step' || this.#options.keeper !== null) events.push(event);
      this.#passed.pass(job, event);
    };
    const controlled = tasks.map(task => ({ ...task, control: this.#control }));
    const progress = (progress: Progress) => this.#progress.step(job.index, progress);
    const { results, isWhole } = await trainPair(this.#threads, controlled, { event: pass, progress });
    if (!isWhole) {
      this.#passed.leave(job, results);
      return;
    }
    for (const event of [...results, pair]) pass(event);
    this.#options.keeper?.write(pair, job.ready.config, events);
    this.#passed.finish(job, events);
    this.#progress.finish(job.index);
  }

  /** Throws UserError. */
  async #load(config: Config): Promise<SplitData> {
    const { experiment, warnings, initial } = this.#options;
    const found: Warning[] = [];
    const split = await this.#data.load(config, found);
    checkRows(experiment, split.data);
    for (const arm of experiment.arms) checkTask(armConfig(arm, config), split.data.description.task);
    if (initial !== null) (await import('../init-from.js')).checkInitial(initial, split.data);
    const fresh = this.#passed.fresh(found);
    if (this.#begun === 0) warnings.push(...fresh);
    else this.#passed.warnOfData(this.#begun, fresh);
    return split;
  }
}
