/** Shows an evaluation: scores, a table by class, and the confusion matrix. */

import { displayPath } from '../base/files/standard-input.ts';
import { formatCount, percent, plural, shownName, significant } from '../base/text/format.ts';
import type { ClassReport, Confusion, EvaluationEvent, Residuals } from '../events/events.ts';
import { describeFacts, type Style, signs } from './style.ts';
import { alignTable, type Cell } from './table.ts';
import { columnsOf, shorten, wrap } from './width.ts';

/** Max classes of a matrix: a larger one is hard to read. */
const MAX_MATRIX = 24;
/** Max pairs that are listed instead. */
const MAX_PAIRS = 10;
/** Max width of a class name in the heading of the matrix. */
const MAX_HEAD = 10;
const UNKNOWN = '(unknown)';

export function renderEvaluation(evaluation: EvaluationEvent, style: Style): string {
  const { classes, residuals } = evaluation;
  const parts = [describeFacts(factsOf(evaluation, style), style)];
  if (classes !== undefined) parts.push(classTable(classes, style), confusionOf(evaluation, classes, style));
  if (residuals !== undefined) parts.push(residualTable(evaluation.target, residuals, style));
  return parts.join('\n\n');
}

function factsOf(evaluation: EvaluationEvent, style: Style): [string, string][] {
  const { model, paths, rows, target, loss, accuracy, balancedAccuracy, macroF1, r2, rmse, mae, guess } = evaluation;
  const named = paths.map(displayPath).join(', ');
  const beside = (value: string, guessed: string) => `${value} (guessing: ${guessed})`;
  const facts: [string, string][] = [
    ['model', model],
    ['data', `${named}: ${plural(rows, 'row')}`],
    ['target', shownName(target)],
    ['loss', beside(significant(loss), significant(guess.loss))],
  ];
  if (accuracy !== undefined) {
    facts.push(['accuracy', beside(percent(accuracy), percent(guess.accuracy!))]);
    facts.push(['balanced accuracy', beside(percent(balancedAccuracy!), percent(guess.balancedAccuracy!))]);
    facts.push(['macro F1', beside(percent(macroF1!), percent(guess.macroF1!))]);
  } else {
    facts.push([`R${signs(style).squared}`, beside(significant(r2!), significant(guess.r2!))]);
    facts.push(['RMSE', beside(significant(rmse!), significant(guess.rmse!))], ['MAE', significant(mae!)]);
  }
  return facts;
}

const nameOf = ({ name }: ClassReport) => (name === null ? UNKNOWN : shownName(name));

function classTable(classes: readonly ClassReport[], style: Style): string {
  const heading = ['class', 'precision', 'recall', 'F1', 'rows'].map(text => ({ text, paint: style.color.dim }));
  const rows = classes.map((report): Cell[] => [
    { text: nameOf(report) },
    { text: percent(report.precision) },
    { text: percent(report.recall) },
    { text: percent(report.f1) },
    { text: formatCount(report.rows) },
  ]);
  return alignTable([heading, ...rows], style.width);
}

function confusionOf({ confusion }: EvaluationEvent, classes: readonly ClassReport[], style: Style): string {
  if (classes.length <= MAX_MATRIX) {
    const matrix = confusionMatrix(confusion!, classes, style);
    if (matrix.width <= style.width) return matrix.text;
  }
  return confusedPairs(confusion!, classes, style);
}

/** A row for each actual class, a column for each predicted one. */
function confusionMatrix(
  confusion: readonly Confusion[],
  classes: readonly ClassReport[],
  style: Style,
): { text: string; width: number } {
  const { color } = style;
  const predicted = classes.filter(({ name }) => name !== null);
  const counts = new Map(confusion.map(({ actual, predicted, rows }) => [`${actual} ${predicted}`, rows]));
  const heading = [
    { text: '' },
    ...predicted.map(report => ({ text: shorten(nameOf(report), MAX_HEAD, '~'), paint: color.dim })),
  ];
  const rows = classes.map((report, actual): Cell[] => [
    { text: nameOf(report) },
    ...predicted.map((_, column) => {
      const count = counts.get(`${actual} ${column}`) ?? 0;
      if (count === 0) return { text: style.unicode ? '·' : '.', paint: color.dim };
      return { text: formatCount(count), paint: actual === column ? color.green : color.red };
    }),
  ]);
  const plain = alignTable(
    [heading, ...rows].map(row => row.map(({ text }) => ({ text }))),
    Number.POSITIVE_INFINITY,
    2,
  );
  const width = Math.max(...plain.split('\n').map(columnsOf));
  const title = wrap('confusion matrix (rows: actual, columns: predicted):', style.width);
  return { text: `${title}\n${alignTable([heading, ...rows], width, 2)}`, width };
}

/** The most frequent confusions, if the matrix does not fit. */
function confusedPairs(confusion: readonly Confusion[], classes: readonly ClassReport[], style: Style): string {
  const wrong = confusion.filter(({ actual, predicted }) => actual !== predicted).sort((a, b) => b.rows - a.rows);
  if (wrong.length === 0) return 'No row was predicted to be of another class.';
  const rows = wrong
    .slice(0, MAX_PAIRS)
    .map(({ actual, predicted, rows }): Cell[] => [
      { text: nameOf(classes[actual]!) },
      { text: nameOf(classes[predicted]!), left: true },
      { text: formatCount(rows) },
    ]);
  const heading = ['actual', 'predicted', 'rows'].map((text, column) => ({
    text,
    paint: style.color.dim,
    left: column < 2,
  }));
  const more = wrong.length > MAX_PAIRS ? `\n... and ${plural(wrong.length - MAX_PAIRS, 'other pair')}` : '';
  return `${alignTable([heading, ...rows], style.width)}${more}`;
}

function residualTable(target: string, residuals: Residuals, style: Style): string {
  const { least, lower, median, upper, greatest, mean } = residuals;
  const names = ['min', '25%', 'median', '75%', 'max', 'mean'];
  const values = [least, lower, median, upper, greatest, mean].map(value => ({ text: significant(value) }));
  const heading = [{ text: 'residuals' }, ...names.map(text => ({ text, paint: style.color.dim }))];
  const note = `Residuals, RMSE and MAE are in the units of ${shownName(target)}; above 0 the prediction was too low.`;
  return `${alignTable([heading, [{ text: '' }, ...values]], style.width)}\n\n${wrap(note, style.width)}`;
}
