import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import type { JobQueue } from '../../../src/queue/job-queue.ts';
import { connectQueue, type QueueServer } from '../../../src/queue/server/connect.ts';
import { Manager } from '../../../src/queue/server/manage.ts';
import { describeWith, shortDurations, startPostgres, startRedis, type TestServer } from '../../support/servers.ts';
import { bundleOf, drained, echo } from '../contract.ts';

const KIND = '0.1.0-fma';

function testManager(start: () => Promise<TestServer>): void {
  let server: TestServer;
  let connected: QueueServer;
  let queue: JobQueue;
  let manager: Manager;
  before(async () => {
    server = await start();
  });
  after(() => server.stop());
  beforeEach(async () => {
    connected = await connectQueue(await server.database(), {
      insecure: false,
      role: 'coordinator',
      warn: () => {},
      durations: shortDurations,
    });
    queue = await connected.jobQueue(KIND);
    manager = new Manager(connected);
  });
  afterEach(async () => {
    await queue.close();
    await connected.close();
  });
  const work = () =>
    connected.bundleSource(KIND, 'worker').work(async (text, signal) => {
      if (text.startsWith('bad')) throw new UserError('⟪lr⟫: is too high');
      return await echo(text, signal);
    }, drained);

  it('shows sweeps with their bundles, failures with their reasons, and workers of each version', async () => {
    await queue.add([bundleOf('bad', 'a'), bundleOf('good', 'a')]);
    await work();
    await queue.add([bundleOf('new', 'a'), bundleOf('other', 'b')]);
    const leaving = new AbortController();
    const working = connected
      .bundleSource('0.2.0-plain', 'worker')
      .work(echo, { drain: false, signal: leaving.signal });
    const { sweeps, failures } = await manager.status(null);
    expect(sweeps.map(({ at, ...rest }) => [rest, new Date(at).toISOString() === at])).to.deep.equal([
      [{ sweep: 'a', kind: KIND, cancelled: false, waiting: 1, running: 0, done: 1, failed: 1 }, true],
      [{ sweep: 'b', kind: KIND, cancelled: false, waiting: 1, running: 0, done: 0, failed: 0 }, true],
    ]);
    expect(failures).to.deep.equal([{ sweep: 'a', bundle: bundleOf('bad').id, why: '⟪lr⟫: is too high' }]);
    expect((await manager.status('b')).sweeps).to.have.length(1);
    while ((await manager.status(null)).workers.length === 0) await pause(5);
    expect((await manager.status(null)).workers).to.deep.equal([{ kind: '0.2.0-plain', count: 1 }]);
    expect(await queue.state()).to.deep.include({ own: 0, others: [{ kind: '0.2.0-plain', count: 1 }] });
    leaving.abort();
    await working;
  });

  it('cancels a sweep: what waits is removed, what runs ends, and its coordinator learns of it; the next start lifts that', async () => {
    const bundles = [bundleOf('runs', 'a'), bundleOf('waits', 'a'), bundleOf('other', 'b')];
    const ids = bundles.map(({ id }) => id);
    await queue.add(bundles.slice(0, 1));
    const leaving = new AbortController();
    let wasAborted = false;
    await connected.bundleSource(KIND, 'worker').work(
      async (_, signal) => {
        await queue.add(bundles.slice(1));
        expect(await manager.cancel('a')).to.deep.equal({ bundles: 1, tables: 0 });
        while (!signal.aborted) await pause(5);
        wasAborted = true;
        leaving.abort();
        throw new Error('aborted');
      },
      { drain: false, signal: leaving.signal },
    );
    expect(wasAborted).to.equal(true);
    for (const asked of [queue.ended(ids), queue.add(bundles)]) {
      expect(await asked.catch(error => error))
        .to.be.instanceOf(UserError)
        .with.property('message', '⟪queue⟫: the sweep a was cancelled; start the same command again to go on with it');
    }
    const second = await connected.jobQueue(KIND);
    expect(await second.known(ids)).to.deep.equal(new Set([ids[0], ids[2]]));
    await second.add(bundles);
    expect(await second.ended(ids)).to.deep.equal([{ id: ids[0], failure: 'the sweep was cancelled' }]);
    expect(await second.known(ids)).to.have.property('size', 3);
    await second.close();
  });

  it('puts failed bundles into the queue again, and no others', async () => {
    const bundles = [bundleOf('bad', 'a'), bundleOf('good', 'a')];
    await queue.add(bundles);
    await work();
    expect(await manager.retry('b')).to.deep.equal({ bundles: 0, tables: 0 });
    expect(await manager.retry(null)).to.deep.equal({ bundles: 1, tables: 0 });
    await connected.bundleSource(KIND, 'second').work(echo, drained);
    expect(await queue.ended(bundles.map(({ id }) => id))).to.have.deep.members([
      { id: bundles[0]!.id, results: 'results of bad', worker: 'second' },
      { id: bundles[1]!.id, results: 'results of good', worker: 'worker' },
    ]);
  });

  it('removes what has ended, and sweeps of which nothing is left', async () => {
    const bundles = [bundleOf('bad', 'a'), bundleOf('good', 'a'), bundleOf('other', 'b')];
    await queue.add(bundles);
    await work();
    await queue.add([bundleOf('waits', 'b')]);
    expect(await manager.prune(null)).to.deep.equal({ bundles: 3, tables: 0 });
    expect((await manager.status(null)).sweeps.map(({ sweep }) => sweep)).to.deep.equal(['b']);
    expect([...(await queue.known([...bundles, bundleOf('waits')].map(({ id }) => id)))]).to.deep.equal([
      bundleOf('waits').id,
    ]);
  });

  it('finds a sweep by the beginning of its id', async () => {
    await queue.add([bundleOf('x', 'abc'), bundleOf('y', 'abd')]);
    expect(await manager.find('abc')).to.equal('abc');
    expect(await manager.find(undefined)).to.equal(null);
    for (const [begin, problem] of [
      ['ab', '2 sweeps begin so'],
      ['b', 'there is no such sweep'],
    ] as const) {
      const error = await manager.find(begin).catch(error => error);
      expect(error.message).to.equal(`⟪sweep⟫: got '${begin}': ${problem}; 'bntrain queue status' lists them`);
    }
  });
}

