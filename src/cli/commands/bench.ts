/** `bench`: how fast this machine trains the user's network. */

import { once } from 'node:events';
import { UserError } from '../../base/errors.ts';
import { plural } from '../../base/text/format.ts';
import type { BenchEvent } from '../../events/events.ts';
import { comparedArms } from '../../experiment/arms.ts';
import { runBench } from '../../experiment/bench.ts';
import { availableThreads } from '../../experiment/machine.ts';
import { checkBatchSize } from '../../experiment/spec.ts';
import { blasTitle } from '../../kernels/blas/library.ts';
import { chooseEngine, withHelpers } from '../../kernels/engine.ts';
import { renderBench } from '../../report/bench.ts';
import { makeConfig } from '../../settings/config.ts';
import { integer } from '../../settings/kinds.ts';
import { decide } from '../../settings/table.ts';
import type { Invocation } from '../command.ts';
import { ownDefault } from '../flags.ts';
import { printer, warner } from '../printer.ts';
import { canDrawBars } from '../terminal.ts';

export async function bench({ flags, given }: Invocation): Promise<void> {
  const features = count('features', flags.features);
  const outputs = count('outputs', flags.outputs);
  const task = outputs === 1 ? 'regression' : 'classification';
  const config = decide(makeConfig(given), { task, rows: 0 });
  const { stderr } = process;
  checkBatchSize({ arms: comparedArms, config });
  const engine = chooseEngine(config.engine, warner(flags), config.blas);
  const figures: BenchEvent[] = [];
  const { record, text } = printer(flags);
  if (canDrawBars(stderr)) stderr.write('measuring, a few seconds ...\r');
  const threads = config.threads ?? availableThreads();
  const team = withHelpers(engine, threads - 1);
  try {
    await Promise.all(team.threads.map(thread => once(thread, 'online')));
    for (const figure of runBench({ config, features, outputs, engine: team.engine })) {
      figures.push(figure);
      record(figure);
      await new Promise(resolve => setImmediate(resolve));
    }
  } finally {
    await Promise.all(team.threads.map(thread => thread.terminate()));
  }
  if (canDrawBars(stderr)) stderr.write('\u001b[K');
  const { node } = process.versions;
  const by = engine.blas === null ? '' : ` with ${blasTitle(engine.blas)}`;
  const on = `Engine ${engine.name}${by} on Node ${node}, ${plural(threads, 'thread')}`;
  const title = `${on}; network ${[features, ...config.layers, outputs].join('-')}, batches of ${config.batchSize}.`;
  text(style => renderBench(figures, title, style));
}

const kind = integer(1);

/** Throws UserError. */
function count(key: 'features' | 'outputs', given: string = ownDefault(key)): number {
  const value = kind.parse(given);
  if (value === undefined) throw new UserError(`⟪${key}⟫: got '${given}', takes ${kind.takes}`);
  return value;
}
