/** Batch norm by hand: for each unit the formulas with its numbers, and below them the numbers of its rows. */

import { formatCount, plural } from '../../base/text/format.ts';
import type { TraceEvent } from '../../events/events.ts';
import { describeFacts, type Style, signs } from '../style.ts';
import { alignTable, type Cell } from '../table.ts';
import { columnsOf, wrap } from '../width.ts';
import { columnFormat, shortNumber, spelled, sumOf, UnitNumbers } from './numbers.ts';

type Node = TraceEvent['nodes'][number];

/** Rows of a batch that are shown; of a larger batch fewer, with a line that says how many there are. */
const MAX_ROWS = 16;
const FIRST_ROWS = 12;

export function renderTrace(trace: TraceEvent, style: Style): string {
  const { units } = trace;
  return [
    style.color.bold(
      wrap(`Batch norm by hand, on the batch of step ${formatCount(trace.step)} of training`, style.width),
    ),
    describeFacts(factsOf(trace, style), style),
    wrap(legend(trace, style), style.width),
    ...units.map((_, at) => renderUnit(trace, at, style)),
    wrap(closingSentence(trace), style.width),
  ].join('\n\n');
}

function factsOf(trace: TraceEvent, style: Style): [string, string][] {
  const { paths, target, widths, activation, eps, seed, epoch, N, D, trainRows, targets, layer, units, loss } = trace;
  const { arrow, ellipsis } = signs(style);
  const hidden = widths.length - 2;
  const shown =
    units.length === 1 ? `unit ${units[0]} of ${formatCount(D)}` : `${units.length} of ${plural(D, 'unit')}`;
  const others = units.length < D ? `; ${style.settingName('units')} shows others` : '';
  const batchSize = style.settingName('batchSize', trace.batchSize);
  const rows = N > MAX_ROWS ? [...targets.slice(0, FIRST_ROWS), ellipsis] : targets;
  return [
    ['table', `${paths.join(', ')}, target ${target}`],
    ['network', `${widths.join(` ${arrow} `)}, ${activation}, seed ${seed}`],
    [
      'batch',
      `${formatCount(N)} of ${plural(trainRows, 'training row')}, as compare ${batchSize} takes them in epoch ${formatCount(epoch)}`,
    ],
    ['targets', rows.join(', ')],
    ['loss', `${shortNumber(loss)}, the mean over these rows`],
    ['shown', `batch norm layer ${layer} of ${hidden}, ${shown}${others}`],
    ['given', `N = ${formatCount(N)} rows, D = ${formatCount(D)} units, eps = ${shortNumber(eps)}`],
  ];
}

function legend({ N }: TraceEvent, style: Style): string {
  const rows = N > MAX_ROWS ? `; ${style.settingName('json')} has the numbers of all rows` : '';
  return (
    'Batch norm treats each unit by itself. (D) is one number for each unit, (N, D) a number for each row and unit, which ' +
    `the tables show row by row${rows}. dx stands for the gradient of the loss by x, dgamma for that by gamma, and so on. ` +
    'All numbers are computed in float64, and shown with four digits.'
  );
}

function renderUnit(trace: TraceEvent, at: number, style: Style): string {
  const numbers = new UnitNumbers(trace, at);
  const { nodes, running, units } = trace;
  const of = (pass: Node['pass']) => nodes.filter(node => node.pass === pass);
  const title = (text: string) => wrap(style.color.bold(`Unit ${units[at]}, ${text}`), style.width);
  const [forward, backward, closed] = [of('forward'), of('backward'), of('closed form')];
  const isOfRows = ({ shape }: Node) => shape === '(N, D)';
  const closedColumns = closed.filter(isOfRows).map(node => ({ ...node, name: 'closed form' }));
  return [
    `${title('forward')}\n${formulas(forward, numbers, style)}`,
    rowTable(forward.filter(isOfRows), numbers, style),
    [
      title('running statistics, which evaluation uses'),
      ...running.map(({ name, formula, after }) =>
        formulaLine(name.padEnd(11), formula, numbers.substitute(formula), after[at]!, style),
      ),
    ].join('\n'),
    `${title('backward node by node')}\n${formulas(backward, numbers, style)}`,
    `${title('backward in closed form')}\n${formulas(closed, numbers, style)}`,
    rowTable([...backward.filter(isOfRows), ...closedColumns], numbers, style),
  ].join('\n\n');
}

