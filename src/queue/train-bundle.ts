/** Trains the runs of a bundle, and returns their results as lines. */

import { UserError } from '../base/errors.ts';
import { byteSize } from '../base/text/format.ts';
import { defaultBudget } from '../data/reading/memory-budget.ts';
import type { TrainingEvent } from '../events/events.ts';
import { runExperiment } from '../experiment/experiment.ts';
import type { PairCrew } from '../experiment/pairs/pair-crew.ts';
import { PairLines } from '../experiment/pairs/pair-lines.ts';
import type { SeedRuns } from '../experiment/pairs/study.ts';
import { type Config, makeConfig } from '../settings/config.ts';
import { type Job, type JobFile, type JobRun, readJob } from './job/job.ts';
import { checkLayers, checkSize, type Limits } from './job/limits.ts';
import { type DataStore, GivenBack } from './job-queue.ts';

/** Characters of the results of a bundle. */
export const MAX_RESULTS = 2 ** 26;

export interface BundleTraining {
  /** The name of the worker. */
  readonly worker: string;
  /** Kernels with the same bits have the same name. */
  readonly kernels: string;
  readonly data: DataStore;
  readonly limits: Limits;
  /** The settings of this machine, such as its threads. */
  readonly machine: Readonly<Partial<Config>>;
  /** Who trains, and stays; absent for a crew of each bundle. */
  readonly crew?: PairCrew;
}

/**
 * Throws UserError for a bundle that every worker refuses, GivenBack if `signal` aborts, and Error for what another worker may be able
 * to do.
 */
export async function trainBundle(text: string, training: BundleTraining, signal: AbortSignal): Promise<string> {
  const { worker, kernels, limits, crew } = training;
  const job = readJob(text, kernels);
  checkLayers(job, limits);
  const { experiment, budget } = await experimentOf(job, training);
  const jobs = job.runs.map(run => run.job);
  const { rows, sweep } = job;
  const keeper = new PairLines({
    ...{ jobs, place: { kernels, rows }, experiment: sweep, worker, limit: MAX_RESULTS },
    check: (ready, data) => checkSize(ready, data, job, limits),
  });
  const time = AbortSignal.timeout(1000 * limits.seconds);
  let disagrees = false;
  const listener = {
    event(event: TrainingEvent) {
      disagrees ||= event.event === 'warning' && event.code === 'kernels';
    },
  };
  const part = { runs: bySeed(job.runs), keeper, budget, ...(crew === undefined ? {} : { crew }) };
  try {
    await runExperiment({ ...experiment, part }, [listener], AbortSignal.any([signal, time]));
  } catch (error) {
    if (!signal.aborted && !time.aborted) throw perMachine(error);
  }
  if (signal.aborted) throw new GivenBack('the worker ends');
  if (time.aborted) {
    throw new UserError(
      `⟪maxSeconds⟫: the bundle takes more than ${limits.seconds} s; give shorter runs, or raise it at the worker`,
    );
  }
  if (disagrees) throw new Error(`the kernels of ${worker} no longer agree with the reference`);
  if (keeper.lines === null) throw new Error(`${worker} lacks results of the bundle`);
  return keeper.lines.join('\n');
}

async function experimentOf(job: Job, { data, machine }: BundleTraining) {
  const { command, arms, config, rows } = job;
  const paths: string[] = [];
  for (const file of job.data) paths.push(await find(data, file, 'the table'));
  const validation =
    job.validation === null ? {} : { validation: await find(data, job.validation, 'the validation file') };
  const merged = makeConfig({ ...config, ...validation, ...machine });
  const free = defaultBudget();
  if (rows !== 'memory' && rows > 2 * free) throw new Error(`the job takes ${byteSize(rows)} of memory for rows`);
  const budget = rows === 'memory' ? Math.min(config.memory ?? free, free) : rows;
  return { experiment: { command, paths, arms, config: merged, points: [] }, budget };
}

/** Another worker may have the file, so no error is a UserError. */
async function find(store: DataStore, { digest, bytes }: JobFile, what: string): Promise<string> {
  const path = await store.find(digest, bytes).catch((error: unknown) => {
    throw error instanceof UserError ? new Error(error.message) : error;
  });
  if (path !== null) return path;
  const short = `SHA-256 ${digest.slice(0, 12)}…, ${byteSize(bytes)}`;
  throw new Error(`${what} (${short}) is not on this machine; give its directory to the worker with ⟪data⟫`);
}

function bySeed(runs: readonly JobRun[]): SeedRuns[] {
  const seeds = new Map<number, JobRun[]>();
  for (const run of runs) seeds.set(run.seed, [...(seeds.get(run.seed) ?? []), run]);
  return [...seeds].map(([seed, own]) => ({ seed, runs: own }));
}

/** What this machine lacks, another may have. */
function perMachine(error: unknown): unknown {
  const lacks = error instanceof UserError && (error.code === 'system' || error.code === 'out-of-memory');
  return lacks ? new Error(error.message) : error;
}
