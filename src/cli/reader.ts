/**
 * The reader of standard output may go away, as head does when it has enough: that is no error, and ends the program, but
 * not before what was to be saved is saved.
 */

import { exitCodes } from './command.ts';

let saving = false;
let gone = false;

export function watchReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const isReader = error.code === 'EPIPE';
    if (!isReader && !gone) process.stderr.write(`bntrain: cannot write the results: ${error.message}\n`);
    gone = true;
    if (!isReader) process.exitCode = exitCodes.userError;
    if (!saving) process.exit();
  });
}

/** Does work that saves something, whether or not somebody reads the results. */
export async function despiteReader(work: () => Promise<void>): Promise<void> {
  saving = true;
  try {
    await work();
  } finally {
    saving = false;
  }
}
