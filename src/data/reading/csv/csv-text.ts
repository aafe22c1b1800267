/** Delimited text: what the start of each file tells, and the rows of all of them in chunks. */

import { UserError } from '../../../base/errors.ts';
import { plural } from '../../../base/text/format.ts';
import { BufferPool } from '../../../base/threads/buffer-pool.ts';
import { type FileWarning, type Format, MISSING_WORDS, type ReadOptions } from '../../tables/blocks/reader.ts';
import type { Source } from '../input/source.ts';
import type { Text } from '../input/text.ts';
import { type Chunk, type ChunkSizes, cutChunks, defaultSizes, type Start, sizesFor } from './chunks.ts';
import { type Dialect, separatorsOf } from './dialect.ts';
import { type Header, readHeader } from './header.ts';
import { type Opening, openStart } from './opening.ts';
import { openingWarnings } from './opening-warnings.ts';
import { commonWidth, type TextRecord } from './records.ts';
import { blankRepeatedHeaders } from './repeated-header.ts';
import { type TailShape, withoutNotes } from './tail.ts';

export interface OpenedText {
  readonly format: Format;
  readonly names: readonly string[];
  readonly warnings: readonly FileWarning[];
  readonly dialect: Dialect;
  /** What is looked for below the table. */
  readonly tail: TailShape;
  /** The cells of the first rows. */
  readonly opening: readonly (readonly string[])[];
  /**
   * The rows of all files, in order, without headers. Can be called again. `progress` gets how many stored bytes
   * were read, of how many; null where that is unknown. Throws UserError.
   */
  chunks(progress?: (bytes: number, totalBytes: number | null) => void): AsyncGenerator<Chunk>;
  /** The bytes of a chunk are not needed any more. */
  recycle(bytes: Uint8Array<ArrayBuffer>): void;
}

/** Rows that tell how many fields a row has where it may be too short. */
const BODY_ROWS = 100;

export interface TextContext {
  /** Whether a header without rows is a table too. */
  readonly mayBeEmpty?: boolean;
  /** Names of columns that the table should have: its header is where they stand. */
  readonly columnNames?: readonly string[];
}

interface OpenedFile {
  text: Text;
  /** Where the rows begin. */
  start: Start;
  /** The header's bytes, where lines inside may repeat it: a single name may be a value too. */
  header: Buffer | null;
}

/**
 * Finds the dialect in the first of the files, and in each where its table begins and whether it has a header. The
 * sources stay the caller's to close.
 *
 * Throws UserError for text that is none, empty files, files without rows, and files whose columns are not those of the
 * first.
 */
export async function openText(
  sources: readonly Source[],
  options: ReadOptions,
  sizes: ChunkSizes = defaultSizes,
  { mayBeEmpty = false, columnNames }: TextContext = {},
): Promise<OpenedText> {
  const first = await openStart(sources[0]!, options, columnNames === undefined ? {} : { names: columnNames }, sizes);
  const cut = sizesFor(meanBytes(first.records), sizes);
  const pool = new BufferPool(cut.window);
  const { dialect, text } = first;
  const header = headerOf(first, options, mayBeEmpty);
  const openings = [first];
  const files: OpenedFile[] = [opened(first, header.rows.length)];
  const tail: TailShape = {
    separators: separatorsOf(dialect),
    columns: options.onError === 'fill' ? commonWidth(first.records.slice(-BODY_ROWS)) : header.names.length,
    missing: new Set(options.na ?? MISSING_WORDS),
    notes: options.notes,
  };
  for (const source of sources.slice(1)) {
    const opening = await openStart(source, options, { dialect, headerRows: header.rows }, sizes);
    openings.push(opening);
    files.push(opened(opening, headerRowsToo(opening, header, text.path, options, mayBeEmpty)));
  }
  const ofFirst = [...header.warnings, ...numberWarnings(dialect, options)];
  return {
    format: formatOf(text, dialect, header, openings),
    names: header.names,
    warnings: [
      ...openings.flatMap((opening, file) => openingWarnings(opening, options).map(warning => ({ file, ...warning }))),
      ...ofFirst.map((message): FileWarning => ({ file: 0, message })),
    ],
    dialect,
    tail,
    opening: first.records.slice(header.rows.length).map(({ fields }) => fields),
    chunks: progress => chunksOf(files, tail, pool, cut, progress),
    recycle: bytes => pool.release(bytes),
  };
}

