/** What a table is, beside its rows: what a reader says of it, so that a stored table can take the reader's place. */

import type { Format, TableReader } from '../read/reader.ts';
import { array, type Fields, fields, malformed, text, whole } from './json.ts';

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
  const { format, compression, header } = of;
  if (format !== 'csv' && format !== 'parquet' && format !== 'json-lines') throw malformed('a format');
  if (compression !== 'gzip' && compression !== null) throw malformed('a compression');
  if (typeof header !== 'boolean' && header !== null) throw malformed('a header');
  const orNull = (json: unknown) => (json === null ? null : text(json));
  return {
    format,
    compression,
    encoding: orNull(of.encoding),
    delimiter: orNull(of.delimiter),
    quote: orNull(of.quote),
    decimal: orNull(of.decimal),
    header,
    headerReason: orNull(of.headerReason),
  };
}
