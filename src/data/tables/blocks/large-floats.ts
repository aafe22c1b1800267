/**
 * Arrays for the numbers of blocks, whose memory goes back to the system as soon as they are freed (free.ts), whatever stays.
 * Allocators keep freed pieces of up to 32 MiB (DEFAULT_MMAP_THRESHOLD_MAX of glibc) for themselves until all behind them are free
 * too, so that blocks freed from the first to the last would be given back with the last. Buffers that could be resized are mapped by
 * themselves. Small ones are not worth a mapping, of which a process may have few.
 */

const MIN_BYTES = 2 ** 18;

/** Zeros. */
export function largeFloats(length: number): Float32Array<ArrayBuffer> {
  const bytes = Float32Array.BYTES_PER_ELEMENT * length;
  if (bytes < MIN_BYTES) return new Float32Array(length);
  // The length is given, so that the array has it for good.
  return new Float32Array(new ArrayBuffer(bytes, { maxByteLength: bytes }), 0, length);
}

/** The arrays, of `rows` numbers each, as views of one: sending buffers to a thread takes the square of their number. */
export function inOneArray(parts: ReadonlyMap<number, Float32Array>, rows: number): Map<number, Float32Array> {
  const all = largeFloats(parts.size * rows);
  let end = 0;
  return new Map(
    Array.from(parts, ([column, part]) => {
      all.set(part, end);
      end += rows;
      return [column, all.subarray(end - rows, end)];
    }),
  );
}
