/** The runs of a command by a queue: what the flags ask for, and the connection. Nothing of this is loaded without a queue. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { STANDARD_INPUT } from '../base/files/standard-input.ts';
import { version } from '../base/version.ts';
import { parseSize, sizeTakes } from '../data/reading/memory-budget.ts';
import type { Experiment, ResultsRequest } from '../experiment/spec.ts';
import { Coordinator } from '../queue/coordinator.ts';
import { DEFAULT_LIMIT, sendTable } from '../queue/data/send-table.ts';
import { connectQueue } from '../queue/server/connect.ts';
import { Verification } from '../queue/verification.ts';
import { percentage } from '../settings/kinds.ts';
import type { FlagValues } from './flags.ts';
import { stderrWarner } from './printer.ts';

/** Stands for the URL in the environment, which no list of processes shows. */
const FROM_ENVIRONMENT = 'env';

export interface QueuedRuns {
  readonly results: ResultsRequest;
  close(): Promise<void>;
}

/** Throws UserError if the flags, the experiment or the server do not allow it. */
export async function openQueuedRuns(experiment: Experiment, flags: FlagValues): Promise<QueuedRuns> {
  const { detach = false, insecureQueue = false, shard, results } = flags;
  if (shard !== undefined) {
    throw new UserError('⟪shard⟫: got ⟪queue⟫ too, which divides the runs among its workers; leave one of them out');
  }
  if (detach && flags.verify !== undefined) {
    throw new UserError('⟪verify⟫: got ⟪detach⟫ too, and checks results when they come; leave one of them out');
  }
  checkExperiment(experiment);
  const share = shareOf(flags);
  const limit = sizeOf(flags);
  const url = queueUrl(flags.queue);
  const warn = stderrWarner(flags);
  const server = await connectQueue(url, { insecure: insecureQueue, role: 'coordinator', warn });
  const directory = results ?? mkdtempSync(join(tmpdir(), 'bntrain-results-'));
  const remove = () => {
    if (results === undefined) rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const { threads, engine } = experiment.config;
  const dispatcher = new Coordinator({
    open: kernels => server.jobQueue(`${version}-${kernels}`),
    detached: detach,
    verification: share === null ? null : new Verification(share, { threads, engine }),
    send: async files => {
      // Without a store on the server, workers find tables by themselves.
      if (server.blobs === null && limit === null) return;
      for (const file of files) await sendTable(server.blobs, file, limit ?? DEFAULT_LIMIT, warn);
    },
  });
  return {
    results: { directory, dispatcher },
    close: async () => {
      await dispatcher.close();
      await server.close();
      remove();
      process.off('exit', remove);
    },
  };
}

/** The URL of a flag. Throws UserError. */
export function queueUrl(given: string | undefined): string {
  if (given !== undefined && given !== FROM_ENVIRONMENT) return given;
  const url = process.env.BNTRAIN_QUEUE;
  if (url !== undefined && url !== '') return url;
  throw new UserError(
    '⟪queue⟫: BNTRAIN_QUEUE is not set; give the URL of the server, such as postgres://user@host/database',
  );
}

/** Throws UserError for what a job cannot say. */
function checkExperiment({ paths, config }: Experiment): void {
  const refuse = (what: string, why: string) => new UserError(`${what}: got ⟪queue⟫ too, and ${why}`);
  if (paths.includes(STANDARD_INPUT)) {
    throw refuse(STANDARD_INPUT, 'workers read the table from a file; give a file');
  }
  if (config.initFrom !== null) {
    throw refuse('⟪initFrom⟫', 'jobs name no files, so initial weights are drawn; leave one of them out');
  }
  if (config.engine === 'blas') {
    throw refuse('⟪engine=blas⟫', 'its bits depend on the library of each machine; take another engine');
  }
}

/** Throws UserError. */
function shareOf({ verify }: FlagValues): number | null {
  if (verify === undefined) return null;
  const share = percentage.parse(verify);
  if (share === undefined) throw new UserError(`⟪verify⟫: got '${verify}', takes a share above 0, such as 2% or 0.02`);
  return share;
}

/** Null for the default. Throws UserError. */
function sizeOf({ sendData }: FlagValues): number | null {
  if (sendData === undefined) return null;
  const size = parseSize(sendData);
  if (size === undefined) throw new UserError(`⟪sendData⟫: got '${sendData}', takes ${sizeTakes}`);
  return size;
}
