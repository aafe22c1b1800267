/** Shared by the commands that train: an experiment from flags, its listeners, and signals. */

import { NoResults, UserError } from '../base/errors.ts';
import { STANDARD_INPUT } from '../base/files/standard-input.ts';
import { printable } from '../base/text/format.ts';
import { inShell } from '../base/text/setting-names.ts';
import type { EnsembleEvent, Listener, ResultEvent } from '../events/events.ts';
import { conclude } from '../evidence/conclusions.ts';
import type { Arm } from '../experiment/arms.ts';
import type { CheckpointRequest } from '../experiment/checkpoint.ts';
import { runExperiment } from '../experiment/experiment.ts';
import type { SaveRequest } from '../experiment/save.ts';
import type { Experiment, ResultsRequest } from '../experiment/spec.ts';
import type { CheckpointEvery } from '../saved/run-file.ts';
import { makeConfig } from '../settings/config.ts';
import { toNumber } from '../settings/kinds.ts';
import type { Invocation } from './command.ts';
import { listenWithFlags } from './flag-names.ts';
import { type FlagValues, ownDefault } from './flags.ts';
import { LateListener } from './late-listener.ts';
import { checkResults, leastScore } from './outcome.ts';
import { despiteReader } from './reader.ts';
import type { Shown } from './reports.ts';
import { type EndingSignal, Interrupted, SignalHandlers } from './signals.ts';

/** Which networks are saved in which files; undefined if none are. Throws UserError. */
export function saveRequest(
  setting: SaveRequest['setting'],
  paths: SaveRequest['paths'] | null,
  { saveEpoch }: FlagValues,
): SaveRequest | undefined {
  if (paths === null) {
    if (saveEpoch === undefined) return undefined;
    throw new UserError(`⟪saveEpoch⟫: is of use with ⟪${setting}⟫ only; add that, or leave it out`);
  }
  const epoch = saveEpoch ?? ownDefault('saveEpoch');
  if (epoch === 'best' || epoch === 'last') return { setting, paths, epoch };
  throw new UserError(`⟪saveEpoch⟫: got '${saveEpoch}', takes best or last`);
}

/** Trains the arms on a table, which may consist of several files. */
export async function run(
  command: 'compare' | 'train',
  arms: readonly Arm[],
  { args: paths, flags, given }: Invocation,
  save: SaveRequest | undefined,
): Promise<void> {
  const experiment = { command, paths, arms, config: makeConfig(given), ...(save === undefined ? {} : { save }) };
  await trainExperiment(experiment, flags);
}

/** Trains an experiment, with checkpoints if the flags ask for them. */
export async function trainExperiment(asked: Experiment, flags: FlagValues): Promise<void> {
  const { config, paths, save } = asked;
  const checkpoint = checkpointRequest(flags);
  if (leastScore(flags) !== null && config.validation === 0 && config.ensemble === null) {
    throw new UserError('⟪failUnder⟫: got ⟪validation=0⟫ too; without validation rows there is no score');
  }
  const queued =
    flags.queue === undefined ? notQueued(flags) : await (await import('./queue.js')).openQueuedRuns(asked, flags);
  const results = queued?.results ?? resultsRequest(flags);
  const experiment = {
    ...asked,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(results === undefined ? {} : { results }),
  };
  if (config.logSteps !== null && !flags.json) {
    const { stderrWarner } = await import('./printer.js');
    stderrWarner(flags)('⟪logSteps⟫ shows only with ⟪json⟫', 'no-effect');
  }
  const interrupted = () => {
    if (checkpoint !== undefined) showHowToResume(checkpoint.directory, paths);
    else if (results !== undefined) process.stderr.write('To continue: run the same command again\n');
  };
  const train = () =>
    listening(
      flags,
      asked,
      paths,
      (listeners, signal) => runExperiment(experiment, listeners, signal, conclude),
      interrupted,
    );
  try {
    if (save === undefined && checkpoint === undefined && results === undefined) await train();
    else await despiteReader(train);
  } finally {
    await queued?.close();
  }
}

/** Throws UserError for flags of a queue where there is none. */
function notQueued(flags: FlagValues): null {
  const key = (['detach', 'verify', 'sendData', 'insecureQueue'] as const).find(each => flags[each] !== undefined);
  if (key === undefined) return null;
  throw new UserError(`⟪${key}⟫: is of use with ⟪queue⟫ only; add that, or leave it out`);
}

