/**
 * Shows an inspection event: the file, a line or more for each column, and the distribution of the target. Details of a
 * column are beside it on a wide terminal, and below it on others.
 */

import {
  byteSize,
  formatCount,
  fullNumber,
  meanNumber,
  percent,
  plural,
  printable,
  printableMessage,
  shownName,
} from '../base/text/format.ts';
import type { ColumnReport, InspectionEvent } from '../events/events.ts';
import { describeColumn, describeGroup, describeMissingWords } from './column-details.ts';
import { groupColumns } from './column-groups.ts';
import { bars, smallHistogram, tallHistogram } from './distribution.ts';
import { describePaths, describeRows, describeSplit } from './run-facts.ts';
import { describeFacts, type Style, signs } from './style.ts';
import { type Cell, tableRows } from './table.ts';
import { columnsOf, shorten, wrap } from './width.ts';

/** Min width of a terminal for details beside the table. */
const ROOMY = 112;
/** Max width of a name. */
const MAX_NAME = 24;
const NARROW_NAME = 18;
const NARROW = 70;

export function renderInspection(event: InspectionEvent, style: Style, all: boolean): string {
  const parts = [describeAll(event, style), columnTable(event, style, all)];
  if (event.target !== null) parts.push(describeDistribution(event.target, style));
  return parts.join('\n\n');
}

function describeDistribution({ name, classes, numbers }: Target, style: Style): string {
  const distribution =
    classes !== null ? bars(classes, style) : tallHistogram(numbers!.histogram.rows, axisOf(numbers!), style);
  const title = style.color.dim(`rows by ${shorten(printable(name), 40, signs(style).ellipsis)}`);
  return `${title}\n${distribution}`;
}

function axisOf({ least, mean, greatest, whole: isWhole }: NonNullable<ColumnReport['numbers']>) {
  const share = greatest === least ? 0 : (mean - least) / (greatest - least);
  return {
    min: fullNumber(least, isWhole),
    mean: { text: `mean ${meanNumber(mean)}`, share },
    max: fullNumber(greatest, isWhole),
  };
}

type Target = NonNullable<InspectionEvent['target']>;

function describeAll({ data, columns, target, targetProblem, config }: InspectionEvent, style: Style): string {
  const size = data.bytes === null ? '' : `, ${byteSize(data.bytes)}`;
  const lines: [string, string][] = [
    ['data', `${describePaths(data)}: ${describeRows(data, style)}${size}`],
    ...describeFormat(data),
    ['columns', describeKinds(columns, data.features)],
  ];
  if (target === null) lines.push(['target', `none: ${targetProblem!.message}`]);
  else lines.push(['target', describeTarget(target)], ['split', describeSplit(data, config)]);
  const short = (text: string) => shortenWords(printableMessage(text), style.width - 9, style);
  return describeFacts(
    lines.map(([name, text]) => [name, name === 'data' ? text : short(text)]),
    style,
  );
}

function describeTarget({ name, task, classes, reason }: Target): string {
  const into = classes === null ? '' : ` into ${plural(classes.length, 'class', 'classes')}`;
  return `${shownName(name)}: ${task}${into}, because ${reason}`;
}

/** Shortens words of the file, which may have any length, to a line. */
function shortenWords(text: string, width: number, style: Style): string {
  const { ellipsis } = signs(style);
  return text
    .split(' ')
    .map(word => shorten(word, width, ellipsis))
    .join(' ');
}

/** Describes how the text was read, where it is not the default. */
function describeFormat({ format, blankLines, below }: InspectionEvent['data']): [string, string][] {
  const { encoding, quote, decimal, header, headerReason, headerRows, linesAbove } = format;
  const lines: [string, string][] = [];
  if (header !== null) {
    const found = header ? (headerRows !== null && headerRows > 1 ? `${headerRows} rows` : 'yes') : 'none';
    lines.push(['header', `${found}${headerReason === null ? '' : `: ${headerReason}`}`]);
  }
  const unusual: string[] = [];
  if (encoding !== null && encoding !== 'utf-8') unusual.push(`encoding ${encoding}`);
  if (quote !== null && quote !== '"') unusual.push(`fields quoted by ${quote}`);
  if (format.escape !== null) unusual.push(`quotes inside fields behind ${format.escape}`);
  if (decimal === ',') unusual.push('decimal commas');
  if (linesAbove !== null && linesAbove > 0) unusual.push(`${plural(linesAbove, 'line')} above the table`);
  if (blankLines > 0) unusual.push(`${plural(blankLines, 'empty line')} between rows`);
  for (const { first, last } of below) {
    unusual.push(`${first === last ? `line ${first}` : `lines ${first}-${last}`} below the table passed over`);
  }
  if (unusual.length > 0) lines.push(['text', unusual.join(', ')]);
  return lines;
}

