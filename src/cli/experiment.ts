/** `compare` and `train`: an experiment from flags, its listeners, and Ctrl-C. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../base/errors.ts';
import { STANDARD_INPUT } from '../base/files/standard-input.ts';
import { whyNot } from '../base/files/why-not.ts';
import type { Arm, Listener } from '../events/events.ts';
import type { CheckpointRequest } from '../experiment/checkpoint.ts';
import { runExperiment } from '../experiment/experiment.ts';
import type { SaveRequest } from '../experiment/save.ts';
import { JsonLines } from '../report/json-lines.ts';
import { ProgressReport } from '../report/progress.ts';
import { Summary } from '../report/summary.ts';
import { listenWithFlags } from './flag-names.ts';
import { checkEvery, configFrom } from './flags.ts';
import { INTERRUPTED } from './output.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

export interface Flags {
  json?: boolean;
  quiet?: boolean;
  color: boolean;
  batchNorm?: boolean;
  save?: string;
  saveDir?: string;
  saveEpoch?: string;
  checkpoint?: string;
  checkpointEvery?: string;
}

export async function compare(paths: readonly string[], flags: Flags, command: Command): Promise<void> {
  const arms = ['baseline', 'batchnorm'] as const;
  await run('compare', arms, paths, command, saveInDirectory(flags, arms));
}

export async function train(paths: readonly string[], flags: Flags, command: Command): Promise<void> {
  const arm = flags.batchNorm === false ? 'baseline' : 'batchnorm';
  const { save } = flags;
  const files = save === undefined ? null : { [arm]: save };
  await run('train', [arm], paths, command, saveRequest('save', files, flags));
}

/** A file an arm, in a directory that is made. */
function saveInDirectory(flags: Flags, arms: readonly Arm[]): SaveRequest | undefined {
  const { saveDir } = flags;
  const files = saveDir === undefined ? null : arms.map(arm => [arm, join(saveDir, `${arm}.safetensors`)] as const);
  const request = saveRequest('saveDir', files === null ? null : Object.fromEntries(files), flags);
  if (saveDir === undefined) return undefined;
  try {
    if (saveDir === '') throw new UserError("--save-dir: got '', takes the name of a directory");
    mkdirSync(saveDir, { recursive: true });
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`--save-dir: ${saveDir}: ${whyNot(error)}`);
  }
  return request;
}

function saveRequest(
  setting: SaveRequest['setting'],
  paths: SaveRequest['paths'] | null,
  { saveEpoch }: Flags,
): SaveRequest | undefined {
  if (paths === null) {
    if (saveEpoch === undefined) return undefined;
    throw new UserError(`⟪saveEpoch⟫: is of use with ⟪${setting}⟫ only; add that, or leave it out`);
  }
  const epoch = saveEpoch ?? 'best';
  if (epoch === 'best' || epoch === 'last') return { setting, paths, epoch };
  throw new UserError(`--save-epoch: got '${saveEpoch}', takes best or last`);
}

async function run(
  name: 'compare' | 'train',
  arms: readonly Arm[],
  paths: readonly string[],
  command: Command,
  save: SaveRequest | undefined,
): Promise<void> {
  const flags = command.opts<Flags>();
  const config = configFrom(command.opts());
  const checkpoint = checkpointRequest(flags);
  if (config.logSteps !== null && !flags.json) {
    process.stderr.write('warning: --log-steps shows only with --json\n');
  }
  const asked = { ...(save === undefined ? {} : { save }), ...(checkpoint === undefined ? {} : { checkpoint }) };
  const experiment = { command: name, paths, arms, config, ...asked };
  const interrupted = await listening(flags, (listeners, signal) => runExperiment(experiment, listeners, signal));
  if (interrupted && checkpoint !== undefined) tellHowToResume(checkpoint.directory, paths);
}

function checkpointRequest({ checkpoint: directory, checkpointEvery }: Flags): CheckpointRequest | undefined {
  if (directory !== undefined) return { directory, every: checkEvery(checkpointEvery) };
  if (checkpointEvery === undefined) return undefined;
  throw new UserError('--checkpoint-every: is of use with --checkpoint only; add that, or leave it out');
}

/** On stderr, like all that concerns people alone. */
export function tellHowToResume(directory: string, paths: readonly string[]): void {
  const quoted = /^[\w./+@%:,=-]+$/.test(directory) ? directory : `'${directory.replaceAll("'", "'\\''")}'`;
  const again = paths.includes(STANDARD_INPUT) ? ', with the same standard input' : '';
  process.stderr.write(`go on with: bntrain resume ${quoted}${again}\n`);
}

/**
 * Lets an experiment go on with listeners as the flags ask for, until it has ended; true when that was by Ctrl-C, which is
 * the exit code then.
 */
export async function listening(
  flags: Flags,
  go: (listeners: readonly Listener[], signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const listeners = makeListeners(flags);
  const abort = new AbortController();
  const interrupt = () => {
    process.exitCode = INTERRUPTED;
    abort.abort();
  };
  // From when training begins: until then, and for a second Ctrl-C, the default ends the program at once.
  const began: Listener = {
    event({ event }) {
      if (event === 'start') process.once('SIGINT', interrupt);
    },
  };
  try {
    // First, so that a listener can abort as soon as it sees the start event.
    await go([began, ...listeners.map(listenWithFlags)], abort.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
    for (const listener of listeners) listener.abandon?.();
  }
  return abort.signal.aborted;
}

/** Results go to stdout; with --json events do, and what people read goes to stderr. */
function makeListeners(flags: Flags): Listener[] {
  const { stdout, stderr } = process;
  const quiet = flags.quiet === true;
  const progress = new ProgressReport(stderr, {
    style: detectStyle(stderr, flags),
    terminal: canDrawBars(stderr),
    quiet,
  });
  const peopleRead = flags.json ? stderr : stdout;
  const summary = new Summary(text => peopleRead.write(text), detectStyle(peopleRead, flags));
  if (!flags.json) return [progress, summary];
  const lines = new JsonLines(text => stdout.write(text));
  return quiet ? [lines, progress] : [lines, progress, summary];
}
