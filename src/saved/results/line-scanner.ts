/** The lines of a file that may still grow: each time those that were added since. */

import { closeSync, openSync, readSync } from 'node:fs';

export interface ScannedLine {
  readonly bytes: Buffer;
  /** From 1. */
  readonly number: number;
  /** In the file. */
  readonly start: number;
}

/** Used for one file after the other. */
let shared: Buffer | null = null;
const PIECE = 2 ** 20;
const LINE_END = 10;

export class LineScanner {
  readonly path: string;
  #position = 0;
  #lines = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Calls `take` with each new line; its bytes are valid until `take` returns. A last line without an end is torn, or still being written. */
  scan(take: (line: ScannedLine) => void): void {
    const fd = openSync(this.path, 'r');
    try {
      shared ??= Buffer.allocUnsafe(PIECE);
      let piece = shared;
      for (;;) {
        const length = readSync(fd, piece, 0, piece.length, this.#position);
        if (length === 0) return;
        const used = this.#take(piece.subarray(0, length), take);
        if (used > 0) this.#position += used;
        else if (length < piece.length) return;
        else piece = Buffer.allocUnsafe(2 * piece.length);
      }
    } finally {
      closeSync(fd);
    }
  }

  /** Returns the bytes of whole lines. */
  #take(piece: Buffer, take: (line: ScannedLine) => void): number {
    let start = 0;
    for (let end = piece.indexOf(LINE_END); end >= 0; end = piece.indexOf(LINE_END, start)) {
      take({ bytes: piece.subarray(start, end), number: ++this.#lines, start: this.#position + start });
      start = end + 1;
    }
    return start;
  }
}
