/** `compare` and `train`: an experiment from flags, its listeners, and Ctrl-C. */

import type { Command } from 'commander';
import { runExperiment } from '../experiment/experiment.ts';
import { JsonLines } from '../report/json-lines.ts';
import { ProgressReport } from '../report/progress.ts';
import { Summary } from '../report/summary.ts';
import type { Arm, Listener } from '../training/events.ts';
import { configFrom } from './flags.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

interface Flags {
  json?: boolean;
  quiet?: boolean;
  color: boolean;
  batchNorm?: boolean;
}

/** Exit code of a program ended by Ctrl-C. */
const INTERRUPTED = 130;

export async function compare(paths: readonly string[], _options: unknown, command: Command): Promise<void> {
  await run('compare', ['baseline', 'batchnorm'], paths, command);
}

export async function train(paths: readonly string[], { batchNorm }: Flags, command: Command): Promise<void> {
  await run('train', [batchNorm === false ? 'baseline' : 'batchnorm'], paths, command);
}

async function run(
  name: 'compare' | 'train',
  arms: readonly Arm[],
  paths: readonly string[],
  command: Command,
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
    await runExperiment({ command: name, paths, arms, config }, [...listeners, began], abort.signal);
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