describeWith('PostgreSQL', 'looking after a queue on PostgreSQL', () => testManager(startPostgres));

describeWith('Redis', 'looking after a queue on Redis', () => testManager(startRedis));

describeWith('Redis', 'settings of a Redis server', () => {
  const connect = async (...flags: string[]) => {
    const server = await startRedis(undefined, ...flags);
    const said: string[] = [];
    try {
      await (
        await connectQueue(server.url, { insecure: false, role: 'coordinator', warn: message => said.push(message) })
      ).close();
      return said;
    } finally {
      await server.stop();
    }
  };

  it('are refused where the server may drop bundles', async () => {
    expect(await connect('--maxmemory-policy', 'allkeys-lru').catch(error => error))
      .to.be.instanceOf(UserError)
      .with.property('message')
      .which.matches(
        /drops keys where memory is short \(maxmemory-policy allkeys-lru\); set maxmemory-policy noeviction/,
      );
  });

  it('are refused where there is no such database', async () => {
    const server = await startRedis();
    try {
      const connecting = { insecure: false, role: 'coordinator', warn: () => {} } as const;
      const error = await connectQueue(`${server.url}/99`, connecting).catch(error => error);
      expect(error)
        .to.be.instanceOf(UserError)
        .with.property('message')
        .which.matches(/\/99: there is no such database/);
      await (await connectQueue(`${server.url}/15`, connecting)).close();
    } finally {
      await server.stop();
    }
  });

  it('are warned of where a restart loses the queue', async () => {
    const [warning, ...others] = await connect('--appendonly', 'no');
    expect(warning).to.match(/forgets the queue when it restarts.*; set appendonly yes there/);
    expect(others).to.deep.equal([]);
    expect(await connect()).to.deep.equal([]);
  });
});
