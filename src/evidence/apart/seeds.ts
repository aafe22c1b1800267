/** What runs of several seeds say together that were made apart, from their events. */

import { atOnce } from '../../base/threads/event-loop.ts';
import type { ClaimEvent, CurveEvent, PairEvent, ResultEvent, StartEvent, SummaryEvent } from '../../events/events.ts';
import { type Arm, knownArm, type Overrides } from '../../experiment/arms.ts';
import type { Evaluation, PairRecord } from '../../experiment/pairs/records.ts';
import type { Study } from '../../experiment/pairs/study.ts';
import { curvesOf } from '../seeds/curves.ts';
import { fasterClaim } from '../seeds/faster.ts';
import { summariesOf } from '../seeds/summaries.ts';

/** A run as a report keeps it: a number that is not finite is null. */
interface KeptRun {
  readonly arm: string;
  readonly seed: number;
  readonly points: readonly Evaluation[];
  readonly result: ResultEvent | null;
}

export interface RunsApart {
  readonly start: StartEvent;
  readonly runs: readonly KeptRun[];
  /** Of the seeds that have one. */
  readonly pairs: readonly PairEvent[];
}

interface Conclusions {
  readonly curves: CurveEvent[];
  readonly summaries: SummaryEvent[];
  readonly claims: ClaimEvent[];
}

/** Seeds of which an arm is missing are left out. Networks of an ensemble are no seeds. */
export function concludeSeeds(apart: RunsApart): Conclusions {
  const { start } = apart;
  const records = start.config.ensemble == null ? recordsOf(apart) : [];
  if (records.length < 2) return { curves: [], summaries: [], claims: [] };
  const study = studyOf(start, records);
  return {
    curves: atOnce(curvesOf(thinned(records))),
    summaries: atOnce(summariesOf(study)),
    claims: isComparable(records) ? fasterClaim(study, null) : [],
  };
}

/** Whether the loss of a constant prediction is known: metrics of earlier versions lack it for numbers and for weighted rows. */
export function isComparable(records: readonly PairRecord[]): boolean {
  return records.every(({ pair }) => Number.isFinite(pair.nullLoss));
}

/** The whole pairs, by seed. */
export function recordsOf(apart: RunsApart, point: Overrides = {}): PairRecord[] {
  const seeds = [...new Set(apart.runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  return seeds.flatMap(seed => recordOf(apart, seed, point) ?? []);
}

/** An interval takes a bootstrap, so of very long runs few evaluations have one. */
const MAX_EVALUATIONS = 60;

function thinned(records: readonly PairRecord[]): PairRecord[] {
  const longest = Math.max(...records.flatMap(({ runs }) => runs.map(({ evaluations }) => evaluations.length)));
  const every = Math.ceil(longest / MAX_EVALUATIONS);
  const isKept = (n: number) => n % every === 0 || n === longest - 1;
  const thin = (run: PairRecord['runs'][number]) => ({
    ...run,
    evaluations: run.evaluations.filter((_, n) => isKept(n)),
  });
  return longest <= 2 * MAX_EVALUATIONS
    ? [...records]
    : records.map(record => ({ ...record, runs: record.runs.map(thin) }));
}

/** The runs are done, so nothing of it trains. */
function studyOf(start: StartEvent, records: readonly PairRecord[]): Study {
  const { command, config, data } = start;
  const arms = start.arms.map(name => armOf(start, name));
  const experiment = { command, config, arms, paths: data.paths, decided: start.decided ?? [] };
  const rest = {
    pairs: records.length,
    tasks: [],
    meter: { stepCosts: async () => [] },
    signal: undefined,
    train: async () => [],
  };
  return { experiment, task: data.task, records, ...rest };
}

function armOf({ overrides }: StartEvent, name: string): Arm {
  const own = overrides?.[name];
  return own === undefined ? (knownArm(name) ?? { name, overrides: {} }) : { name, overrides: own };
}

function recordOf({ start, runs, pairs }: RunsApart, seed: number, point: Overrides): PairRecord | null {
  const own = start.arms.flatMap(
    arm => runs.find(run => run.seed === seed && run.arm === arm && run.points.length > 0) ?? [],
  );
  const pair = pairs.find(each => each.seed === seed);
  if (own.length < start.arms.length || own.some(({ result }) => result === null) || pair === undefined) return null;
  const validates = start.data.validationRows > 0;
  return {
    seed,
    point,
    runs: own.map(({ arm, points, result }) => ({
      arm,
      evaluations: points.map(point => evaluationOf(point, start, validates)),
      result: result!,
    })),
    // In JSON a number that is not finite is null.
    pair: { ...pair, nullLoss: pair.nullLoss ?? Number.NaN },
  };
}

/** Within an epoch there is no training loss; elsewhere a missing one is not finite. */
function evaluationOf(point: Evaluation, { config }: StartEvent, validates: boolean): Evaluation {
  const known = (value: number | null) => value ?? Number.NaN;
  return {
    ...point,
    trainLoss: config.validateEvery === null ? known(point.trainLoss) : point.trainLoss,
    validationLoss: validates ? known(point.validationLoss) : null,
    validationScore: validates ? known(point.validationScore) : null,
  };
}

/** What the event of a pair would say of a run of one seed, which has none. */
export function pairOf(start: StartEvent, seed: number): PairEvent {
  const { trainRows, validationRows } = start.data;
  const guessLoss = start.guess?.loss ?? Number.NaN;
  const nullLoss = start.nullLoss ?? nullLossOf(start);
  return { event: 'pair', seed, trainRows, validationRows, nullLoss, guessLoss, digests: {} };
}

/** For metrics of earlier versions: the loss of the shares of the classes; not known for weighted rows, and for numbers. */
function nullLossOf({ data: { classRows }, config }: StartEvent): number {
  if (classRows == null || config.classWeights != null || config.weight != null) return Number.NaN;
  const rows = classRows.reduce((sum, count) => sum + count, 0);
  return classRows.reduce((sum, count) => (count === 0 ? sum : sum - (count / rows) * Math.log(count / rows)), 0);
}
