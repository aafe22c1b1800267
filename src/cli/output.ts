/** Output of a command, piece by piece: standard output, or a file that appears when it is complete. */

import { once } from 'node:events';
import { writeAll } from '../base/files/disk.ts';
import { checkOutputFile, replaceFile } from '../base/files/output-file.ts';

export type Write = (piece: string | Uint8Array) => Promise<void>;

/** Opens standard output for null and '-'. Throws UserError for a file that is one of the `inputs`. */
export function openOutput(
  path: string | null,
  inputs: readonly string[],
  setting = '⟪output⟫',
): (make: (write: Write) => Promise<void>) => Promise<void> {
  if (path === null || path === '-') return make => make(writeToStdout);
  checkOutputFile(setting, path, inputs);
  return make =>
    replaceFile(setting, path, async fd => {
      let position = 0;
      await make(async piece => {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        await writeAll(fd, bytes, position);
        position += bytes.length;
      });
    });
}

/** Respects backpressure: at most one piece is buffered. */
async function writeToStdout(piece: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(piece)) await drained(process.stdout);
}

/** Resolves when the reader of a stream that was full has taken all, or is gone. */
export async function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || !stream.writableNeedDrain) return;
  const abort = new AbortController();
  const { signal } = abort;
  // The code that listens for an error decides what it means.
  await Promise.race(['drain', 'close'].map(name => once(stream, name, { signal }))).catch(() => {});
  abort.abort();
}
