/** Tables as CSV (RFC 4180, lines ended by a line feed), the same with tabs, or as JSON lines. */

import { extname } from 'node:path';
import { UserError } from '../base/errors.ts';

export type TableFormat = 'csv' | 'tsv' | 'json-lines';

const suffixes: Readonly<Record<string, TableFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.jsonl': 'json-lines',
  '.ndjson': 'json-lines',
};
/** Suffixes of formats that are not written. */
const OTHERS =
  /\.(?:json|parquet|pq|xlsx?|ods|feather|arrow|avro|orc|npy|npz|h5|hdf5|pkl|html?|xml|yaml|pdf|sqlite|db|gz|zip|bz2|xz|zst|onnx|safetensors)$/i;

/**
 * The format that a file's suffix says, null where it says none. Throws UserError, which begins with the setting, for a suffix
 * of another format; `what` is what is written.
 */
export function formatOfSuffix(setting: string, path: string, what: string): TableFormat | null {
  const suffix = extname(path).toLowerCase();
  if (!OTHERS.test(suffix)) return suffixes[suffix] ?? null;
  // In p.csv.gz, p is the stem.
  const before = path.slice(0, -suffix.length);
  const stem = extname(before).toLowerCase() in suffixes ? before.slice(0, -extname(before).length) : before;
  throw new UserError(
    `${setting}: ${path}: ${what} not written as ${suffix}; ${stem}.csv, ${stem}.tsv or ${stem}.jsonl names a format that is`,
  );
}

/** The format of predictions, by default CSV; `json` asks for JSON lines. Throws UserError for a suffix of another format. */
export function predictionFormat(path: string | null, json: boolean): TableFormat {
  const said = path === null ? null : formatOfSuffix('⟪output⟫', path, 'predictions are');
  if (json && said !== null && said !== 'json-lines') {
    const suffix = extname(path!).toLowerCase();
    throw new UserError(`⟪output⟫: ${path}: ends in ${suffix}, and ⟪json⟫ writes JSON lines; leave one of them out`);
  }
  return said ?? (json ? 'json-lines' : 'csv');
}

const delimiters = { csv: ',', tsv: '\t' } as const;

export function tableLine(fields: readonly string[], format: 'csv' | 'tsv'): string {
  const delimiter = delimiters[format];
  const line = fields.map(field => quoted(field, delimiter)).join(delimiter);
  // A reader would skip a line without a text.
  return `${fields.every(field => field === '') ? '""' : ''}${line}\n`;
}

/** Quotes a field if necessary: also where spaces at its ends would be trimmed, or a line would begin as a comment does. */
function quoted(field: string, delimiter: string): string {
  const isPlain = !/["\r\n]|^[\s#]|\s$/.test(field) && !field.includes(delimiter);
  return isPlain ? field : `"${field.replaceAll('"', '""')}"`;
}

/** A cell of a written table; a number is one in the digits that it carries, and null is missing. */
export type WrittenCell = string | { readonly number: string } | null;

/** The lines of a table, block by block, its names first. */
export function* tablePieces(
  names: readonly string[],
  blocks: Iterable<Iterable<readonly WrittenCell[]>>,
  format: TableFormat,
): Generator<string> {
  if (format !== 'json-lines') yield tableLine(names, format);
  const keys = names.map(name => JSON.stringify(name));
  for (const rows of blocks) {
    let piece = '';
    for (const cells of rows)
      piece += format === 'json-lines' ? jsonLine(keys, cells) : tableLine(cells.map(textOf), format);
    yield piece;
  }
}

function textOf(cell: WrittenCell): string {
  return typeof cell === 'string' ? cell : (cell?.number ?? '');
}

function jsonLine(keys: readonly string[], cells: readonly WrittenCell[]): string {
  return `{${cells.map((cell, n) => `${keys[n]}:${jsonOf(cell)}`).join()}}\n`;
}

/** JSON has no infinite numbers, but numbers that are read as one. */
function jsonOf(cell: WrittenCell): string {
  if (cell === null || typeof cell === 'string') return JSON.stringify(cell);
  return cell.number.replace('Infinity', '1e999');
}
