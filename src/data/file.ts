/** A whole text file as bytes, or a UserError that says why not. */

import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { UserError } from '../errors.ts';

export interface TextFile {
  bytes: Buffer;
  /** Where the text begins: behind the byte order mark, if there is one. */
  begin: number;
}

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'is a directory; name a CSV file in it',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ERR_FS_FILE_TOO_LARGE: 'is larger than 2 GiB, the most that can be read',
};

/** Reads UTF-8 text. Refuses what cannot be opened, binary files and other encodings. */
export function readTextFile(path: string): TextFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`${path}: ${refusals[code ?? ''] ?? message}`);
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new UserError(`${path}: is UTF-16 text; save it as UTF-8`);
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    throw new UserError(`${path}: is a binary file (byte ${zero + 1} is zero); bntrain reads CSV text`);
  }
  if (!isUtf8(bytes)) throw new UserError(`${path}:${lineOfBadUtf8(bytes)}: is not UTF-8 text; save the file as UTF-8`);
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { bytes, begin: marked ? 3 : 0 };
}

/** The line (from 1) of the first bytes that are not UTF-8. No character's encoding contains a line feed. */
function lineOfBadUtf8(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
}
