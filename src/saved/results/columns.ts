/**
 * Events as columns: those with the same fields are a table, whose columns of numbers are float64. Times are apart, because they
 * differ between two runs of the same bits.
 */

/** A field of all events of a table: one value, numbers with equal steps, other numbers in base64, or any values. */
type Column = { readonly key: string } & (
  | { readonly value: unknown }
  | { readonly first: number; readonly step: number }
  | { readonly float64: string }
  | { readonly values: readonly unknown[] }
  | { readonly time: true }
);

interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

export interface Columns {
  readonly tables: readonly Table[];
  /** The table of each event, in order. */
  readonly order: readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

const TIME = 'seconds';

/** `times` has the times of each table, in base64. */
export function toColumns(events: readonly object[]): { readonly columns: Columns; readonly times: readonly string[] } {
  const groups = new Map<string, { readonly number: number; readonly rows: Fields[] }>();
  const order = events.map(event => {
    const fields = event as Fields;
    const key = JSON.stringify([Object.keys(fields), fields.event, fields.arm]);
    const group = groups.get(key) ?? { number: groups.size, rows: [] };
    groups.set(key, group);
    group.rows.push(fields);
    return group.number;
  });
  const all = [...groups.values()].map(({ rows }) => rows);
  const tables = all.map(rows => {
    const keys = Object.keys(rows[0]!).filter(key => rows[0]![key] !== undefined);
    const columnOf = (key: string): Column =>
      key === TIME
        ? { key, time: true }
        : column(
            key,
            rows.map(row => row[key]),
          );
    return { rows: rows.length, columns: keys.map(columnOf) };
  });
  const times = all.map(rows => (TIME in rows[0]! ? toBase64(rows.map(row => row[TIME] as number)) : ''));
  return { columns: { tables, order }, times };
}

function column(key: string, values: readonly unknown[]): Column {
  const texts = values.map(value => JSON.stringify(value));
  const areNumbers = values.every(value => typeof value === 'number');
  if (texts.every(text => text === texts[0]) && !values.some(isNotFinite)) return { key, value: values[0] };
  if (!areNumbers) return { key, values };
  const [first, second] = values as number[];
  const step = second! - first!;
  if (values.every((value, n) => Number.isSafeInteger(value) && value === first! + n * step))
    return { key, first: first!, step };
  return { key, float64: toBase64(values as number[]) };
}

function isNotFinite(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

export function fromColumns({ tables, order }: Columns, times: readonly string[]): Fields[] {
  const readers = tables.map(({ columns }, table) =>
    columns.map(own => [own.key, readerOf(own, times[table]!)] as const),
  );
  const used = tables.map(() => 0);
  return order.map(table => {
    const row = used[table]!++;
    return Object.fromEntries(readers[table]!.map(([key, valueAt]) => [key, valueAt(row)]));
  });
}

function readerOf(own: Column, times: string): (row: number) => unknown {
  if ('first' in own) return row => own.first + row * own.step;
  if ('values' in own) return row => own.values[row];
  if ('value' in own) return () => own.value;
  const numbers = fromBase64('time' in own ? times : own.float64);
  return row => numbers[row];
}

/** Little-endian. Every NaN has the same bits, whatever it was computed from. */
function toBase64(values: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(8 * values.length);
  for (const [n, value] of values.entries()) bytes.writeDoubleLE(Number.isNaN(value) ? Number.NaN : value, 8 * n);
  return bytes.toString('base64');
}

function fromBase64(text: string): number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: bytes.length / 8 }, (_, n) => bytes.readDoubleLE(8 * n));
}
