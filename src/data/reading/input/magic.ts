/** Formats that cannot be read, recognized by their first bytes. The names of files do not matter. */

import { UserError } from '../../../base/errors.ts';
import { foreignText } from './foreign-text.ts';

/** How many first bytes are looked at. */
export const MAGIC_BYTES = 512;

interface Foreign {
  magic: string;
  /** Where it stands. */
  offset?: number;
  /** What the first bytes hold besides. */
  holds?: RegExp;
  says: string;
}

/** Formats that are not read, and what to do about it. The magics are latin1. */
const foreign: readonly Foreign[] = [
  { magic: '\x28\xb5\x2f\xfd', says: 'is compressed with Zstandard; unpack it with zstd -d' },
  { magic: '\xfd7zXZ\0', says: 'is compressed with xz; unpack it with xz -d' },
  { magic: 'BZh', says: 'is compressed with bzip2; unpack it with bzip2 -d' },
  { magic: '\x04\x22\x4d\x18', says: 'is compressed with LZ4; unpack it with lz4 -d' },
  { magic: '7z\xbc\xaf\x27\x1c', says: 'is a 7-Zip archive; unpack it with 7z x' },
  {
    magic: 'PK\x03\x04',
    holds: /\[Content_Types\]\.xml|xl\/|docProps\//,
    says: 'is an Excel workbook (xlsx); export it as CSV',
  },
  {
    magic: 'PK\x03\x04',
    holds: /mimetypeapplication\/vnd\.oasis/,
    says: 'is an OpenDocument spreadsheet (ods); export it as CSV',
  },
  {
    magic: 'PK\x03\x04',
    holds: /\.npy/,
    says: 'is an archive of NumPy arrays (npz); write one as CSV, with numpy.savetxt',
  },
  { magic: 'PK\x03\x04', says: 'is a zip archive; unpack it with unzip' },
  { magic: 'PK\x05\x06', says: 'is an empty zip file; export the table as CSV' },
  { magic: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', says: 'is a spreadsheet (xls); export it as CSV' },
  { magic: 'ustar', offset: 257, says: 'is a tar archive; unpack it with tar -x' },
  { magic: 'SQLite format 3\0', says: 'is an SQLite database; export a table as CSV, with sqlite3 -csv -header' },
  { magic: '\x89HDF\r\n\x1a\n', says: 'is an HDF5 file; export it as CSV or Parquet' },
  { magic: 'ARROW1\0\0', says: 'is a Feather or Arrow file; write it as Parquet or CSV' },
  { magic: 'FEA1', says: 'is a Feather file; write it as Parquet or CSV' },
  { magic: '\x93NUMPY', says: 'is a NumPy array; write it as CSV, with numpy.savetxt' },
  { magic: 'Obj\x01', says: 'is an Avro file; write it as Parquet or CSV' },
  { magic: '%PDF-', says: 'is a PDF document; export the table as CSV' },
  { magic: '{\\rtf', says: 'is a document (RTF); save the table as CSV' },
  { magic: 'ORC', holds: /[^ -~\r\n\t]/, says: 'is an ORC file; write it as Parquet or CSV' },
  { magic: '<stata_dta>', says: 'is a Stata file; export it as CSV' },
  { magic: '$FL2', says: 'is an SPSS file; export it as CSV' },
  { magic: '\x80\x04\x95', says: 'is a Python pickle; write it as CSV or Parquet' },
  { magic: 'MATLAB 5.0', says: 'is a MATLAB file; export it as CSV' },
];

/** Text can start with the same letters as these; the bytes that follow decide. */
const follows: Readonly<Record<string, RegExp>> = {
  // A level, and the digits of pi.
  BZh: /^BZh[1-9]1AY&SY/,
  FEA1: /^FEA1[^ -~\r\n\t]/,
};

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Throws UserError for a format that is not read, with its name and the way out. */
export function refuseForeign(path: string, head: Uint8Array): void {
  const text = latin1(head);
  const found = foreign.find(
    ({ magic, offset = 0, holds = follows[magic] }) => text.startsWith(magic, offset) && (holds?.test(text) ?? true),
  );
  if (found !== undefined) throw new UserError(`${path}: ${found.says}`);
  const says = foreignText(text.replace(/^\xef\xbb\xbf/, ''));
  if (says !== null) throw new UserError(`${path}: ${says}`);
}

function latin1(head: Uint8Array): string {
  return Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, MAGIC_BYTES)).toString('latin1');
}
