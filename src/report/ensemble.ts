/** The chart and the table of an ensemble: its networks, the score of the rows that each did not learn from, and guessing. */

import { duration, formatCount, percent, printable, significant } from '../base/text/format.ts';
import type { EnsembleEvent, ResultEvent, Scores, StartEvent } from '../events/events.ts';
import { type Curve, strokes } from './chart.ts';
import type { LossPoint } from './loss-chart.ts';
import { armColor, type Style, signs } from './style.ts';
import { alignTable, type Cell } from './table.ts';
import { wrap } from './width.ts';

/** The mean of the networks by epoch, over those that trained so long. `networks` has the evaluations of each. */
export function meanCurve(start: StartEvent, networks: readonly (readonly LossPoint[])[], style: Style): Curve {
  const byEpoch = new Map<number, number[]>();
  for (const points of networks) {
    for (const point of points) {
      const isWithinEpoch = point.trainLoss === undefined || point.trainLoss === null;
      if (isWithinEpoch) continue;
      byEpoch.set(point.epoch, [...(byEpoch.get(point.epoch) ?? []), point.validationLoss ?? Number.NaN]);
    }
  }
  const mean = (losses: readonly number[]) => losses.reduce((a, b) => a + b, 0) / losses.length;
  const points = [...byEpoch].map(([x, losses]) => ({ x, y: mean(losses) })).sort((a, b) => a.x - b.x);
  const arm = start.arms[0]!;
  const name = `mean of ${networks.length} networks (${arm})`;
  return { name, paint: armColor(style, start.arms, arm), stroke: strokes[1]!, points };
}

/** The loss and scores of a row; the score of the task is under another name in each event. */
interface Scored {
  loss: number | null;
  score: number | null;
  scores: Scores;
}

type ScoreColumn = readonly [title: string, value: (scored: Scored) => string];

/** `uneven` shows balanced accuracy beside accuracy. `ensemble` is null if there is no score of all rows. */
export function ensembleTable(
  start: StartEvent,
  results: readonly ResultEvent[],
  ensemble: EnsembleEvent | null,
  uneven: boolean,
  style: Style,
): string {
  const { data, guess } = start;
  const columns = scoreColumns(data.task === 'regression', uneven, style);
  const row = (name: string, scored: Scored, epoch = '', seconds?: number): Cell[] => {
    const values = columns.map(([, value]) => value(scored));
    const cells = [name, significant(scored.loss), epoch, ...values, seconds === undefined ? '' : duration(seconds)];
    return cells.map(text => ({ text }));
  };
  const rows = results.map(result => {
    const { part, epochs, best, final, seconds } = result;
    const [kept, epoch] = ensemble?.kept === 'last' ? [final, epochs] : [best, best?.epoch];
    const scored = { loss: kept?.validationLoss ?? null, score: kept?.validationScore ?? null, scores: kept ?? {} };
    return row(formatCount(part!), scored, epoch === undefined ? '-' : formatCount(epoch), seconds);
  });
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0);
  if (ensemble !== null) {
    const all = row('all rows', { ...ensemble, scores: ensemble }, '', seconds);
    rows.push(all.map(cell => ({ ...cell, paint: style.color.bold })));
  }
  rows.push(row('guessing', { ...guess, scores: guess }));
  const titles = ['network', 'validation loss', 'in epoch', ...columns.map(([title]) => title), 'training time'];
  const heading = titles.map(text => ({ text, paint: style.color.dim }));
  const how =
    'Each network is scored on the part of the rows that it did not learn from; all rows is the score of all parts together.';
  const units = data.task === 'regression' ? ` RMSE is in the units of ${printable(data.target)}.` : '';
  return `${alignTable([heading, ...rows], style.width)}\n${wrap(`${how}${units}`, style.width)}`;
}

function scoreColumns(isRegression: boolean, uneven: boolean, style: Style): ScoreColumn[] {
  if (isRegression) {
    return [
      [`R${signs(style).squared}`, ({ score }) => significant(score)],
      ['RMSE', ({ scores }) => significant(scores.rmse ?? null)],
    ];
  }
  const accuracy: ScoreColumn = ['accuracy', ({ score }) => percent(score)];
  const balanced: ScoreColumn = ['balanced accuracy', ({ scores }) => percent(scores.balancedAccuracy ?? null)];
  return uneven ? [accuracy, balanced] : [accuracy];
}
