/**
 * Gives the memory of arrays back at once, without waiting for the garbage collector, which does not know how badly it is
 * wanted: a buffer that is sent to a closed port is taken from its sender and lost on the way. All versions of Node do that.
 */

import { MessageChannel } from 'node:worker_threads';

/** Sending buffers takes the square of their number, because each is compared with all others. */
const MAX_AT_ONCE = 64;

let closed: { postMessage(message: null, transfer: ArrayBuffer[]): void } | null = null;

/**
 * Empties the arrays' buffers. Shared ones, and those that hold other things beside these arrays, are left to the garbage
 * collector.
 */
export function freeArrays(arrays: readonly ArrayBufferView[]): void {
  const used = new Map<ArrayBufferLike, number>();
  for (const { buffer, byteLength } of arrays) used.set(buffer, (used.get(buffer) ?? 0) + byteLength);
  const integral = [...used].filter(([buffer, bytes]) => bytes > 0 && bytes === buffer.byteLength);
  const buffers = integral.map(([buffer]) => buffer).filter(buffer => buffer instanceof ArrayBuffer);
  if (closed === null) {
    const { port1 } = new MessageChannel();
    port1.close();
    closed = port1;
  }
  for (let at = 0; at < buffers.length; at += MAX_AT_ONCE)
    closed.postMessage(null, buffers.slice(at, at + MAX_AT_ONCE));
}
