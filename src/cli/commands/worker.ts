/** `worker`: trains runs of a queue until it is stopped. */

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { UserError } from '../../base/errors.ts';
import { defaultCacheFolder } from '../../base/files/cache-folder.ts';
import { version } from '../../base/version.ts';
import type { BundleEvent } from '../../events/events.ts';
import { availableThreads } from '../../experiment/machine.ts';
import { bitsOf, chooseEngine } from '../../kernels/engine.ts';
import { DataFiles } from '../../queue/data/data-store.ts';
import { connectQueue } from '../../queue/server/connect.ts';
import { FINISH_WITHIN, runWorker } from '../../queue/worker.ts';
import { wrap } from '../../report/width.ts';
import { renderBundle, renderWorker } from '../../report/worker.ts';
import { makeConfig } from '../../settings/config.ts';
import { integer, positive } from '../../settings/kinds.ts';
import type { Invocation } from '../command.ts';
import { withFlagsIn } from '../flag-names.ts';
import { type FlagValues, ownDefault } from '../flags.ts';
import { printer, warner } from '../printer.ts';
import { queueUrl } from '../queue.ts';
import { SignalHandlers } from '../signals.ts';
import { detectStyle } from '../terminal.ts';

/** The longest time of a timer, in seconds. */
const MAX_SECONDS = 2_000_000;

export async function worker({ flags, given }: Invocation): Promise<void> {
  const { data, drain = false, insecureQueue = false, quiet = false } = flags;
  const limits = limitsOf(flags);
  const url = queueUrl(flags.queue);
  const { threads, engine: wanted, cache, cacheDir } = makeConfig(given);
  if (wanted === 'blas') {
    throw new UserError('⟪engine=blas⟫: a worker trains for others, who have another library; take another engine');
  }
  const warn = warner(flags);
  const engine = chooseEngine(wanted, warn, null);
  const kernels = bitsOf(engine);
  const stop = new AbortController();
  const { stderr } = process;
  const say = (line: string) => {
    const { width } = detectStyle(stderr, flags);
    stderr.write(`${stderr.isTTY ? wrap(line, width) : line}\n`);
  };
  const hurry = new AbortController();
  const second = new SignalHandlers(() => {
    hurry.abort();
    if (!quiet) say('Gives the bundle under way back. A third signal ends at once');
  });
  const signals = new SignalHandlers(() => {
    second.add();
    stop.abort();
    const within = `${FINISH_WITHIN / 1000} s`;
    if (!quiet)
      say(
        `Takes no more; ends with the bundle under way, or gives it back after ${within}. A second signal gives it back now`,
      );
  });
  signals.add();
  try {
    const connecting = { insecure: insecureQueue, role: 'worker' as const, warn, signal: stop.signal };
    const server = await connectQueue(url, connecting).catch((error: unknown) => {
      // It was stopped while it waited for the server.
      if (stop.signal.aborted) return null;
      throw error;
    });
    if (server === null) return;
    try {
      const name = workerName();
      const used = threads ?? availableThreads();
      if (!quiet) say(renderWorker({ name, version, kernels, server: server.shown, threads: used }));
      const folders = data === undefined ? [] : [data];
      const { record } = printer(flags);
      await runWorker(server.bundleSource(`${version}-${kernels}`, name), {
        ...{ worker: name, kernels, engine, threads: used, limits, drain, stop: stop.signal, hurry: hurry.signal },
        data: new DataFiles({ folders, cacheFolder: cacheDir ?? defaultCacheFolder(), blobs: server.blobs }),
        machine: { threads, engine: wanted, cache, cacheDir },
        onBundle(event: BundleEvent) {
          record(event);
          const style = detectStyle(stderr, flags);
          if (!quiet || event.outcome !== 'done') say(renderBundle(withFlagsIn(event), style));
        },
      });
    } finally {
      await server.close();
    }
  } finally {
    signals.remove();
    second.remove();
  }
}

/** The host, so that its owner is found, and six digits. */
function workerName(): string {
  const host = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')
    .slice(0, 13);
  return `${host}-${randomBytes(3).toString('hex')}`;
}

/** Throws UserError. */
function limitsOf({ maxParameters, maxSeconds }: FlagValues) {
  const parameters = maxParameters ?? ownDefault('maxParameters');
  const seconds = maxSeconds ?? ownDefault('maxSeconds');
  const limits = { parameters: integer(1).parse(parameters), seconds: positive.parse(seconds) };
  if (limits.parameters === undefined) {
    throw new UserError(`⟪maxParameters⟫: got '${parameters}', takes a whole number, 1 or more`);
  }
  if (limits.seconds === undefined || limits.seconds > MAX_SECONDS) {
    throw new UserError(`⟪maxSeconds⟫: got '${seconds}', takes a number above 0, at most ${MAX_SECONDS}`);
  }
  return { parameters: limits.parameters, seconds: limits.seconds };
}
