/** The experiments of a folder of results as their commands emitted them, however many of their pairs are there. */

import { UserError } from '../../base/errors.ts';
import type { Warn } from '../../base/warn.ts';
import { groupWarnings } from '../../base/warning-groups.ts';
import { checkEvent } from '../../events/check.ts';
import type { TrainingEvent } from '../../events/events.ts';
import type { Overrides } from '../../experiment/arms.ts';
import { firstRuns } from '../../experiment/pairs/first-runs.ts';
import { incomplete } from '../../experiment/pairs/incomplete.ts';
import { withCell } from '../../experiment/pairs/pair-event.ts';
import { type PairRecord, recordOfPair } from '../../experiment/pairs/records.ts';
import { eventsOf, pairOf } from '../../experiment/pairs/stored-pair.ts';
import type { SeedRuns } from '../../experiment/pairs/study.ts';
import type { ReadyExperiment } from '../../experiment/ready.ts';
import { cellOf } from '../../experiment/run.ts';
import type { StepMeter } from '../../experiment/step-cost.ts';
import { experimentsIn, type StoredExperiment } from '../../saved/results/experiment-file.ts';
import { summaryIn } from '../../saved/results/result-line.ts';
import { ResultsFolder } from '../../saved/results/results-folder.ts';
import { conclude } from '../conclusions.ts';
import { emitLarge, isLarge } from './large-sweep.ts';

type Emit = (event: TrainingEvent) => void;

/** Throws UserError and FailedCheck. */
export async function emitStored(directory: string, emit: Emit, warn: Warn): Promise<void> {
  // Every experiment finds the same lines.
  const faulty = new Set<string>();
  const warnOfLine = (message: string) => faulty.add(message);
  for (const [id, stored] of experimentsIn(directory)) {
    const problem = checkEvent(stored.start);
    if (typeof problem === 'string') throw new UserError(`${directory}: is not of this version: ${problem}`);
    emit(stored.start);
    if (isLarge(stored)) emitLarge(directory, id, stored, emit, warnOfLine);
    else await new StoredStudy(directory, id, stored, emit, warnOfLine).emitAll();
  }
  const warnings = [...faulty].map(message => ({ message, code: 'results' as const }));
  for (const { message, code } of groupWarnings(warnings)) warn(message, code);
}

/** Nothing is trained here. */
const noMeter: StepMeter = { stepCosts: async () => [] };

class StoredStudy {
  readonly #folder: ResultsFolder;
  readonly #stored: StoredExperiment;
  readonly #emit: Emit;
  /** Jobs by seed, settings and arms. */
  readonly #jobs = new Map<string, string>();

  constructor(directory: string, id: string, stored: StoredExperiment, emit: Emit, warn: (message: string) => void) {
    this.#folder = new ResultsFolder(directory, id, warn, (job, line) => {
      const { summary, cell } = summaryIn(line);
      this.#jobs.set(keyOf(summary.seed, cell, Object.keys(summary.digests)), job);
    });
    this.#folder.refresh();
    this.#stored = stored;
    this.#emit = emit;
  }

  async emitAll(): Promise<void> {
    const { start, arms, points, search, rates } = this.#stored;
    const { command, config, decided, data } = start;
    const experiment: ReadyExperiment = {
      ...{ command, config, decided, arms, paths: data.paths },
      ...(points === null ? {} : { points }),
      ...(search === null ? {} : { search }),
      ...(rates === null ? {} : { rates }),
    };
    const first = firstRuns(experiment, points ?? [{}]);
    const pairs = first.reduce((sum, { runs }) => sum + runs.length, 0);
    const records = this.#recordsOf(first);
    const isWhole = records.length === pairs;
    if (!isWhole) this.#emit(incomplete({ done: records.length, pairs, arms: arms.length, where: this.#folder.path }));
    if (records.length === 0 || (!isWhole && command !== 'sweep')) return;
    const train = async (further: readonly SeedRuns[]) => this.#recordsOf(further);
    const nothing = { tasks: [], meter: noMeter, signal: undefined };
    const study = { experiment, task: data.task, records, pairs, ...nothing, train };
    await conclude(study, this.#emit);
  }

  /** Of those that are there; emits their events. */
  #recordsOf(seeds: readonly SeedRuns[]): PairRecord[] {
    return seeds.flatMap(({ seed, runs }) => runs.flatMap(({ point, arm }) => this.#recordOf(seed, point, arm) ?? []));
  }

  #recordOf(seed: number, point: Overrides, arm: string | undefined): PairRecord | null {
    const arms = arm === undefined ? this.#stored.arms.map(({ name }) => name) : [arm];
    const job = this.#jobs.get(keyOf(seed, cellOf(point), arms));
    const result = job === undefined ? null : this.#folder.read(job);
    if (result === null) return null;
    const events = [...eventsOf(result), pairOf(result, result.cell)].filter(
      event => typeof checkEvent(event) === 'object',
    );
    for (const event of events) this.#emit(withCell(event, point));
    return recordOfPair(events, point);
  }
}

function keyOf(seed: number, cell: object, arms: readonly string[]): string {
  return JSON.stringify([seed, cell, arms]);
}
