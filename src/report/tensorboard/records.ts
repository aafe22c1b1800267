/**
 * TFRecord, the framing of TensorBoard's files: for each record its length as uint64, the masked checksum of these 8 bytes, the
 * record, and the masked checksum of it, all little-endian.
 * https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */

import { crc32c } from '../../base/files/crc32c.ts';

export function framed(record: Uint8Array): Buffer {
  const { length } = record;
  const frame = Buffer.alloc(length + 16);
  frame.writeBigUInt64LE(BigInt(length), 0);
  frame.writeUInt32LE(maskedChecksum(frame.subarray(0, 8)), 8);
  frame.set(record, 12);
  frame.writeUInt32LE(maskedChecksum(record), 12 + length);
  return frame;
}

/** The CRC-32C rotated to the right by 15 bits, plus a constant, so that checksums may stand in what has a checksum itself. */
export function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}
