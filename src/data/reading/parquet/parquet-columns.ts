/**
 * Which columns of a Parquet file can be read, and how their values become cells: numbers, dates as seconds, or texts.
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */

import type { FileMetaData, ParquetParsers, SchemaElement, SchemaTree, TimeUnit } from 'hyparquet';
import { list, printable } from '../../../base/text/format.ts';
import type { Cell } from '../../tables/cells/cell-text.ts';

export interface ParquetColumn {
  name: string;
  kind: 'number' | 'date' | 'text';
  /** What a stored number is divided by. */
  divisor: number;
}

export interface ParquetLayout {
  columns: ParquetColumn[];
  /** What was left out, for people. */
  warnings: string[];
}

const perSecond: Readonly<Record<TimeUnit, number>> = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 };
const SECONDS_OF_DAY = 86_400;

/** What the library makes of each type: seconds rather than a Date, which has no microseconds. */
export const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: millis => Number(millis) / perSecond.MILLIS,
  timestampFromMicroseconds: micros => Number(micros) / perSecond.MICROS,
  timestampFromNanoseconds: nanos => Number(nanos) / perSecond.NANOS,
  dateFromDays: days => days * SECONDS_OF_DAY,
};

/** The columns at the top of the schema, without lists, structures and raw bytes. */
export function layoutOf(root: SchemaTree): ParquetLayout {
  const columns: ParquetColumn[] = [];
  const nested: string[] = [];
  const binary: string[] = [];
  for (const { element, children } of root.children) {
    const name = printable(element.name);
    if (children.length > 0 || element.repetition_type === 'REPEATED') nested.push(`'${name}'`);
    else {
      const column = columnOf(element);
      if (column === null) binary.push(`'${name}'`);
      else columns.push(column);
    }
  }
  return { columns, warnings: [...leftOut(nested, 'lists or structures'), ...leftOut(binary, 'raw bytes')] };
}

function leftOut(names: readonly string[], what: string): string[] {
  return names.length === 0
    ? []
    : [`${list(names)} ${names.length === 1 ? 'holds' : 'hold'} ${what}, which are left out`];
}

/** Null for what is neither number, date nor text. */
function columnOf(element: SchemaElement): ParquetColumn | null {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  const column = (kind: ParquetColumn['kind'], divisor = 1): ParquetColumn => ({ name, kind, divisor });
  const meaning = logical?.type;
  if (meaning === 'TIMESTAMP' || meaning === 'DATE' || type === 'INT96') return column('date');
  if (converted === 'DATE' || converted === 'TIMESTAMP_MILLIS' || converted === 'TIMESTAMP_MICROS')
    return column('date');
  if (logical?.type === 'TIME') return column('number', perSecond[logical.unit]);
  if (converted === 'TIME_MILLIS') return column('number', perSecond.MILLIS);
  if (converted === 'TIME_MICROS') return column('number', perSecond.MICROS);
  if (logical?.type === 'DECIMAL') return column('number', 10 ** logical.scale);
  if (converted === 'DECIMAL') return column('number', 10 ** (element.scale ?? 0));
  if (type === 'BOOLEAN') return column('text');
  if (type === 'BYTE_ARRAY') {
    const text = converted === 'UTF8' || converted === 'ENUM' || meaning === 'STRING' || meaning === 'ENUM';
    return text ? column('text') : null;
  }
  if (type === 'FIXED_LEN_BYTE_ARRAY') {
    if (meaning === 'FLOAT16') return column('number');
    return meaning === 'UUID' ? column('text') : null;
  }
  return column('number');
}

/**
 * The metadata as the library is to follow them: it knows dates and decimals by the older annotations alone, and
 * multiplies decimals by a power of ten that is not exact, where division is; so they are given to it without a scale.
 */
export function adapted(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map(element => {
    const meaning = element.logical_type?.type;
    if (meaning === 'DATE') return { ...element, converted_type: 'DATE' as const };
    if (meaning !== 'DECIMAL' && element.converted_type !== 'DECIMAL') return element;
    return { ...element, converted_type: 'DECIMAL' as const, scale: 0 };
  });
  return { ...metadata, schema };
}

/** Puts values as the library gives them into a column's cells, from `at` on. */
export function putValues(
  { kind, divisor }: ParquetColumn,
  values: ArrayLike<unknown>,
  begin: number,
  end: number,
  cells: Float64Array | Cell[],
  at: number,
): void {
  if (kind === 'text') {
    for (let i = begin; i < end; i++) cells[at + i - begin] = values[i] as string | boolean | null;
    return;
  }
  for (let i = begin; i < end; i++) {
    const value = values[i];
    if (Array.isArray(cells) && typeof value === 'bigint') {
      cells[at + i - begin] = value;
      continue;
    }
    const number = value === null || value === undefined ? Number.NaN : Number(value);
    cells[at + i - begin] = divisor === 1 ? number : number / divisor;
  }
}

/** Whether some value is a whole number beyond 2^53, which float64 rounds. */
export function needsDigits({ kind, divisor }: ParquetColumn, values: ArrayLike<unknown>): boolean {
  if (kind !== 'number' || divisor !== 1) return false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'bigint' && (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)) return true;
  }
  return false;
}