/** "5: 4 numeric, 1 categorical (1 left out); 4 features" */
function describeKinds(columns: readonly ColumnReport[], features: number): string {
  const kinds = new Map<string, number>();
  for (const { kind } of columns) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counted = [...kinds].map(([kind, count]) => `${formatCount(count)} ${kind}`);
  const out = columns.filter(({ role }) => role === 'left out').length;
  const left = out === 0 ? '' : `; ${formatCount(out)} left out`;
  const inputs = columns.filter(({ role }) => role === 'input').length;
  return `${formatCount(columns.length)} (${counted.join(', ')})${left}; ${plural(inputs, 'input becomes', 'inputs become')} ${plural(features, 'feature')}`;
}

function columnTable({ columns, data, target }: InspectionEvent, style: Style, all: boolean): string {
  const { color, width } = style;
  const groups = groupColumns(columns, all);
  const used = target?.classes?.reduce((sum, { rows }) => sum + rows, 0) ?? usedRows(data);
  const heading = ['#', 'column', 'kind', 'missing', 'becomes'].map((text, n) => cell(text, n, color.dim));
  const rows = groups.map(group => rowOf(group, style));
  const [head, ...lines] = tableRows([heading, ...rows], width, 2, 2) as [string | null, ...string[]];
  const beside = width >= ROOMY;
  const gutter = beside ? Math.max(...[head ?? '', ...lines].map(columnsOf)) + 2 : columnsOf(`${columns.length}`) + 2;
  const shown = lines.map((line, n) => {
    const details = detailsOf(groups[n]!, used, style, width - gutter);
    if (!beside) return [line, ...details.map(detail => ' '.repeat(gutter) + detail)].join('\n');
    const indent = ' '.repeat(gutter - columnsOf(line));
    return details.map((detail, d) => (d === 0 ? line + indent : ' '.repeat(gutter)) + detail).join('\n');
  });
  const collapsed = groups.some(group => group.length > 1);
  const note = collapsed ? `\n${color.dim(`${style.settingName('all')} shows every column by itself`)}` : '';
  return `${[...(head === null ? [] : [head]), ...shown].join('\n')}${note}`;
}

function usedRows({ rows, without }: InspectionEvent['data']): number {
  return rows - without.target - without.where - without.sample;
}

/** The position, name, kind, missing share and features of a column. */
function rowOf(group: readonly ColumnReport[], style: Style): Cell[] {
  const { color, width } = style;
  const { ellipsis } = signs(style);
  const [first, last] = [group[0]!, group.at(-1)!];
  const longest = width < NARROW ? NARROW_NAME : MAX_NAME;
  const name =
    first === last
      ? shorten(printable(first.name), longest, ellipsis)
      : [first, last]
          .map(column => shorten(printable(column.name), Math.floor((longest - 3) / 2), ellipsis))
          .join(` ${style.unicode ? '…' : '-'} `);
  const inputs = group.reduce((sum, column) => sum + column.inputs, 0);
  const becomes = first.role === 'input' ? plural(inputs, 'feature') : first.role;
  const paint = first.role === 'target' ? color.cyan : first.role === 'left out' ? color.dim : undefined;
  const missing = group.reduce((sum, column) => sum + column.missingShare, 0) / group.length;
  return [String(first.position), name, first.kind, describeShare(missing), becomes].map((text, n) =>
    cell(text, n, n === 1 || n === 4 ? paint : undefined),
  );
}

function cell(text: string, column: number, paint: Cell['paint']): Cell {
  return { text, left: column === 1 || column === 2 || column === 4, ...(paint === undefined ? {} : { paint }) };
}

function describeShare(share: number): string {
  if (share === 0) return '-';
  return share < 0.0005 ? '<0.1%' : share > 0.9995 && share < 1 ? '>99.9%' : percent(share);
}

/** Lines of at most `width` columns. */
function detailsOf(group: readonly ColumnReport[], rows: number, style: Style, width: number): string[] {
  const { dim, cyan } = style.color;
  const lines = (text: string, room: number) =>
    wrap(shortenWords(text, room, style), room)
      .split('\n')
      .map(line => dim(line));
  if (group.length > 1) return lines(describeGroup(group), width);
  const column = group[0]!;
  const histogram = (column.numbers ?? column.dates)?.histogram.rows ?? [];
  const drawn = histogram.length > 1 && column.leftOut === null ? smallHistogram(histogram, style) : '';
  const beside = drawn === '' ? '' : `${drawn.padEnd(16)}  `;
  const text = lines(describeColumn(column, rows, style), width - beside.length);
  const words = describeMissingWords(column, style);
  return [
    ...text.map((line, n) => (n === 0 ? cyan(beside) : ' '.repeat(beside.length)) + line),
    ...(words === null ? [] : lines(words, width)),
  ];
}