function meanBytes(records: readonly TextRecord[]): number {
  return (records.at(-1)!.end - records[0]!.begin) / records.length;
}

function opened(opening: Opening, headerRows: number): OpenedFile {
  const { text, records, firstLine } = opening;
  const repeats = headerRows === 1 && records[0]!.fields.length > 1 && !firstLine.includes('\n');
  return { text, start: rowsStart(opening, headerRows), header: repeats ? firstLine : null };
}

async function* chunksOf(
  files: readonly OpenedFile[],
  tail: TailShape,
  pool: BufferPool,
  sizes: ChunkSizes,
  progress?: (bytes: number, totalBytes: number | null) => void,
): AsyncGenerator<Chunk> {
  let earlier = 0;
  for (const [file, { text, start, header }] of files.entries()) {
    for await (const chunk of withoutNotes(cutChunks(text, file, start, tail.separators, pool, sizes), tail)) {
      progress?.(earlier + text.source.position(), totalBytes(files));
      const headers = header === null ? 0 : blankRepeatedHeaders(chunk.bytes, header);
      yield headers === 0 ? chunk : { ...chunk, headers };
    }
    earlier += text.source.position();
  }
}

function totalBytes(files: readonly OpenedFile[]): number | null {
  return files.reduce((sum: number | null, { text: { source } }) => {
    return sum === null || source.size === null ? null : sum + source.size;
  }, 0);
}

function headerOf({ text, records, finding }: Opening, { onError }: ReadOptions, mayBeEmpty: boolean): Header {
  const header = readHeader(text.path, records, finding, onError);
  if (header.present && records.length === header.rows.length && !mayBeEmpty) {
    throw new UserError(`${text.path}: has a header and no rows`);
  }
  return header;
}

function rowsStart({ records, start }: Opening, headerRows: number): Start {
  const last = records[headerRows - 1];
  return last === undefined ? start : { offset: last.end, line: last.nextLine };
}

/** How many rows the header of a further file has. Throws UserError when its columns are not those of the first. */
function headerRowsToo(
  opening: Opening,
  expected: Header,
  firstPath: string,
  options: ReadOptions,
  mayBeEmpty: boolean,
): number {
  const { text, records, finding } = opening;
  if (!finding.present || (!expected.present && !finding.sure)) {
    const { names } = readHeader(text.path, records, { ...finding, present: false });
    refuseOther(opening, names.length, expected.names.length, firstPath);
    return 0;
  }
  if (!expected.present) {
    throw new UserError(
      `${text.path}:${records[0]!.line}: is a header, and ${firstPath} has none; both must have one, or neither`,
    );
  }
  const { names, rows } = headerOf(opening, options, mayBeEmpty);
  refuseOther(opening, names.length, expected.names.length, firstPath);
  const at = names.findIndex((name, column) => name !== expected.names[column]);
  if (at >= 0) {
    throw new UserError(
      `${text.path}:${records[0]!.line}: column ${at + 1} is named '${names[at]}', in ${firstPath} ` +
        `'${expected.names[at]}'; files that are read together must have the same columns in the same order`,
    );
  }
  return rows.length;
}

function refuseOther({ text }: Opening, columns: number, expected: number, firstPath: string): void {
  if (columns === expected) return;
  throw new UserError(
    `${text.path}: has ${plural(columns, 'column')}, ${firstPath} has ${expected}; ` +
      'files that are read together must have the same columns in the same order',
  );
}

function formatOf(
  { source, encoding }: Text,
  { delimiter, quote, escape: escapeSign, decimal }: Dialect,
  header: Header,
  openings: readonly Opening[],
): Format {
  return {
    format: 'csv',
    compression: source.compression,
    encoding: encoding.label,
    delimiter,
    quote,
    escape: escapeSign,
    decimal,
    header: header.present,
    headerReason: header.reason,
    headerRows: header.rows.length,
    linesAbove: openings.reduce((sum, { above }) => sum + (above === null ? 0 : above.last - above.first + 1), 0),
  };
}

/** Signs in numbers that were found and are not the usual ones. */
function numberWarnings({ decimal, thousands }: Dialect, given: ReadOptions): string[] {
  const warnings: string[] = [];
  if (decimal === ',' && given.decimal === null) warnings.push("numbers are read with a decimal comma, as in '1,5'");
  if (thousands !== null && given.thousands === null) {
    warnings.push(`numbers are read with thousands separated by '${thousands}', as in '1${thousands}234${decimal}5'`);
  }
  return warnings;
}
