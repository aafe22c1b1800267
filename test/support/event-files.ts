/** Reads TensorBoard's event files: written for the tests by the format's description, with nothing of the writer but the checksum. */

import { crc32c } from '../../src/base/files/crc32c.ts';
import { fieldsOf, messagesIn, textIn } from './protobuf.ts';

export interface ReadEvent {
  readonly time: number;
  readonly step: number;
  /** '' in all but the first. */
  readonly version: string;
  readonly values: Readonly<Record<string, number>>;
}

/** Throws for a checksum that does not match, and for a file that ends within a record. */
export function readEventFile(file: Uint8Array): ReadEvent[] {
  const bytes = Buffer.from(file);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    check(bytes.subarray(at, at + 8), bytes.readUInt32LE(at + 8));
    const record = bytes.subarray(at + 12, at + 12 + length);
    check(record, bytes.readUInt32LE(at + 12 + length));
    events.push(eventIn(record));
    at += length + 16;
  }
  return events;
}

/** The mask is undone: the constant is subtracted, and the bits are rotated back to the left. */
function check(bytes: Uint8Array, masked: number): void {
  const rotated = (masked - 0xa282ead8) >>> 0;
  const checksum = ((rotated << 15) | (rotated >>> 17)) >>> 0;
  if (checksum !== crc32c(bytes)) throw new Error('the checksum does not match');
}

function eventIn(record: Uint8Array): ReadEvent {
  const fields = fieldsOf(record);
  const values = messagesIn(fields, 5).flatMap(summary => messagesIn(summary, 1));
  return {
    time: fields.get(1)![0] as number,
    step: (fields.get(2)?.[0] ?? 0) as number,
    version: textIn(fields, 3),
    values: Object.fromEntries(values.map(value => [textIn(value, 1), value.get(2)![0] as number])),
  };
}
