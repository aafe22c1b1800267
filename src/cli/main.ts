/** The program: parses the command line, runs the command, and turns errors into a message and an exit code. */

import { CommanderError } from 'commander';
import { collectGarbage } from '../base/force-gc.ts';
import { exitCodes, explain } from './command.ts';
import { helpWidth, programHelp } from './help.ts';
import { makeProgram } from './program.ts';

// A reader such as head closes the pipe when it has enough; that is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`bntrain: cannot write the results: ${error.message}\n`);
  process.exit(error.code === 'EPIPE' ? process.exitCode : exitCodes.userError);
});
// Training continues if progress cannot be shown.
process.stderr.on('error', () => {});

try {
  const args = process.argv.slice(2);
  if (args.length === 0) process.stdout.write(`${programHelp(helpWidth(process.stdout))}\n`);
  else if (args.includes('--verbose') && (args.includes('--version') || args.includes('-V'))) {
    process.stdout.write((await import('./versions.js')).describeVersions());
  } else {
    await makeProgram().parseAsync();
    collectGarbage();
  }
} catch (error) {
  // Commander ends parsing for help and version with an error of code 0.
  if (!(error instanceof CommanderError && error.exitCode === 0)) {
    const { text, code } = explain(error);
    process.stderr.write(text);
    process.exitCode = code;
  }
}
