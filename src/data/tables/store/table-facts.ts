/** What a table is, beside its rows: what a reader says of it, so that a stored table can take the reader's place. */

import { array, type Fields, fields, oneOf, orNull, text, truth, whole } from '../../../base/files/json.ts';
import type { Format, TableReader } from '../reader.ts';

export type TableFacts = Pick<TableReader, 'paths' | 'names' | 'format' | 'remarks'>;

/** Throws Malformed. */
export function tableFactsFromJson(json: unknown): TableFacts {
  const { paths, names, format, remarks } = fields(json);
  return {
    paths: array(paths).map(text),
    names: array(names).map(text),
    format: formatFromJson(fields(format)),
    remarks: array(remarks)
      .map(fields)
      .map(({ file, message }) => ({ file: whole(file), message: text(message) })),
  };
}

function formatFromJson(of: Fields): Format {
  return {
    format: oneOf(of.format, ['csv', 'parquet', 'json-lines']),
    compression: orNull(of.compression, json => oneOf(json, ['gzip'])),
    encoding: orNull(of.encoding, text),
    delimiter: orNull(of.delimiter, text),
    quote: orNull(of.quote, text),
    decimal: orNull(of.decimal, text),
    header: orNull(of.header, truth),
    headerReason: orNull(of.headerReason, text),
  };
}
