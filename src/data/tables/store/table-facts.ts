/** What a table is, beside its rows: what a reader says of it, so that a stored table can take the reader's place. */

import { array, boolean, type Fields, fields, integer, oneOf, orNull, string } from '../../../base/files/json.ts';
import { type WarningCode, warningCodes } from '../../../base/warn.ts';
import { type Format, formatNames, type TableReader } from '../blocks/reader.ts';

export type TableFacts = Pick<TableReader, 'paths' | 'names' | 'format' | 'warnings'>;

/** Throws Malformed. */
export function tableFactsFromJson(json: unknown): TableFacts {
  const { paths, names, format, warnings } = fields(json);
  return {
    paths: array(paths).map(string),
    names: array(names).map(string),
    format: formatFromJson(fields(format)),
    warnings: array(warnings)
      .map(fields)
      .map(({ file, message, code }) => ({
        file: integer(file),
        message: string(message),
        ...(code === undefined ? {} : { code: oneOf(code, Object.keys(warningCodes) as WarningCode[]) }),
      })),
  };
}

function formatFromJson(of: Fields): Format {
  return {
    format: oneOf(of.format, formatNames),
    compression: orNull(of.compression, json => oneOf(json, ['gzip'])),
    encoding: orNull(of.encoding, string),
    delimiter: orNull(of.delimiter, string),
    quote: orNull(of.quote, string),
    escape: orNull(of.escape, string),
    decimal: orNull(of.decimal, string),
    header: orNull(of.header, boolean),
    headerReason: orNull(of.headerReason, string),
    headerRows: orNull(of.headerRows, integer),
    linesAbove: orNull(of.linesAbove, integer),
  };
}
