/** Delimited text: what the start of each file tells, and the rows of all of them in chunks. */

import { UserError } from '../../../base/errors.ts';
import { plural } from '../../../base/text/format.ts';
import { BufferPool } from '../../../base/threads/buffer-pool.ts';
import { type Format, MISSING_WORDS, type ReadOptions } from '../../tables/blocks/reader.ts';
import type { Source } from '../input/source.ts';
import type { Text } from '../input/text.ts';
import { type Chunk, type ChunkSizes, cutChunks, defaultSizes, type Start } from './chunks.ts';
import { type Dialect, separatorsOf } from './dialect.ts';
import { type Finding, findHeader, type Header, readHeader } from './header.ts';
import { type Opening, openStart } from './opening.ts';
import { commonWidth } from './records.ts';
import { blankRepeatedHeaders } from './repeated-header.ts';
import { type TailShape, withoutNotes } from './tail.ts';

export interface OpenedText {
  readonly format: Format;
  readonly names: readonly string[];
  readonly warnings: readonly string[];
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

interface OpenedFile {
  text: Text;
  /** Where the rows begin. */
  start: Start;
  /** The header's bytes, where lines inside may repeat it: a single name may be a value too. */
  header: Buffer | null;
}

/**
 * Finds the dialect in the first of the files, and a header or none in each. The sources stay the caller's to close.
 *
 * Throws UserError for text that is none, empty files, files without rows, and files whose columns are not those of the
 * first.
 */
export async function openText(
  sources: readonly Source[],
  options: ReadOptions,
  sizes: ChunkSizes = defaultSizes,
  mayBeEmpty = false,
): Promise<OpenedText> {
  const pool = new BufferPool(sizes.window);
  const first = await openStart(sources[0]!, options, null, sizes);
  const { dialect, text } = first;
  const header = headerOf(first, findHeader(first.records, dialect, options), options, mayBeEmpty);
  const files: OpenedFile[] = [opened(first, header.present)];
  const tail: TailShape = {
    separators: separatorsOf(dialect),
    columns: options.onError === 'fill' ? commonWidth(first.records.slice(-BODY_ROWS)) : header.names.length,
    missing: new Set(options.na ?? MISSING_WORDS),
    notes: options.notes,
  };
  for (const source of sources.slice(1)) {
    const opening = await openStart(source, options, dialect, sizes);
    const present = hasHeaderToo(opening, header, text.path, options, mayBeEmpty);
    files.push(opened(opening, present));
  }
  return {
    format: formatOf(text, dialect, header),
    names: header.names,
    warnings: [...header.warnings, ...numberWarnings(dialect, options)],
    dialect,
    tail,
    opening: first.records.slice(header.present ? 1 : 0).map(({ fields }) => fields),
    chunks: progress => chunksOf(files, tail, pool, sizes, progress),
    recycle: bytes => pool.release(bytes),
  };
}

function opened(opening: Opening, present: boolean): OpenedFile {
  const { text, records, firstLine } = opening;
  const repeats = present && records[0]!.fields.length > 1 && !firstLine.includes('\n');
  return { text, start: rowsStart(opening, present), header: repeats ? firstLine : null };
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

function headerOf(
  { text: { path }, records }: Opening,
  finding: Finding,
  { onError }: ReadOptions,
  mayBeEmpty: boolean,
): Header {
  const header = readHeader(path, records, finding, onError);
  if (header.present && records.length === 1 && !mayBeEmpty) throw new UserError(`${path}: has a header and no rows`);
  return header;
}

function rowsStart({ records, start }: Opening, present: boolean): Start {
  return present ? { offset: records[0]!.end, line: records[0]!.nextLine } : start;
}

/** Whether a further file has a header. Throws UserError when its columns are not those of the first. */
function hasHeaderToo(
  opening: Opening,
  expected: Header,
  firstPath: string,
  options: ReadOptions,
  mayBeEmpty: boolean,
): boolean {
  const { text, records, dialect } = opening;
  const repeated = expected.present && isSame(records[0]!.fields, expected.line);
  const finding = repeated ? AS_FIRST : findHeader(records, dialect, options);
  if (!finding.present || (!expected.present && !finding.sure)) {
    const { names } = readHeader(text.path, records, { ...finding, present: false });
    refuseOther(opening, names.length, expected.names.length, firstPath);
    return false;
  }
  if (!expected.present) {
    throw new UserError(
      `${text.path}:${records[0]!.line}: is a header, and ${firstPath} has none; both must have one, or neither`,
    );
  }
  const { names } = headerOf(opening, finding, options, mayBeEmpty);
  refuseOther(opening, names.length, expected.names.length, firstPath);
  const at = names.findIndex((name, column) => name !== expected.names[column]);
  if (at >= 0) {
    throw new UserError(
      `${text.path}:${records[0]!.line}: column ${at + 1} is named '${names[at]}', in ${firstPath} ` +
        `'${expected.names[at]}'; files that are read together must have the same columns in the same order`,
    );
  }
  return true;
}

const AS_FIRST: Finding = { present: true, reason: 'the first line is that of the first file', sure: true };

function isSame(names: readonly string[], others: readonly string[]): boolean {
  return names.length === others.length && names.every((name, at) => name === others[at]);
}

function refuseOther({ text }: Opening, columns: number, expected: number, firstPath: string): void {
  if (columns === expected) return;
  throw new UserError(
    `${text.path}: has ${plural(columns, 'column')}, ${firstPath} has ${expected}; ` +
      'files that are read together must have the same columns in the same order',
  );
}

function formatOf({ source, encoding }: Text, { delimiter, quote, decimal }: Dialect, header: Header): Format {
  return {
    format: 'csv',
    compression: source.compression,
    encoding: encoding.label,
    delimiter,
    quote,
    decimal,
    header: header.present,
    headerReason: header.reason,
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
