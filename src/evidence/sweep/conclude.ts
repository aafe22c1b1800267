/** The conclusions of a sweep: an event for every cell and arm, and one for all of them. */

import type { CellEvent, SweepEvent, TrainingEvent } from '../../events/events.ts';
import type { Study } from '../../experiment/pairs/study.ts';
import { type Axis, axesOf } from './axes.ts';
import {
  bestCell,
  type Difference,
  differenceAt,
  differenceAtOwnBest,
  expectedBestOf,
  type Measure,
  medianLoss,
} from './best.ts';
import { bySeed, type Cell, type CellRun, cellsOf, lossesOf, type PairLosses } from './cells.ts';
import { axisRegion, decadesDifference, shareThatTrains } from './regions.ts';
import { spreadOf } from './spread.ts';
import { findStableRates } from './stable.ts';

export async function concludeSweep(study: Study, emit: (event: TrainingEvent) => void): Promise<void> {
  const { experiment, records, pairs } = study;
  const points = experiment.points!;
  const arms = experiment.arms.map(({ name }) => name);
  const used = comparable(records.map(lossesOf), points.length);
  const { cells, sweep } = describeGrid(used, axesOf(points), arms, { points: points.length, pairs });
  for (const cell of cells) emit(cell);
  emit(sweep);
  if (experiment.search === 'stable-lr') await findStableRates(study, emit);
}

/** Over pairs that are comparable. */
export function describeGrid(
  used: readonly PairLosses[],
  axes: readonly Axis[],
  arms: readonly string[],
  asked: Pick<SweepEvent, 'points' | 'pairs'>,
): { readonly cells: CellEvent[]; readonly sweep: SweepEvent } {
  const cells = cellsOf(used, axes);
  return {
    cells: cells.flatMap(cell => arms.map(arm => cellEvent(cell, arm))),
    sweep: sweepEvent(cells, axes, arms, { ...asked, used: used.length }),
  };
}

/**
 * The pairs of the seeds that were trained at every point; if there is none, those of the seed with the most. So an interrupted
 * sweep compares cells over the same seeds.
 */
export function comparable(pairs: readonly PairLosses[], points: number): readonly PairLosses[] {
  const seeds = bySeed(pairs);
  const whole = seeds.filter(own => own.length === points);
  if (whole.length > 0) return whole.flat();
  return seeds.reduce((most, own) => (own.length > most.length ? own : most));
}

function cellEvent({ point, runs }: Cell, arm: string): CellEvent {
  const own = runs[arm]!;
  const validates = own.some(({ validationLoss }) => validationLoss !== null);
  const spread = (key: keyof Pick<CellRun, 'trainLoss' | 'validationLoss' | 'validationScore'>, diverged?: number) =>
    spreadOf(
      own.map(run => run[key]),
      diverged,
    );
  return {
    event: 'cell',
    cell: point,
    arm,
    seeds: own.length,
    diverged: own.filter(({ trainLoss }) => trainLoss === null).length,
    trains: own.filter(run => run.trains).length / own.length,
    trainLoss: spread('trainLoss'),
    validationLoss: validates ? spread('validationLoss') : null,
    validationScore: validates ? spread('validationScore', Number.NEGATIVE_INFINITY) : null,
  };
}

type Counts = Pick<SweepEvent, 'points' | 'pairs' | 'used'>;

function sweepEvent(
  cells: readonly Cell[],
  axes: readonly Axis[],
  arms: readonly string[],
  { points, pairs, used }: Counts,
): SweepEvent {
  const seeds = cells[0]!.runs[arms[0]!]!.length;
  const isGrid = cells.length === points;
  const measure = measureOf(cells, arms);
  const logAxes = isGrid ? axes.filter(({ decades }) => decades !== null) : [];
  const [reference, other] = arms as [string, string | undefined];
  const best = arms.map(arm => bestCell(cells, arm, measure));
  const atBest = best[0] ?? null;
  const two = other === undefined ? null : ([reference, other] as const);
  const ownBest = two && differenceAtOwnBest(cells, two, measure);
  return {
    event: 'sweep',
    axes: axes.map(({ name, values, decades }) => ({ name, values: values as readonly Value[], decades })),
    points,
    cells: cells.length,
    seeds,
    pairs,
    used,
    measure,
    arms: Object.fromEntries(
      arms.map((arm, n) => [
        arm,
        {
          region: shareThatTrains(cells, arm),
          decades: Object.fromEntries(logAxes.map(axis => [axis.name, axisRegion(cells, arm, axes, axis)])),
          best: describeBest(best[n]!, axes, arm, measure),
          expectedBest: expectedBestOf(cells, arm, measure),
        },
      ]),
    ),
    decades: Object.fromEntries(
      two === null ? [] : logAxes.map(axis => [axis.name, decadesDifference(cells, ...two, axis)]),
    ),
    matched: cells.map(cell => ({
      cell: cell.point,
      ...(two === null ? { mean: null, t95: null } : differenceAt(cell, two, measure)),
    })),
    atBaselineBest: two && atBest && { cell: atBest.point, ...differenceAt(atBest, two, measure) },
    ownBest: ownBest && {
      ...(ownBest as Difference),
      cells: Object.fromEntries(
        arms.map(arm => [arm, ownBest.cells[arm]!.map(cell => (cell === null ? null : cell.point))]),
      ),
    },
  };
}

type Value = SweepEvent['axes'][number]['values'][number];

/** Without validation rows, or where no run has a finite loss of them, the training loss. */
function measureOf(cells: readonly Cell[], arms: readonly string[]): Measure {
  const validates = cells.some(({ runs }) => arms.some(arm => runs[arm]!.some(run => run.validationLoss !== null)));
  return validates ? 'validationLoss' : 'trainLoss';
}

function describeBest(cell: Cell | null, axes: readonly Axis[], arm: string, measure: Measure) {
  if (cell === null) return null;
  const isEdge = axes.map(({ values }, n) => cell.place[n] === 0 || cell.place[n] === values.length - 1);
  const ordered = axes.filter(({ values }, n) => isEdge[n] && typeof values[0] === 'number');
  return { cell: cell.point, loss: medianLoss(cell, arm, measure)!, atEdge: ordered.map(({ name }) => name) };
}