/** Throws UserError. */
function resultsRequest({ results: directory, shard }: FlagValues): ResultsRequest | undefined {
  if (shard === undefined) return directory === undefined ? undefined : { directory };
  if (directory === undefined) {
    throw new UserError('⟪shard⟫: is of use with ⟪results⟫ only, where all shards meet; add that, or leave it out');
  }
  const [, i, n] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  const [index, count] = [Number(i), Number(n)];
  if (index >= 1 && index <= count && count <= MAX_SHARDS) return { directory, shard: { index, count } };
  throw new UserError(`⟪shard⟫: got '${shard}', takes a share and the number of shares, such as 1/3, 2/3 and 3/3`);
}

const MAX_SHARDS = 1_000_000;

function checkpointRequest({ checkpoint: directory, checkpointEvery }: FlagValues): CheckpointRequest | undefined {
  if (directory !== undefined) return { directory, every: checkEvery(checkpointEvery) };
  if (checkpointEvery === undefined) return undefined;
  throw new UserError('⟪checkpointEvery⟫: is of use with ⟪checkpoint⟫ only; add that, or leave it out');
}

/** Throws UserError. */
function checkEvery(text: string = ownDefault('checkpointEvery')): CheckpointEvery {
  const refuse = () =>
    new UserError(`⟪checkpointEvery⟫: got '${text}', takes epochs such as 5, or seconds such as 30s`);
  const value = toNumber(text.replace(/s$/, ''));
  if (!(value > 0 && Number.isFinite(value))) throw refuse();
  if (text.endsWith('s')) return { seconds: value };
  if (!Number.isSafeInteger(value)) throw refuse();
  return { epochs: value };
}

export function showHowToResume(directory: string, paths: readonly string[]): void {
  const again = paths.includes(STANDARD_INPUT) ? ', with the same standard input' : '';
  process.stderr.write(`To continue: bntrain resume ${inShell(directory)}${again}\n`);
}

/**
 * Runs an experiment with the listeners that the flags ask for. Throws Interrupted if a signal ended it, after calling
 * `interrupted`, and BadOutcome. The experiment is null if it is not known yet.
 * A report may not replace one of `inputs`.
 */
export async function listening(
  flags: FlagValues,
  asked: Shown | null,
  inputs: readonly string[],
  go: (listeners: readonly Listener[], signal: AbortSignal) => Promise<readonly ResultEvent[]>,
  interrupted: () => void,
): Promise<void> {
  leastScore(flags);
  const report = await reportFile(flags, inputs);
  const reports = new LateListener(async () => (await import('./reports.js')).makeReports(flags, asked));
  const listeners: Listener[] = [reports];
  if (report !== null) listeners.push(report.collector);
  const abort = new AbortController();
  let by: EndingSignal | undefined;
  const signals = new SignalHandlers(signal => {
    by = signal;
    abort.abort(signal === 'SIGINT' ? 'Ctrl-C again ends at once' : 'a second signal ends at once');
  });
  // Handles signals only during training. Before it, the default ends the program at once.
  const ensembles: EnsembleEvent[] = [];
  let hasPairs = false;
  const began: Listener = {
    event(event) {
      if (event.event === 'start') {
        hasPairs = event.config.seeds > 1;
        signals.add();
      } else if (event.event === 'ensemble') ensembles.push(event);
    },
  };
  let results: readonly ResultEvent[];
  try {
    // First, so that a listener can abort as soon as it sees the start event.
    results = await go([began, ...listeners.map(listenWithFlags)], abort.signal).finally(() => reports.settled());
  } catch (error) {
    if (by === undefined || !(error instanceof NoResults)) throw error;
    await report?.write();
    interrupted();
    const what = hasPairs ? 'no pair was complete by then' : 'epoch 0 was not evaluated by then';
    throw new Interrupted(by, `${what}, so there are no results`);
  } finally {
    signals.remove();
    for (const listener of listeners) listener.abandon?.();
  }
  await report?.write();
  if (by !== undefined) {
    interrupted();
    throw new Interrupted(by, `its results are of ${hasPairs ? 'the pairs that were whole' : 'the epochs until'} then`);
  }
  checkResults(results, flags, ensembles[0]);
}

/** The report that the flags ask for, or null. Throws UserError where it cannot be written, before anything is trained. */
async function reportFile({ report: path, json, quiet }: FlagValues, inputs: readonly string[]) {
  if (path === undefined) return null;
  const { describeReported, ReportFile } = await import('./report-output.js');
  const file = await ReportFile.open('⟪report⟫', path, inputs);
  return {
    collector: file.collector,
    async write() {
      const { stderrWarner } = await import('./printer.js');
      const reported = await file.write(null, stderrWarner({}));
      if (reported === null) return;
      if (json) process.stdout.write(`${JSON.stringify(reported)}\n`);
      if (!quiet) process.stderr.write(`Report: ${printable(describeReported(reported))}\n`);
    },
  };
}
