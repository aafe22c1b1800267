/** Where data goes that a command makes piece by piece: the standard output, or a file that is there when all is done. */

import { once } from 'node:events';
import { writeAll } from '../base/files/disk.ts';
import { checkOutputFile, replaceFile } from '../base/files/output-file.ts';

/** Exit code of a program ended by Ctrl-C. */
export const INTERRUPTED = 130;

export type Write = (piece: string | Uint8Array) => Promise<void>;

/** The standard output for null and '-'. `inputs` are not to be replaced. Throws UserError. */
export function openOutput(
  path: string | null,
  inputs: readonly string[],
): (make: (write: Write) => Promise<void>) => Promise<void> {
  if (path === null || path === '-') return make => make(writeToStdout);
  checkOutputFile('⟪output⟫', path, inputs);
  return make =>
    removedByInterrupt(() =>
      replaceFile('⟪output⟫', path, async fd => {
        let position = 0;
        await make(async piece => {
          const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
          await writeAll(fd, bytes, position);
          position += bytes.length;
        });
      }),
    );
}

/** By itself Ctrl-C would end the program without a chance to remove what is half written. */
async function removedByInterrupt(write: () => Promise<void>): Promise<void> {
  const interrupt = () => process.exit(INTERRUPTED);
  process.once('SIGINT', interrupt);
  try {
    await write();
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}

/** Waits for whoever reads slowly: no more than a piece is held. */
async function writeToStdout(piece: string | Uint8Array): Promise<void> {
  if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}
