/** Queues on PostgreSQL and Redis: how many bundles go through them in a second, and what a sweep by two workers takes. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { formatCount } from '../src/base/text/format.ts';
import { connectQueue } from '../src/queue/server/connect.ts';
import { lacking, startPostgres, startRedis, type TestServer } from '../test/support/servers.ts';
import type { Bntrain } from './bntrain.ts';
import { type Options, root } from './options.ts';
import { type PartReport, report } from './part.ts';
import { run } from './processes.ts';
import { type Format, ratioSpread, spread, table, time } from './table.ts';
import { temporaryFolder } from './temporary.ts';
import { takeTurns } from './turns.ts';

const BUNDLES = 2000;
const WORKERS = 8;
const RESULTS = 'x'.repeat(4000);
const KIND = '0.0.0-bench';

const servers = {
  ...(lacking.PostgreSQL === null ? { PostgreSQL: startPostgres } : {}),
  ...(lacking.Redis === null ? { Redis: startRedis } : {}),
};
const phases = { add: 'add', again: 'add again', work: 'take and complete', collect: 'read results' } as const;

const SWEEP = ['sweep', join(root, 'data/digits8x8.csv'), '-t', 'label', '-l', '50x3', '-e', '20', '-b', '64'];
const GRID = ['--lr', '0.01,0.03,0.1,0.3,1', '--seeds', '160', '--quiet', '--json'];

export async function measureQueue(bntrain: Bntrain, { rounds, bntrain: program }: Options): Promise<PartReport> {
  const started = await Promise.all(
    Object.entries(servers).map(async ([name, start]) => ({ name, server: await start() })),
  );
  const workers = started.flatMap(({ server }) =>
    [1, 2].map(() =>
      spawn(bntrain.node, [program, 'worker', '--threads', '1', '-q', '--data', join(root, 'data')], {
        stdio: 'ignore',
        env: { ...process.env, ...envOf(server) },
      }),
    ),
  );
  try {
    const traffic = `${formatCount(BUNDLES)} bundles, ${WORKERS} workers in one process`;
    const sweep = 'a sweep of 800 pairs, two threads';
    const results = await takeTurns({
      contestants: [
        ...started.map(({ name, server }) => ({
          name,
          measure: async (cell: string) =>
            cell === traffic
              ? await measureTraffic(server)
              : { seconds: await secondsOfSweep(bntrain, program, envOf(server), ['--queue', 'env']) },
        })),
        {
          name: 'no queue',
          measure: async (cell: string) =>
            cell === traffic ? {} : { seconds: await secondsOfSweep(bntrain, program, {}, ['--threads', '2']) },
        },
      ],
      cells: [traffic, sweep],
      nameOf: cell => cell,
      rounds,
    });
    const rates = started.map(({ name }) => [
      name,
      ...Object.keys(phases).map(phase => spread(results.rounds(traffic, name, phase), perSecond)),
    ]);
    const alone = results.rounds(sweep, 'no queue', 'seconds');
    const times = ['no queue', ...started.map(({ name }) => name)].map(name => {
      const own = results.rounds(sweep, name, 'seconds');
      return [name, spread(own, time), ratioSpread(alone, own)];
    });
    const body = [
      table([[traffic, ...Object.values(phases)], ...rates]),
      table([[sweep, 'whole process', 'speed / no queue'], ...times]),
    ];
    return report('Queues', results, body.join('\n\n'));
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await Promise.all(started.map(({ server }) => server.stop()));
  }
}

function envOf({ url }: TestServer): NodeJS.ProcessEnv {
  return { BNTRAIN_QUEUE: url };
}

const perSecond: Format = () => ({ scale: 1, suffix: '/s' });

/** Bundles in a second, by phase. */
async function measureTraffic({ url }: TestServer): Promise<Record<string, number>> {
  const connected = await connectQueue(url, { insecure: false, role: 'coordinator', warn: () => {} });
  const sources = await Promise.all(
    Array.from({ length: WORKERS }, () => connectQueue(url, { insecure: false, role: 'worker', warn: () => {} })),
  );
  const queue = await connected.jobQueue(KIND);
  const bundles = Array.from({ length: BUNDLES }, (_, n) => {
    const text = `${n} ${'y'.repeat(250)}`;
    return { id: createHash('sha256').update(text).digest('hex'), text, sweep: 'bench' };
  });
  const ids = bundles.map(({ id }) => id);
  const rate = async (work: () => Promise<unknown>) => {
    const begin = performance.now();
    await work();
    return BUNDLES / ((performance.now() - begin) / 1000);
  };
  const drained = { drain: true, signal: new AbortController().signal };
  try {
    return {
      add: await rate(() => queue.add(bundles)),
      again: await rate(() => queue.add(bundles)),
      work: await rate(() =>
        Promise.all(
          sources.map((source, n) => source.bundleSource(KIND, `worker-${n}`).work(async () => RESULTS, drained)),
        ),
      ),
      collect: await rate(() => queue.ended(ids)),
    };
  } finally {
    await queue.remove(ids);
    await queue.close();
    await Promise.all([connected, ...sources].map(it => it.close()));
  }
}

let sweeps = 0;

/** Each sweep has seeds of its own, so that the queue does not have its results. */
async function secondsOfSweep(
  { node }: Bntrain,
  program: string,
  env: NodeJS.ProcessEnv,
  flags: readonly string[],
): Promise<number> {
  const results = join(temporaryFolder(), `queue-${sweeps}`);
  const own = ['--seed', String(1 + 1000 * sweeps++), '--results', results];
  return (await run(node, [program, ...SWEEP, ...GRID, ...own, ...flags], env)).seconds;
}
