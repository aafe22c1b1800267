/** `compare` and `train`: an experiment from flags, its listeners, and Ctrl-C. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { whyNot } from '../data/store/why-not.ts';
import { UserError } from '../errors.ts';
import { runExperiment } from '../experiment/experiment.ts';
import type { SaveRequest } from '../experiment/save.ts';
import { JsonLines } from '../report/json-lines.ts';
import { ProgressReport } from '../report/progress.ts';
import { Summary } from '../report/summary.ts';
import type { Arm, Listener } from '../training/events.ts';
import { configFrom } from './flags.ts';
import { INTERRUPTED } from './output.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

interface Flags {
  json?: boolean;
  quiet?: boolean;
  color: boolean;
  batchNorm?: boolean;
  save?: string;
  saveDir?: string;
  saveEpoch?: string;
}

export async function compare(paths: readonly string[], flags: Flags, command: Command): Promise<void> {
  const arms = ['baseline', 'batchnorm'] as const;
  await run('compare', arms, paths, command, saveInDirectory(flags, arms));
}

export async function train(paths: readonly string[], flags: Flags, command: Command): Promise<void> {
  const arm = flags.batchNorm === false ? 'baseline' : 'batchnorm';
  const { save } = flags;
  const files = save === undefined ? null : { [arm]: save };
  await run('train', [arm], paths, command, saveRequest('--save', files, flags));
}

/** A file an arm, in a directory that is made. */
function saveInDirectory(flags: Flags, arms: readonly Arm[]): SaveRequest | undefined {
  const { saveDir } = flags;
  const files = saveDir === undefined ? null : arms.map(arm => [arm, join(saveDir, `${arm}.safetensors`)] as const);
  const request = saveRequest('--save-dir', files === null ? null : Object.fromEntries(files), flags);
  if (saveDir === undefined) return undefined;
  try {
    if (saveDir === '') throw new UserError("--save-dir: got '', takes the name of a directory");
    mkdirSync(saveDir, { recursive: true });
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`--save-dir: ${saveDir}: ${whyNot(error)}`);
  }
  return request;
}

function saveRequest(flag: string, paths: SaveRequest['paths'] | null, { saveEpoch }: Flags): SaveRequest | undefined {
  if (paths === null) {
    if (saveEpoch === undefined) return undefined;
    throw new UserError(`--save-epoch: got no ${flag}, and says which network that saves`);
  }
  const epoch = saveEpoch ?? 'best';
  if (epoch === 'best' || epoch === 'last') return { flag, paths, epoch };
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
  const listeners = makeListeners(flags);
  if (config.logSteps !== null && !flags.json) {
    process.stderr.write('warning: --log-steps shows only with --json\n');
  }
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
    const experiment = { command: name, paths, arms, config, ...(save === undefined ? {} : { save }) };
    await runExperiment(experiment, [...listeners, began], abort.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
    for (const listener of listeners) listener.abandon?.();
  }
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