/** A line for each node: its step in the graph, name, shape and formula, and the number of a (D). */
function formulas(nodes: readonly Node[], numbers: UnitNumbers, style: Style): string {
  const width = Math.max(...nodes.map(({ name }) => name.length));
  const stepped = nodes.some(({ step }) => step !== null);
  let before: number | null = null;
  return nodes
    .map(({ step, name, shape, formula, values }) => {
      const number = step === null || step === before ? '' : `(${step})`;
      before = step;
      const head = `${stepped ? number.padEnd(4) : ''}${name.padEnd(width)} ${style.color.dim(shape.padEnd(6))}`;
      const value = shape === '(D)' ? values[0]![numbers.at]! : null;
      return formulaLine(head, formula, value === null ? null : numbers.substitute(formula), value, style);
    })
    .join('\n');
}

/** "std = √(var + eps) = √(0.25 + 0.00001) = 0.5", or a line for each part where that is too long. */
function formulaLine(
  head: string,
  formula: string,
  substituted: string | null,
  value: number | null,
  style: Style,
): string {
  const texts = substituted === null ? [formula] : [formula, substituted];
  const parts = texts.map(text => `= ${spelled(text, style)}`);
  if (value !== null) parts.push(`= ${style.color.cyan(shortNumber(value))}`);
  const oneLine = `${head} ${parts.join(' ')}`;
  if (columnsOf(oneLine) <= style.width) return oneLine;
  const indent = ' '.repeat(columnsOf(head) + 1);
  return parts
    .map((part, n) => {
      const text = wrap(part.slice(2), style.width, `${indent}  `).trimStart();
      return `${n === 0 ? `${head} ` : indent}= ${text}`;
    })
    .join('\n');
}

/** The (N, D) nodes side by side, a line for each row, and their sums; in a narrow terminal several tables. */
function rowTable(nodes: readonly Node[], numbers: UnitNumbers, style: Style): string {
  const { dim } = style.color;
  const N = nodes[0]!.values.length;
  const shown = N > MAX_ROWS ? FIRST_ROWS : N;
  const left = N - shown;
  const more = left === 0 ? [] : [`+ ${formatCount(left)}`];
  const labels = ['row', ...Array.from({ length: shown }, (_, n) => String(n + 1)), ...more, spelled('Σ', style)];
  const columns = nodes.map(({ name, values }): Cell[] => {
    const column = values.map(row => row[numbers.at]!);
    const write = columnFormat(column);
    const rows = [...column.slice(0, shown).map(write), ...more.map(() => signs(style).ellipsis), write(sumOf(column))];
    return [{ text: name, paint: dim }, ...rows.map(text => ({ text }))];
  });
  const first = labels.map((text): Cell => ({ text, paint: dim }));
  return packed(first, columns, style.width)
    .map(group =>
      alignTable(
        labels.map((_, n) => group.map(column => column[n]!)),
        style.width,
      ),
    )
    .join('\n\n');
}

/** As few groups of columns as fit the width, about equally many in each, and the first column in all. */
function packed(first: Cell[], columns: readonly Cell[][], width: number): Cell[][][] {
  const widthOf = (group: Cell[][]) =>
    group.reduce((sum, column) => sum + 1 + Math.max(...column.map(({ text }) => columnsOf(text))), -1);
  for (let count = 1; ; count++) {
    const size = Math.ceil(columns.length / count);
    const starts = Array.from({ length: Math.ceil(columns.length / size) }, (_, n) => n * size);
    const groups = starts.map(start => [first, ...columns.slice(start, start + size)]);
    if (size === 1 || groups.every(group => widthOf(group) <= width)) return groups;
  }
}

function closingSentence({ D, difference: { dx, dgamma, dbeta } }: TraceEvent): string {
  if (![dx, dgamma, dbeta].every(Number.isFinite)) {
    return 'The two backward passes cannot be compared: some gradients are not finite.';
  }
  const size = (value: number) => (value === 0 ? '0' : value.toExponential(1));
  return (
    `The two backward passes differ by at most ${size(dx)} in dx, ${size(dgamma)} in dgamma and ${size(dbeta)} in dbeta, ` +
    `over all ${plural(D, 'unit')}: the closed form is the graph, simplified.`
  );
}
