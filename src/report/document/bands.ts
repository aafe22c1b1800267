/** What a group shows along its training. Quartiles come from the room of evidence; here are the numbers that they are of. */

import type { Arm } from '../../events/events.ts';
import type { BandPoint, Bands, Group, Mark, Measure, Quartiles, Run, RunPoint, TimePoint } from './report-data.ts';

export interface Statistics {
  /** Over runs, with null as the worst and the lowest as the best. */
  readonly quartiles: (values: readonly (number | null)[]) => Quartiles;
}

/** Scores are better where they are higher. */
const signs: Readonly<Record<Measure, 1 | -1>> = {
  validationLoss: 1,
  trainLoss: 1,
  validationScore: -1,
  trainScore: -1,
};
const measures = Object.keys(signs) as readonly Measure[];
/** Common points of the seconds. */
const TIMES = 101;

export function bandsOf(group: Group, statistics: Statistics): Bands | null {
  const { arms } = group;
  const runs = wholeRuns(group);
  if (runs.length === 0) return null;
  const ofArm = new Map(arms.map(arm => [arm, runs.filter(run => run.arm === arm)]));
  const loss = runs.every(run => validates(run)) ? 'validationLoss' : 'trainLoss';
  const of = measures.flatMap(measure => {
    const lines = new Map(arms.map(arm => [arm, alongTraining(ofArm.get(arm)!, measure, statistics)] as const));
    return [...lines.values()].some(line => line.some(({ median }) => median !== null))
      ? [[measure, lines] as const]
      : [];
  });
  return {
    loss,
    of: Object.fromEntries(of),
    bySeconds: new Map(arms.map(arm => [arm, alongSeconds(ofArm.get(arm)!, loss, statistics)])),
    mark: markOf(group, statistics),
  };
}

/** The runs that are drawn: of one network at the own settings, and of pairs whose arms are all there. */
function wholeRuns({ runs, arms, seeds }: Group): readonly Run[] {
  const own = runs.filter(({ part, cell, points }) => (part ?? 1) === 1 && isOwn(cell) && points.length > 0);
  if (seeds.length === 1) return own;
  const whole = seeds.filter(seed =>
    arms.every(arm => own.some(run => run.seed === seed && run.arm === arm && run.result)),
  );
  return own.filter(({ seed }) => whole.includes(seed));
}

/** Whether the settings of a cell are those of the experiment: `evidence` varies the initial scale around its own. */
function isOwn(cell: Run['cell']): boolean {
  return Object.entries(cell).every(([key, value]) => key === 'initScale' && value === 1);
}

function validates({ points }: Run): boolean {
  return points.some(({ validationLoss }) => validationLoss !== null);
}

function alongTraining(runs: readonly Run[], measure: Measure, { quartiles }: Statistics): BandPoint[] {
  const isOfEpoch = measure === 'trainLoss' || measure === 'trainScore';
  const rows = runs.map(run => ({
    ...run,
    points: isOfEpoch ? run.points.filter(({ trainLoss }) => trainLoss !== null) : run.points,
  }));
  const sign = signs[measure];
  return commonPoints(rows).map(({ epoch, step }, n) => {
    const values = rows.map(({ points }) => points[n]?.[measure] ?? null);
    const { q25, median, q75 } = quartiles(values.map(value => value && sign * value));
    if (sign === 1) return { epoch, step, q25, median, q75 };
    return { epoch, step, q25: q75 && -q75, median: median && -median, q75: q25 && -q25 };
  });
}

/** The evaluations that all runs have which did not diverge. */
function commonPoints(runs: readonly Run[]): readonly RunPoint[] {
  if (runs.length === 0) return [];
  const longest = runs.reduce((a, b) => (b.points.length > a.points.length ? b : a));
  const complete = runs.filter(({ result }) => result?.diverged !== true);
  const count = Math.min(longest.points.length, ...complete.map(({ points }) => points.length));
  return longest.points.slice(0, count);
}

function alongSeconds(runs: readonly Run[], loss: Bands['loss'], { quartiles }: Statistics): TimePoint[] {
  const lines = runs.map(({ points }) => points.filter(point => point[loss] !== null));
  if (lines.length === 0 || lines.some(line => line.length < 2)) return [];
  const end = Math.min(...lines.map(line => line.at(-1)!.seconds));
  if (!(end > 0)) return [];
  return Array.from({ length: TIMES }, (_, n) => {
    const seconds = (end * n) / (TIMES - 1);
    return { seconds, ...quartiles(lines.map(line => lossAt(line, seconds, loss))) };
  });
}

/** Between two evaluations, logarithms are interpolated. */
function lossAt(line: readonly RunPoint[], seconds: number, loss: Bands['loss']): number {
  const next = Math.max(
    1,
    line.findIndex(point => point.seconds >= seconds),
  );
  const [a, b] = [line[next - 1]!, line[next]!];
  const share = b.seconds > a.seconds ? (seconds - a.seconds) / (b.seconds - a.seconds) : 1;
  const [from, to] = [a[loss]!, b[loss]!];
  return from > 0 && to > 0 ? from ** (1 - share) * to ** share : from + share * (to - from);
}

function markOf({ claims, comparisons, seeds, arms }: Group, { quartiles }: Statistics): Mark | null {
  const faster = claims.find(({ claim }) => claim === 'faster');
  if (faster !== undefined) {
    const median = (values: readonly (number | null | undefined)[]) =>
      quartiles(values.map(value => value ?? null)).median;
    const loss = median(faster.pairs.map(({ target }) => target));
    const baseline = median(faster.pairs.map(pair => pair.baseline.steps));
    const batchnorm = median(faster.pairs.map(pair => pair.batchnorm.steps));
    if (loss === null || baseline === null || batchnorm === null) return null;
    return { loss, steps: { baseline, batchnorm } };
  }
  const [comparison] = comparisons;
  if (comparison === undefined || seeds.length > 1 || arms.length !== 2) return null;
  const { reference, reachedBy, loss, referenceAt, reachedAt } = comparison;
  if (reference === null || reachedBy === null || loss === null || !referenceAt || !reachedAt) return null;
  const steps: Record<Arm, number> = { [reference]: referenceAt.step, [reachedBy]: reachedAt.step };
  return { loss, steps };
}
