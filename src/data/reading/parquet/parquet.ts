/**
 * Reads Parquet with hyparquet, which is loaded when it is needed. Columns are read one by one, for as many rows of a row
 * group as fit into a bounded memory, and put side by side in blocks.
 */

import type { AsyncBuffer, ColumnChunk, ColumnData, FileMetaData, RowGroup, SchemaElement } from 'hyparquet';
import { UserError } from '../../../base/errors.ts';
import { printable } from '../../../base/text/format.ts';
import type { Block } from '../../tables/blocks/block.ts';
import {
  type FileWarning,
  type ReadOptions,
  type ReadProgress,
  selfDescribed,
  type TableReader,
} from '../../tables/blocks/reader.ts';
import { plainNumbers } from '../../tables/cells/cell-numbers.ts';
import type { Cell } from '../../tables/cells/cell-text.ts';
import { BlockBuilder } from '../building/block-builder.ts';
import { adapted, layoutOf, needsDigits, type ParquetColumn, parsers, putValues } from './parquet-columns.ts';
import { checkPages } from './parquet-pages.ts';

/** Where the bytes come from. */
export interface ParquetSource {
  readonly path: string;
  readonly compression: 'gzip' | null;
  /** Bytes [begin, end) of `size`; null when the input is compressed. */
  randomAccess(): Promise<{ readonly size: number; slice(begin: number, end: number): Promise<Uint8Array> } | null>;
  close(): Promise<void>;
}

const MAGIC = 'PAR1';
/** Two magic words and the length of the footer. */
const SMALLEST = 12;
const ROWS_OF_BLOCK = 2 ** 16;
const BYTES_OF_CELL = { number: 8, date: 8, text: 48 };

export interface ParquetLimits {
  cellsOfBlock: number;
  /** Of decoded columns that are held at a time. */
  bytesOfSpan: number;
}

const defaultLimits: ParquetLimits = { cellsOfBlock: 2 ** 20, bytesOfSpan: 2 ** 27 };

interface ParquetFile {
  path: string;
  size: number;
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  /** Of the columns, by name, as the library is to follow them. */
  elements: ReadonlyMap<string, SchemaElement>;
  columns: readonly ParquetColumn[];
  warnings: readonly string[];
}

/**
 * Closing the reader closes the sources. Throws UserError for files that are no Parquet, cut short or damaged or packed once more, and for several that do not have the same columns.
 */
export async function openParquet(
  sources: readonly ParquetSource[],
  options: ReadOptions,
  limits: ParquetLimits = defaultLimits,
): Promise<TableReader> {
  const files: ParquetFile[] = [];
  for (const source of sources) files.push(await openFile(source));
  const [first] = files as [ParquetFile];
  for (const file of files) checkSameColumns(first, file);
  const names = first.columns.map(column => column.name);
  return {
    paths: files.map(file => file.path),
    names,
    format: selfDescribed('parquet', null, null),
    numberStyle: plainNumbers,
    warnings: warningsOf(files),
    async *blocks(forced, progress) {
      const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
      let [before, rows] = [0, 0];
      for (const [index, file] of files.entries()) {
        const input = { path: file.path, file: index, unit: 'row' as const, names, forced, options };
        for await (const { block, bytes } of blocksOf(file, new BlockBuilder(input), limits)) {
          rows += block.rows;
          progress?.({ bytes: before + bytes, totalBytes, rows } satisfies ReadProgress);
          yield block;
        }
        before += file.size;
      }
    },
    async close() {
      for (const source of sources) await source.close();
    },
  };
}

/** Each once, of the first file that it is true of. */
function warningsOf(files: readonly ParquetFile[]): FileWarning[] {
  const first = new Map<string, number>();
  for (const [index, { warnings }] of files.entries()) {
    for (const message of warnings) if (!first.has(message)) first.set(message, index);
  }
  return [...first].map(([message, file]) => ({ file, message }));
}

async function openFile(source: ParquetSource): Promise<ParquetFile> {
  const { path } = source;
  const bytes = await source.randomAccess();
  if (bytes === null)
    throw new UserError(`${path}: is Parquet inside ${source.compression}; unpack it first: gunzip ${path}`);
  const { size } = bytes;
  const slice = async (begin: number, end = size) => exactBuffer(await bytes.slice(begin, end));
  await checkEnds(path, size, slice);
  const buffer: AsyncBuffer = { byteLength: size, slice };
  return withFileName(path, async () => {
    const { parquetMetadataAsync, parquetSchema } = await import('hyparquet');
    const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
    const schema = parquetSchema(metadata);
    checkNames(
      path,
      schema.children.map(child => child.element.name),
    );
    const { columns, warnings } = layoutOf(schema);
    if (columns.length === 0) {
      throw new UserError(
        `${path}: has no columns of numbers, dates or texts${warnings.map(remark => `; ${remark}`).join('')}`,
      );
    }
    const followed = adapted(metadata);
    const elements = new Map(parquetSchema(followed).children.map(({ element }) => [element.name, element]));
    return { path, size, buffer, metadata: followed, elements, columns, warnings };
  });
}

async function checkEnds(path: string, size: number, slice: (begin: number, end: number) => Promise<ArrayBuffer>) {
  const word = async (begin: number, end: number) =>
    Buffer.from(await slice(Math.max(0, begin), Math.min(end, size))).toString('latin1');
  const head = await word(0, MAGIC.length);
  if (head === 'PARE')
    throw new UserError(`${path}: is encrypted Parquet, which cannot be read; write it without encryption`);
  if (head !== MAGIC) throw new UserError(`${path}: is not a Parquet file: it does not begin with ${MAGIC}`);
  if (size < SMALLEST || (await word(size - MAGIC.length, size)) !== MAGIC) {
    throw new UserError(`${path}: is cut short (its footer is missing); copy it again`);
  }
}

