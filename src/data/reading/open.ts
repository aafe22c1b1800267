/** Opens an input with the reader of its format, which its first bytes decide. */

import { UserError } from '../../base/errors.ts';
import { listFiles } from '../../base/files/files.ts';
import type { ReadOptions, TableReader } from '../tables/blocks/reader.ts';
import type { CsvContext } from './csv/csv.ts';
import { type FormatDefinition, formats } from './formats.ts';
import { encodingOf, utf8Head } from './input/encoding.ts';
import { openSource, type Source } from './input/source.ts';

/** First bytes by which formats are recognized. */
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
    const format = await commonFormat(sources, options);
    const reader = await format.open(sources, options, context);
    return { ...reader, digests: () => digestsOf(sources) };
  } catch (error) {
    for (const source of sources) await source.close();
    throw error;
  }
}

async function digestsOf(sources: readonly Source[]): Promise<string[]> {
  const digests: string[] = [];
  for (const source of sources) digests.push(await source.digest());
  return digests;
}

async function commonFormat(sources: readonly Source[], options: ReadOptions): Promise<FormatDefinition> {
  const first = await formatOf(sources[0]!, options);
  for (const source of sources) {
    const other = await formatOf(source, options);
    if (other === first) continue;
    throw new UserError(
      `${source.path}: is ${other.title}, and ${sources[0]!.path} is ${first.title}; all files must have one format`,
    );
  }
  return first;
}

/** Of text, the encoding comes before the format. */
async function formatOf(source: Source, { encoding }: ReadOptions): Promise<FormatDefinition> {
  const head = await source.head(HEAD);
  const text = utf8Head(head, encodingOf(head, encoding));
  return Object.values(formats).find(format => format.recognizes(text))!;
}
