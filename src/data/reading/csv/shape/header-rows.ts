/**
 * Headers of several rows: a group above its columns, names and their units, questions of a survey below their codes. The
 * names of a column are joined with a space; a group's name reaches over the empty cells to its right.
 */

import { type Body, filled } from './body.ts';
import type { Line } from './line.ts';
import { areRules, areUnits } from './units.ts';

const MAX_ROWS = 4;
/** So many words in a comment may be there by chance. */
const FEW_COLUMNS = 3;
/** The signs that archives put before lines that are no rows. */
const MARK = /^(?:#+|%%+|[%!*](?=\s|$)|\/\/+)\s*/;

export interface JoinedHeader {
  readonly names: string[];
  /** Fields of a row of units that are in no name. */
  readonly units: readonly string[];
}

/** One name a column. `rows` are those of the header, from above. */
export function joinHeader(rows: readonly (readonly string[])[]): JoinedHeader {
  const flat = rows.map(row => row.map(oneLine));
  const width = Math.max(...flat.map(row => row.length));
  if (flat.length > 1 && areRules(flat.at(-1)!)) flat.pop();
  const [units] = flat.length > 1 && areUnits(flat.at(-1)!) ? flat.splice(-1) : [];
  const below = Array<string>(width).fill('');
  for (const row of flat.reverse()) {
    const upper = reaching(row, below);
    for (const [column, name] of upper.entries()) {
      if (name !== '')
        below[column] = below[column] === '' || below[column] === name ? name : `${name} ${below[column]}`;
    }
  }
  if (units === undefined || new Set(below).size === width) return { names: below, units: units ?? [] };
  const names = below.map((name, column) => (units[column] ? `${name} [${bare(units[column])}]`.trim() : name));
  return { names, units: [] };
}

/** The row with its names repeated over the empty cells to their right, as far as there are names below. */
function reaching(row: readonly string[], below: readonly string[]): string[] {
  let group = '';
  return below.map((lower, column) => {
    const own = row[column] ?? '';
    if (own !== '') group = lower === '' ? '' : own;
    return own !== '' || lower === '' ? own : group;
  });
}

function oneLine(name: string): string {
  return name.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
}

function bare(unit: string): string {
  return unit.replace(/^[([](.*)[\])]$/, '$1');
}

/** Whether a line has the sign of a comment. */
export function isMarked({ fields, quoted }: Line): boolean {
  return quoted[0] !== true && MARK.test(fields[0]!);
}

/** The names of a line without its sign of a comment; a sign that stands alone is a field only if all others need it. */
export function withoutMark(fields: readonly string[], width: number): readonly string[] {
  const first = fields[0]!.replace(MARK, '');
  if (first === '') return fields.length > width ? fields.slice(1) : fields;
  return [first, ...fields.slice(1)];
}

/** The first row of a header whose last is `records[last]`: rows above are added while they name columns too. */
export function firstHeaderRow(
  records: readonly Line[],
  last: number,
  body: Body,
  isProse: (record: Line) => boolean,
): number {
  let first = last;
  while (first > 0 && last - first + 1 < MAX_ROWS) {
    const [upper, lower] = [records[first - 1]!, records[first]!];
    if (isMarked(lower) && !(upper.nextLine === lower.line && areMarkedNames(upper, lower, body))) break;
    if (isMarked(lower)) {
      first--;
      continue;
    }
    if (upper.nextLine !== records[first]!.line || isMarked(upper) || isSetting(upper) || isProse(upper)) break;
    if (!namesColumns(upper, records.slice(first, last + 1), body)) break;
    first--;
  }
  return first;
}

/** Whether two lines with the sign of a comment both name all columns, the upper one each with another word. */
function areMarkedNames(upper: Line, lower: Line, { width, look }: Body): boolean {
  const rows = [upper, lower].map(({ fields }) => withoutMark(fields, width));
  const areNames = rows.every(row => row.length === width && row.every(cell => look(cell) === 'word'));
  return width > FEW_COLUMNS && isMarked(upper) && areNames && new Set(rows[0]).size === width;
}

/** Whether a line holds the setting of an instrument. */
function isSetting({ fields }: Line): boolean {
  const [first] = fields.filter(field => field !== '');
  return first !== undefined && /[:=]$/.test(first);
}

function namesColumns(upper: Line, lower: readonly Line[], body: Body): boolean {
  const cells = upper.fields;
  const count = filled(upper);
  const below = lower.map(({ fields }) => fields);
  if (count === 0 || cells.length > body.width || (cells.length < body.width && count < 2)) return false;
  const units = areUnits(below[0]!) || areRules(below[0]!);
  if (units && count >= Math.max(2, filled(lower[0]!))) return true;
  const names = joinHeader(below).names;
  // A value that would be a name by itself belongs to a setting.
  if (body.valued.some(column => !names[column] && body.look(cells[column] ?? '') === 'value')) return false;
  if (count >= 2 && defects(joinHeader([cells, ...below]).names, body) < defects(names, body)) return true;
  const words = cells.filter(cell => body.look(cell) === 'word').length;
  if (body.used.length > 2 && words === count && count >= body.used.length - 1) return true;
  return isAboveEach(cells, names, words) || isGroupRow(cells, names, body);
}

/** How many columns have no name, or that of another. */
function defects(names: readonly string[], { used }: Body): number {
  const given = used.map(column => names[column] ?? '').filter(name => name !== '');
  return used.length - new Set(given).size;
}

/** Whether words stand above the names of several columns, one each, and the first column has no name. */
function isAboveEach(cells: readonly string[], names: readonly string[], words: number): boolean {
  const count = cells.filter(cell => cell !== '').length;
  if (cells[0] !== '' || count < 2 || words !== count) return false;
  return names.every((name, column) => (name === '') === ((cells[column] ?? '') === ''));
}

/** Whether names stand over several columns each. A setting and its value stand on the left, side by side. */
function isGroupRow(cells: readonly string[], names: readonly string[], { width }: Body): boolean {
  const at = [...cells.keys()].filter(column => cells[column] !== '');
  const isSpread = at.some((column, next) => next > 0 && column - at[next - 1]! > 1);
  if (at.length < 2 || !(isSpread || at.at(-1)! >= width / 2)) return false;
  return at.some(column => cells[column + 1] === '' && names[column] !== '' && (names[column + 1] ?? '') !== '');
}