function checkNames(path: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find(name => seen.size === seen.add(name).size);
  if (twice !== undefined) throw new UserError(`${path}: two columns are named '${printable(twice)}'; rename one`);
}

function checkSameColumns(first: ParquetFile, file: ParquetFile): void {
  const most = Math.max(first.columns.length, file.columns.length);
  for (let i = 0; i < most; i++) {
    const [expected, got] = [first.columns[i]?.name, file.columns[i]?.name];
    if (expected === got) continue;
    const said = (name: string | undefined) => (name === undefined ? 'missing' : `'${printable(name)}'`);
    throw new UserError(
      `${file.path}: column ${i + 1} is ${said(got)}, in ${first.path} it is ${said(expected)}; ` +
        'files that are read together have the same columns in the same order',
    );
  }
}

async function* blocksOf(
  file: ParquetFile,
  builder: BlockBuilder,
  limits: ParquetLimits,
): AsyncGenerator<{ block: Block; bytes: number }> {
  const { path, size, metadata, columns } = file;
  const rowsOfBlock = Math.min(ROWS_OF_BLOCK, Math.max(1, Math.floor(limits.cellsOfBlock / columns.length)));
  const bytesOfRow = columns.reduce((sum, { kind }) => sum + BYTES_OF_CELL[kind], 0);
  const rowsOfSpan = rowsOfBlock * Math.max(1, Math.floor(limits.bytesOfSpan / bytesOfRow / rowsOfBlock));
  let before = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    for (let begin = 0; begin < rows; begin += rowsOfSpan) {
      const end = Math.min(begin + rowsOfSpan, rows);
      const span = await withFileName(path, () => readSpan(file, group, begin, end));
      for (let from = begin; from < end; from += rowsOfBlock) {
        const to = Math.min(from + rowsOfBlock, end);
        builder.setRows(before + from + 1, to - from);
        span.forEach((cells, column) => {
          const part =
            cells instanceof Float64Array
              ? cells.subarray(from - begin, to - begin)
              : cells.slice(from - begin, to - begin);
          builder.setColumn(column, part, columns[column]!.kind === 'date');
        });
        yield { block: builder.build(), bytes: Math.round((size * (before + to)) / Number(metadata.num_rows)) };
      }
    }
    before += rows;
  }
}

/** By column, the cells of rows [begin, end) of a row group. */
async function readSpan(
  file: ParquetFile,
  group: RowGroup,
  begin: number,
  end: number,
): Promise<(Float64Array | Cell[])[]> {
  const { parquetRead } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const checked: AsyncBuffer = {
    byteLength: file.size,
    // With one column asked for, the library takes its pages of the row group as one slice.
    async slice(from, to) {
      const chunk = await file.buffer.slice(from, to);
      await checkPages(chunk, Number(group.num_rows));
      return chunk;
    },
  };
  const chunkOf = new Map(
    group.columns.flatMap(chunk => {
      const [name, ...inner] = chunk.meta_data?.path_in_schema ?? [];
      return name === undefined || inner.length > 0 ? [] : [[name, chunk]];
    }),
  );
  const span: (Float64Array | Cell[])[] = [];
  for (const column of file.columns) {
    // What is thrown in onChunk is lost, so it only collects.
    const chunks: ColumnData[] = [];
    await parquetRead({
      file: checked,
      metadata: metadataOf(file, group, column.name, chunkOf.get(column.name)),
      columns: [column.name],
      rowStart: begin,
      rowEnd: end,
      compressors,
      parsers,
      geoparquet: false,
      onChunk: chunk => chunks.push(chunk),
    });
    span.push(joined(column, chunks, begin, end, file.path));
  }
  return span;
}

/** As of a file with one column: the library goes over all columns in each call. */
function metadataOf(
  { metadata, elements }: ParquetFile,
  group: RowGroup,
  name: string,
  chunk: ColumnChunk | undefined,
): FileMetaData {
  const root = { ...metadata.schema[0]!, num_children: 1 };
  const columns = chunk === undefined ? [] : [chunk];
  return { ...metadata, schema: [root, elements.get(name)!], row_groups: [{ ...group, columns }] };
}

/** The parts of the chunks that lie in rows [begin, end). */
function joined(
  column: ParquetColumn,
  chunks: readonly ColumnData[],
  begin: number,
  end: number,
  path: string,
): Float64Array | Cell[] {
  const keepsDigits = column.kind === 'text' || chunks.some(({ columnData }) => needsDigits(column, columnData));
  const cells = keepsDigits ? new Array<Cell>(end - begin) : new Float64Array(end - begin);
  let at = begin;
  for (const { columnData, rowStart, rowEnd } of chunks) {
    const to = Math.min(rowEnd, end);
    if (rowStart > at || to <= at) continue;
    putValues(column, columnData, at - rowStart, to - rowStart, cells, at - begin);
    at = to;
  }
  if (at === end) return cells;
  throw new UserError(`${path}: is damaged: column '${printable(column.name)}' lacks values; copy it again`);
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) return buffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

/** Makes a UserError of whatever the library throws at a file that it cannot read. */
async function withFileName<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path}: cannot be read as Parquet: ${printable(message)}`);
  }
}
