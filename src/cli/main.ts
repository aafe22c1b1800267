/** The program: parses, runs, and turns what goes wrong into a message and an exit code. */

import { CommanderError } from 'commander';
import { UserError } from '../base/errors.ts';
import { collectGarbage } from '../base/force-gc.ts';
import { printable } from '../base/text/format.ts';
import { version } from '../base/version.ts';
import { withFlags } from './flag-names.ts';
import { makeProgram } from './program.ts';

/** Exit codes: 0 done, 1 a bug or a check that failed, 2 the user's error, 130 Ctrl-C. */
const BUG = 1;
const USER_ERROR = 2;

// A reader that has enough, such as head, closes the pipe: there is nobody left to write to, and nothing is wrong.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`bntrain: cannot write the results: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? process.exitCode : USER_ERROR);
});
// Progress that nobody reads is no reason to stop.
process.stderr.on('error', () => {});

try {
  const program = makeProgram();
  const args = process.argv.slice(2);
  if (args.length === 0) program.outputHelp();
  else if (args.includes('--verbose') && (args.includes('--version') || args.includes('-V'))) {
    process.stdout.write((await import('./versions.js')).describeVersions());
  } else {
    await program.parseAsync();
    collectGarbage();
  }
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said it already; help and version are thrown too, with 0.
    process.exitCode = error.exitCode === 0 ? 0 : USER_ERROR;
  } else if (error instanceof UserError) {
    process.stderr.write(`bntrain: ${printable(withFlags(error.message))}\n`);
    process.exitCode = USER_ERROR;
  } else {
    const stack = error instanceof Error ? error.stack : String(error);
    process.stderr.write(
      `bntrain ${version}, Node ${process.versions.node}, ${process.platform}: this is a bug in bntrain.\n` +
        `Please report it with the command and these lines:\n${stack}\n`,
    );
    process.exitCode = BUG;
  }
}
