/** The program: parses the command line, runs the command, and turns errors into a message and an exit code. */

import { CommanderError } from 'commander';
import { SystemError } from '../base/errors.ts';
import { isPiped } from '../base/files/standard-input.ts';
import { collectGarbage } from '../base/force-gc.ts';
import { explain } from './command.ts';
import { helpWidth, programHelp } from './help.ts';
import { makeProgram } from './program.ts';
import { watchReader } from './reader.ts';
import { streamWidth } from './stream-width.ts';

watchReader();
// Training continues if progress cannot be shown.
process.stderr.on('error', () => {});

const args = process.argv.slice(2);

/** Throws SystemError. Threads cannot start in a directory that was deleted. */
function checkWorkingDirectory(): void {
  try {
    process.cwd();
  } catch {
    throw new SystemError('the working directory was deleted; change to another one');
  }
}

try {
  if (args.length === 0 && !isPiped()) process.stdout.write(`${programHelp(helpWidth(process.stdout))}\n`);
  else if (args.includes('--verbose') && (args.includes('--version') || args.includes('-V'))) {
    const text = (await import('./versions.js')).describeVersions();
    const { stdout } = process;
    stdout.write(stdout.isTTY ? (await import('../report/width.js')).wrap(text, streamWidth(stdout, 160)) : text);
  } else {
    checkWorkingDirectory();
    await makeProgram().parseAsync();
    collectGarbage();
  }
} catch (error) {
  // Commander ends parsing for help and version with an error of code 0.
  if (!(error instanceof CommanderError && error.exitCode === 0)) {
    const { text, event } = explain(error);
    if (args.includes('--json')) process.stdout.write(`${JSON.stringify(event)}\n`);
    const { stderr } = process;
    stderr.write(stderr.isTTY ? (await import('../report/width.js')).wrap(text, streamWidth(stderr, 160)) : text);
    process.exitCode = event.exitCode;
  }
}
