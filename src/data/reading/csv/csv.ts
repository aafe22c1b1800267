/** Reads delimited text: cut into chunks of whole records, which are scanned into blocks, in several threads where it is large. */

import { type ForcedKinds, MISSING_WORDS, type ReadOptions, type TableReader } from '../../tables/blocks/reader.ts';
import type { Source } from '../input/source.ts';
import { defaultSizes } from './chunks.ts';
import { openText, type TextContext } from './csv-text.ts';
import { type ScanOptions, scanChunks } from './scanner/pool.ts';
import type { ScanSpec } from './scanner/scanner.ts';
import { findSecondTable } from './second-table.ts';

export interface CsvContext extends TextContext {
  readonly threads: number;
}

/** Bytes that a thread should have to read: starting one takes as long as reading so much. */
const WORTH_A_THREAD = 8e6;

export async function openCsv(
  sources: readonly Source[],
  options: ReadOptions,
  context: CsvContext,
): Promise<TableReader> {
  const text = await openText(sources, options, defaultSizes, context);
  const paths = sources.map(({ path }) => path);
  const { names, format, warnings, dialect } = text;
  const spec = (forced: ForcedKinds): ScanSpec => ({
    ...dialect,
    columns: names.length,
    names,
    header: format.header === true,
    fills: options.onError === 'fill',
    missingWords: options.na ?? MISSING_WORDS,
    wordsAreMissingInText: options.na !== null,
    forced,
  });
  return {
    paths,
    names,
    format,
    numberStyle: dialect,
    opening: text.opening,
    warnings,
    async *blocks(forced, progress) {
      const threads = Math.min(context.threads, Math.ceil(bytesOf(sources) / WORTH_A_THREAD));
      let rows = 0;
      const chunks = text.chunks((bytes, totalBytes) => progress?.({ bytes, totalBytes, rows }));
      const findSecond: ScanOptions['findSecondTable'] = (bytes, faultLine, block) =>
        text.tail.notes ? findSecondTable(bytes, faultLine, block, text.tail.separators, text.tail) : null;
      const scanOptions = {
        ...{ threads, paths, onError: options.onError, recycle: text.recycle },
        findSecondTable: findSecond,
      };
      for await (const block of scanChunks(chunks, spec(forced), scanOptions)) {
        rows += block.rows;
        yield block;
      }
    },
    async close() {
      for (const source of sources) await source.close();
    },
  };
}

/** As they are stored; a pipe may bring any number. */
function bytesOf(sources: readonly Source[]): number {
  return sources.reduce((sum, { size }) => sum + (size ?? Number.POSITIVE_INFINITY), 0);
}
