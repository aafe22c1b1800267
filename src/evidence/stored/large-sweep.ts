/** A large sweep in a folder of results: its cells and what they say, while its runs are read one by one. */

import type { TrainingEvent } from '../../events/events.ts';
import type { Overrides } from '../../experiment/arms.ts';
import { incomplete } from '../../experiment/pairs/incomplete.ts';
import { cellOf } from '../../experiment/run.ts';
import type { StoredExperiment } from '../../saved/results/experiment-file.ts';
import { summaryIn } from '../../saved/results/result-line.ts';
import { ResultsFolder } from '../../saved/results/results-folder.ts';
import { axesOf } from '../sweep/axes.ts';
import type { PairLosses } from '../sweep/cells.ts';
import { comparable, describeGrid } from '../sweep/conclude.ts';

/** The events of more pairs would take gigabytes. */
const MAX_PAIRS = 5000;

export function isLarge({ points, search, start }: StoredExperiment): boolean {
  return points !== null && search === null && points.length * start.config.seeds > MAX_PAIRS;
}

/** Emits the cells and the sweep. */
export function emitLarge(
  directory: string,
  id: string,
  stored: StoredExperiment,
  emit: (event: TrainingEvent) => void,
  warn: (message: string) => void,
): void {
  const points = stored.points!;
  const pairs = points.length * stored.start.config.seeds;
  const losses = lossesIn(directory, id, points, warn);
  const arms = stored.arms.map(({ name }) => name);
  if (losses.length < pairs) emit(incomplete({ done: losses.length, pairs, arms: arms.length, where: directory }));
  if (losses.length === 0) return;
  const used = comparable(losses, points.length);
  const { cells, sweep } = describeGrid(used, axesOf(points), arms, { points: points.length, pairs });
  for (const cell of cells) emit(cell);
  emit(sweep);
}

/** In the order of the seeds, and then of the points. */
function lossesIn(
  directory: string,
  id: string,
  points: readonly Overrides[],
  warn: (message: string) => void,
): PairLosses[] {
  const places = new Map(points.map((point, place) => [JSON.stringify(cellOf(point)), place]));
  const found: PairLosses[] = [];
  const add = (_: string, line: Buffer) => {
    const { summary, cell } = summaryIn(line);
    const place = places.get(JSON.stringify(cell));
    if (place === undefined) return;
    const { seed, nullLoss, runs } = summary;
    found.push({ seed, point: points[place]!, nullLoss, runs });
  };
  new ResultsFolder(directory, id, warn, add).refresh();
  const placeOf = new Map(points.map((point, place) => [point, place]));
  return found.sort((a, b) => a.seed - b.seed || placeOf.get(a.point)! - placeOf.get(b.point)!);
}
