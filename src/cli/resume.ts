/** `resume`: goes on with a run that has checkpoints. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { printable } from '../base/text/format.ts';
import { resumeExperiment } from '../experiment/resume.ts';
import { makeConfig } from '../settings/config.ts';
import { isSetting } from '../settings/table.ts';
import { type Flags, listening, tellHowToResume } from './experiment.ts';

export async function resume(named: string, flags: Flags & { force?: boolean }, command: Command): Promise<void> {
  const said = Object.entries(command.opts()).filter(
    ([key]) => isSetting(key) && command.getOptionValueSource(key) === 'cli',
  );
  const given = Object.fromEntries(said);
  const { threads } = makeConfig(given.threads === undefined ? {} : { threads: given.threads });
  const request = { directory: named === '' ? named : resolve(named), given, force: flags.force === true, threads };
  let paths: readonly string[] = [];
  const interrupted = await listening(flags, (listeners, signal) =>
    resumeExperiment(request, listeners, signal, run => {
      paths = run.paths;
      goTo(run.directory);
    }),
  );
  if (interrupted) tellHowToResume(named, paths);
}

/** Paths are from where the run was started. Where that is gone, its files may have moved here with everything else. */
function goTo(directory: string): void {
  try {
    process.chdir(directory);
  } catch {
    const where = printable(directory);
    process.stderr.write(
      `warning: ${where}: the run was started there, and it is gone; its paths are taken from here\n`,
    );
  }
}
