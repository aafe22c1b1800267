/** The table of single runs: a column for each arm, a linear model if there is one, and guessing. */

import { duration, formatCount, percent, shownName, significant } from '../base/text/format.ts';
import type { Arm, LinearEvent, ResultEvent, Scores, StartEvent } from '../events/events.ts';
import { armColor, type Style, signs } from './style.ts';
import { alignTable, type Cell } from './table.ts';
import { wrap } from './width.ts';

/** Class-balanced scores are shown if the largest class has this many times the rows of the smallest. */
const UNEVEN = 1.5;

/** The scores of a prediction to compare with. */
type Level = Scores & { readonly loss: number; readonly score: number };

export function resultTable(
  start: StartEvent,
  results: readonly ResultEvent[],
  linear: LinearEvent | undefined,
  style: Style,
): string {
  const note = explainResults(start);
  const below = note === '' ? '' : `\n${wrap(note, style.width)}`;
  return `${alignTable(resultRows(start, results, linear, style), style.width)}${below}`;
}

export function explainResults({ data }: StartEvent): string {
  return data.task === 'regression' ? `RMSE is in the units of ${shownName(data.target)}.` : '';
}

/** The heading first. */
export function resultRows(
  start: StartEvent,
  results: readonly ResultEvent[],
  linear: LinearEvent | undefined,
  style: Style,
): Cell[][] {
  const { data } = start;
  const metric = data.metric === 'accuracy' ? 'accuracy' : `R${signs(style).squared}`;
  const score = data.metric === 'accuracy' ? percent : significant;
  const levels = linear === undefined ? [start.guess] : [linear, start.guess];
  const row = (name: string, value: (result: ResultEvent) => string, ofLevel = (_: Level) => ''): Cell[] => [
    { text: name },
    ...results.map(result => ({ text: value(result) })),
    ...levels.map(level => ({ text: ofLevel(level) })),
  ];
  const heading = results.map(({ arm }): Cell => ({ text: arm, paint: paintArm(style, start, arm) }));
  const names = linear === undefined ? ['guessing'] : ['linear model', 'guessing'];
  const rows: Cell[][] = [[{ text: '' }, ...heading, ...names.map(text => ({ text, paint: style.color.dim }))]];
  const regression = data.task === 'regression';
  const uneven = isUneven(data.classRows);
  const classRows = (of: (result: ResultEvent) => Scores, where = ''): Cell[][] => [
    row(
      `  balanced accuracy${where}`,
      result => percent(of(result).balancedAccuracy ?? null),
      level => percent(level.balancedAccuracy ?? null),
    ),
    row(
      `  macro F1${where}`,
      result => percent(of(result).macroF1 ?? null),
      level => percent(level.macroF1 ?? null),
    ),
  ];
  if (data.validationRows > 0) {
    rows.push(
      row(
        'best validation loss',
        ({ best }) => significant(best?.validationLoss ?? null),
        level => significant(level.loss),
      ),
    );
    rows.push(row('  in epoch', ({ best }) => (best === null ? '-' : formatCount(best.epoch))));
    if (start.config.validateEvery !== null)
      rows.push(row('  at step', ({ best }) => (best === null ? '-' : formatCount(best.step))));
    rows.push(
      row(
        `  ${metric} there`,
        ({ best }) => score(best?.validationScore ?? null),
        level => score(level.score),
      ),
    );
    if (regression)
      rows.push(
        row(
          '  RMSE there',
          ({ best }) => significant(best?.rmse ?? null),
          level => significant(level.rmse ?? null),
        ),
      );
    if (uneven) rows.push(...classRows(({ best }) => best ?? {}, ' there'));
    rows.push(
      row(
        'final validation loss',
        ({ final }) => significant(final.validationLoss),
        level => significant(level.loss),
      ),
    );
    rows.push(
      row(
        `  ${metric}`,
        ({ final }) => score(final.validationScore),
        level => score(level.score),
      ),
    );
    if (regression)
      rows.push(
        row(
          '  RMSE',
          ({ final }) => significant(final.rmse ?? null),
          level => significant(level.rmse ?? null),
        ),
      );
    if (uneven) rows.push(...classRows(({ final }) => final));
  }
  const ofTraining = data.validationRows === 0 ? (level: Level) => significant(level.loss) : undefined;
  rows.push(row('final training loss', ({ final }) => significant(final.trainLoss), ofTraining));
  if (regression && data.validationRows === 0) {
    rows.push(
      row(
        '  RMSE',
        ({ final }) => significant(final.rmse ?? null),
        level => significant(level.rmse ?? null),
      ),
    );
  }
  if (uneven && data.validationRows === 0) rows.push(...classRows(({ final }) => final));
  rows.push(row('epochs', ({ epochs }) => formatCount(epochs)));
  if (results.some(result => endedBy(result) !== '-')) rows.push(row('ended by', endedBy));
  rows.push(row('time per epoch', result => duration(secondsPerEpoch(start, result))));
  rows.push(row('training time', ({ seconds }) => duration(seconds)));
  return rows;
}

/** Whether accuracy alone could be misleading because classes are imbalanced. */
export function isUneven(classRows: readonly number[] | null): boolean {
  return classRows !== null && Math.max(...classRows) >= UNEVEN * Math.min(...classRows);
}

/** Seconds per epoch, as a mean over whole epochs: an arm may have ended within one. */
function secondsPerEpoch({ stepsPerEpoch }: StartEvent, { seconds, steps }: ResultEvent): number | null {
  return steps === 0 ? null : (seconds / steps) * stepsPerEpoch;
}

/** Why an arm ended before its last epoch. */
function endedBy({ diverged, stoppedEarly, interrupted }: ResultEvent): string {
  if (diverged) return 'divergence';
  if (stoppedEarly) return 'patience';
  return interrupted ? 'a signal' : '-';
}

function paintArm(style: Style, { arms }: StartEvent, arm: Arm): (text: string) => string {
  return text => style.color.bold(armColor(style, arms, arm)(text));
}
