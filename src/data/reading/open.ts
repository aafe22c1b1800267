/** The reader for an input, told by its content. */

import { UserError } from '../../base/errors.ts';
import { listFiles } from '../../base/files/files.ts';
import type { Format, ReadOptions, TableReader } from '../tables/blocks/reader.ts';
import { type CsvContext, openCsv } from './csv/csv.ts';
import { openSource, type Source } from './input/source.ts';
import { looksLikeJsonLines, openJsonLines } from './json-lines/json-lines.ts';
import { openParquet } from './parquet/parquet.ts';

/** Bytes that tell text formats apart. */
const HEAD = 4096;

export interface OpenReader extends TableReader {
  /** SHA-256 of each file as it is stored, hexadecimal. */
  digests(): Promise<string[]>;
}

/** Throws UserError for what cannot be opened, and for files of different formats. */
export async function openReader(
  paths: readonly string[],
  options: ReadOptions,
  context: CsvContext,
): Promise<OpenReader> {
  const sources: Source[] = [];
  try {
    for (const file of listFiles(paths)) sources.push(await openSource(file));
    const reader = await openFormat(await commonFormat(sources), sources, options, context);
    return { ...reader, digests: () => digestsOf(sources) };
  } catch (error) {
    for (const source of sources) await source.close();
    throw error;
  }
}

function openFormat(
  format: Format['format'],
  sources: readonly Source[],
  options: ReadOptions,
  context: CsvContext,
): Promise<TableReader> {
  if (format === 'parquet') return openParquet(sources, options);
  if (format === 'json-lines') return openJsonLines(sources, options);
  return openCsv(sources, options, context);
}

async function digestsOf(sources: readonly Source[]): Promise<string[]> {
  const digests: string[] = [];
  for (const source of sources) digests.push(await source.digest());
  return digests;
}

async function commonFormat(sources: readonly Source[]): Promise<Format['format']> {
  const first = await formatOf(sources[0]!);
  for (const source of sources) {
    const other = await formatOf(source);
    if (other === first) continue;
    throw new UserError(
      `${source.path}: is ${other}, and ${sources[0]!.path} is ${first}; all files must be of one kind`,
    );
  }
  return first;
}

async function formatOf(source: Source): Promise<Format['format']> {
  if (source.kind === 'parquet') return 'parquet';
  return looksLikeJsonLines(await source.head(HEAD)) ? 'json-lines' : 'csv';
}
