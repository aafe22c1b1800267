/** `bench`: how fast this machine trains the user's network. */

import { once } from 'node:events';
import type { Command } from 'commander';
import { plural } from '../base/text/format.ts';
import type { BenchEvent } from '../events/events.ts';
import { runBench } from '../experiment/bench.ts';
import { checkBatchSize } from '../experiment/spec.ts';
import { chooseEngine, withHelpers } from '../kernels/engine.ts';
import { renderBench } from '../report/bench.ts';
import { benchDefaults } from './defaults.ts';
import { warnWithFlags } from './flag-names.ts';
import { checkWholeNumber, configFrom } from './flags.ts';
import { canDrawBars, detectStyle } from './terminal.ts';

interface Flags {
  json?: boolean;
  color: boolean;
  features?: string;
  outputs?: string;
}

export async function bench(flags: Flags, command: Command): Promise<void> {
  const config = configFrom(command.opts());
  const features = checkWholeNumber('--features', flags.features ?? benchDefaults.features);
  const outputs = checkWholeNumber('--outputs', flags.outputs ?? benchDefaults.outputs);
  const { stdout, stderr } = process;
  checkBatchSize({ arms: ['baseline', 'batchnorm'], config });
  const engine = chooseEngine(
    config.engine,
    warnWithFlags(message => stderr.write(`warning: ${message}\n`)),
  );
  const figures: BenchEvent[] = [];
  const widths = [features, ...config.layers, outputs].join('-');
  if (canDrawBars(stderr)) stderr.write('measuring, a few seconds ...\r');
  const threads = config.threads ?? 1;
  const team = withHelpers(engine, threads - 1);
  try {
    await Promise.all(team.threads.map(thread => once(thread, 'online')));
    for (const figure of runBench({ config, features, outputs, engine: team.engine })) {
      figures.push(figure);
      if (flags.json) stdout.write(`${JSON.stringify(figure)}\n`);
      await new Promise(resolve => setImmediate(resolve));
    }
  } finally {
    await Promise.all(team.threads.map(thread => thread.terminate()));
  }
  if (canDrawBars(stderr)) stderr.write('\u001b[K');
  const { node } = process.versions;
  const on = `Engine ${engine.name} on Node ${node}, ${plural(threads, 'thread')}`;
  const title = `${on}; network ${widths}, batches of ${config.batchSize}.`;
  if (!flags.json) stdout.write(`${renderBench(figures, title, detectStyle(stdout, flags))}\n`);
}
