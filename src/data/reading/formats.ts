/**
 * The formats that can be read. A new one is a name in tables/blocks/reader.ts, a row here, and its reader. All readers but the
 * one of CSV are loaded when they are needed.
 */

import type { FormatName, ReadOptions, TableReader } from '../tables/blocks/reader.ts';
import { type CsvContext, openCsv } from './csv/csv.ts';
import type { Source } from './input/source.ts';
import { Text } from './input/text.ts';
import type { JsonSource } from './json-lines/json-lines.ts';
import { looksLikeJsonLines } from './json-lines/looks-like.ts';
import { isParquet } from './parquet/looks-like.ts';

export interface FormatDefinition {
  /** Its name in messages. */
  readonly title: string;
  /** The options of reading that have an effect. */
  readonly options: readonly (keyof ReadOptions)[];
  /** Whether an input that starts with these bytes is of the format. */
  recognizes(head: Uint8Array): boolean;
  /** The reader closes the sources. Throws UserError. */
  open(sources: readonly Source[], options: ReadOptions, context: CsvContext): Promise<TableReader>;
}

/** In the order in which they are tried. Text that is nothing else is CSV. */
export const formats: Readonly<Record<FormatName, FormatDefinition>> = {
  parquet: {
    title: 'Parquet',
    options: ['decimal', 'thousands', 'na', 'onError'],
    recognizes: isParquet,
    open: async (sources, options) => (await import('./parquet/parquet.js')).openParquet(sources, options),
  },
  'json-lines': {
    title: 'JSON lines',
    options: ['header', 'encoding', 'decimal', 'thousands', 'na', 'onError'],
    recognizes: looksLikeJsonLines,
    open: openJsonTexts,
  },
  csv: {
    title: 'CSV',
    options: [
      ...(['delimiter', 'quote', 'escape', 'comment', 'header', 'headerRows', 'skip', 'notes'] as const),
      ...(['encoding', 'decimal', 'thousands', 'na', 'onError'] as const),
    ],
    recognizes: () => true,
    open: openCsv,
  },
};

/** JSON in any encoding, as the UTF-8 that its reader takes. */
async function openJsonTexts(sources: readonly Source[], options: ReadOptions): Promise<TableReader> {
  const texts = await Promise.all(sources.map(source => Text.open(source, options.encoding)));
  const utf8 = texts.map((text): JsonSource => {
    const { source, encoding } = text;
    return {
      path: source.path,
      compression: source.compression,
      get size() {
        return source.size;
      },
      position: () => source.position(),
      read: () => (encoding.label === 'utf-8' ? source.read() : text.readExplained()),
      close: () => source.close(),
    };
  });
  const { openJsonLines } = await import('./json-lines/json-lines.js');
  const reader = await openJsonLines(utf8, options);
  return { ...reader, format: { ...reader.format, encoding: texts[0]!.encoding.label } };
}
