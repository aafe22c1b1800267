/**
 * Whether the headers of a column's pages make sense. The library takes them as they are, and one that lacks a length,
 * as in a damaged file, would have it read on without an end.
 */

import type { PageHeader } from 'hyparquet/src/types.js';

/** Throws an Error for a header that lacks something. `chunk` is a column of a row group of that many rows. */
export async function checkPages(chunk: ArrayBuffer, rows: number): Promise<void> {
  const { parquetHeader } = await import('hyparquet/src/column.js');
  const reader = { view: new DataView(chunk), offset: 0 };
  for (let seen = 0; seen < rows && reader.offset < chunk.byteLength - 1; ) {
    const start = reader.offset;
    const header = parquetHeader(reader);
    if (!lengthsOf(header).every(length => Number.isInteger(length) && length! >= 0)) {
      throw new Error(`a page header, byte ${start} of its column, makes no sense`);
    }
    seen += header.data_page_header?.num_values ?? header.data_page_header_v2?.num_rows ?? 0;
    reader.offset += header.compressed_page_size;
  }
}

/** What must be there, and not be negative. */
function lengthsOf(header: PageHeader): (number | undefined)[] {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const sizes = [header.compressed_page_size, header.uncompressed_page_size];
  if (header.type === 'DATA_PAGE') return [...sizes, first?.num_values];
  if (header.type === 'DICTIONARY_PAGE') return [...sizes, dictionary?.num_values];
  if (header.type !== 'DATA_PAGE_V2') return sizes;
  const levels = [second?.definition_levels_byte_length, second?.repetition_levels_byte_length];
  return [...sizes, second?.num_values, second?.num_rows, second?.num_nulls, ...levels];
}
