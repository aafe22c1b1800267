/** `resume`: continues a run from its checkpoints. */

import { resolve } from 'node:path';
import type { Warn } from '../../base/warn.ts';
import type { Listener } from '../../events/events.ts';
import { conclude } from '../../evidence/conclusions.ts';
import { resumeExperiment } from '../../experiment/resume.ts';
import type { SavedRun } from '../../saved/run-file.ts';
import { makeConfig } from '../../settings/config.ts';
import type { Invocation } from '../command.ts';
import { despiteReader } from '../reader.ts';
import { listening, showHowToResume } from '../run.ts';

export async function resume({ args, flags, given }: Invocation): Promise<void> {
  const named = args[0]!;
  const { threads } = makeConfig(given.threads === undefined ? {} : { threads: given.threads });
  const request = { directory: named === '' ? named : resolve(named), given, force: flags.force === true, threads };
  let paths: readonly string[] = [];
  const onOpened = (run: SavedRun, warn: Warn) => {
    paths = run.paths;
    goTo(run.directory, warn);
  };
  const go = (listeners: readonly Listener[], signal: AbortSignal) =>
    resumeExperiment(request, listeners, signal, onOpened, conclude);
  await despiteReader(() => listening(flags, null, [], go, () => showHowToResume(named, paths)));
}

/**
 * Changes to the directory in which the run was started, because paths are relative to it. If it is gone, the current
 * directory is used: the files may have moved here together.
 */
function goTo(directory: string, warn: Warn): void {
  try {
    process.chdir(directory);
  } catch {
    warn(`${directory}: the run was started there, and it is gone; its paths are taken from here`, 'resumed');
  }
}
