import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { Ended, JobQueue } from '../../../src/queue/job-queue.ts';
import { connectQueue, type QueueServer } from '../../../src/queue/server/connect.ts';
import { type Cable, startCable } from '../../support/cable.ts';
import { describeWith, shortDurations, startPostgres, startRedis, type TestServer } from '../../support/servers.ts';
import { bundleOf, bundlesOf, drained, echo, never } from '../contract.ts';

function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>(it => {
    resolve = it;
  });
  return { promise, resolve };
}

const workerProcess = fileURLToPath(new URL('../../support/queue-worker-process.js', import.meta.url));

/** What happens when servers, workers and networks fail. Things fail on an event, and what is waited for is the outcome. */
function testFailures(start: () => Promise<TestServer>): void {
  let server: TestServer;
  let kinds = 0;
  let kind: string;
  let said: string[];
  let closing: (() => Promise<void>)[];
  before(async () => {
    server = await start();
  });
  after(() => server.stop());
  beforeEach(() => {
    kind = `0.1.${kinds++}-fma`;
    said = [];
    closing = [];
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  async function connectTo(url = server.url, durations = shortDurations): Promise<QueueServer> {
    const warn = (message: string) => said.push(message);
    const connected = await connectQueue(url, {
      insecure: false,
      role: 'coordinator',
      warn,
      durations,
    });
    closing.push(() => connected.close());
    return connected;
  }

  async function openQueue(): Promise<JobQueue> {
    const queue = await (await connectTo()).jobQueue(kind);
    closing.push(() => queue.close());
    return queue;
  }

  /** Resolves when the bundle has ended. */
  async function endOf(queue: JobQueue, id: string): Promise<Ended> {
    for (;;) {
      const [end] = await queue.ended([id]);
      if (end !== undefined) return end;
      await pause(20);
    }
  }

  /** Starts a worker in a process of its own, and resolves when it has begun a bundle. */
  async function startWorker(name: string, end: 'hang' | 'exit'): Promise<ChildProcess> {
    const child = spawn(process.execPath, [workerProcess, server.url, kind, name, end], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    closing.push(async () => {
      child.kill('SIGKILL');
    });
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    return child;
  }

  it('another worker gets the bundle of one that was killed', async () => {
    const queue = await openQueue();
    const [bundle] = bundlesOf('a');
    await queue.add([bundle!]);
    const killed = await startWorker('killed', 'hang');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const leaving = new AbortController();
    const working = (await connectTo())
      .bundleSource(kind, 'other')
      .work(echo, { drain: false, signal: leaving.signal });
    expect(await endOf(queue, bundle!.id)).to.deep.equal({ id: bundle!.id, results: 'results of a', worker: 'other' });
    leaving.abort();
    await working;
  });

  it('a bundle that kills its workers is given up after three, and the others are done', async () => {
    const queue = await openQueue();
    const [poison, good] = bundlesOf('poison', 'good');
    await queue.add([poison!]);
    for (let n = 0; n < 3; n++) {
      const killed = await startWorker(`killed-${n}`, 'exit');
      if (killed.exitCode === null) await once(killed, 'exit');
    }
    await queue.add([good!]);
    const leaving = new AbortController();
    const trained: string[] = [];
    const working = (await connectTo()).bundleSource(kind, 'other').work(
      async text => {
        trained.push(text);
        return await echo(text, never);
      },
      { drain: false, signal: leaving.signal },
    );
    expect(await endOf(queue, poison!.id)).to.deep.equal({
      id: poison!.id,
      failure: 'job stalled more than allowable limit',
    });
    expect(await endOf(queue, good!.id)).to.have.property('worker', 'other');
    expect(trained).to.deep.equal(['good']);
    leaving.abort();
    await working;
  });

  it('a result that is no text is an empty one, which the coordinator finds to be none', async () => {
    const queue = await openQueue();
    const [bundle] = bundlesOf('a');
    await queue.add([bundle!]);
    const source = (await connectTo()).bundleSource(kind, 'liar');
    await source.work(async () => ({ a: 1 }) as unknown as string, drained);
    expect(await queue.ended([bundle!.id])).to.deep.equal([{ id: bundle!.id, results: '', worker: 'liar' }]);
  });

  it('a worker that lacks the table rests, so that others get the bundles', async () => {
    const queue = await openQueue();
    const bundles = bundlesOf('a', 'b', 'c');
    await queue.add(bundles);
    const [lacked, leaving, done] = [deferred<string>(), new AbortController(), new AbortController()];
    let tries = 0;
    const slow = await connectTo(server.url, {
      ...shortDurations,
      firstPause: 60_000,
      lastPause: 60_000,
      lastRest: 60_000,
    });
    const lacking = slow.bundleSource(kind, 'lacking').work(
      async text => {
        tries++;
        lacked.resolve(text);
        throw new Error('the table is not on this machine');
      },
      { drain: false, signal: leaving.signal },
    );
    const text = await lacked.promise;
    const other = (await connectTo()).bundleSource(kind, 'other').work(echo, { drain: false, signal: done.signal });
    const ends = bundles.map(({ id }) => endOf(queue, id));
    await Promise.all(bundles.flatMap((each, n) => (each.text === text ? [] : [ends[n]])));
    leaving.abort();
    await lacking;
    expect((await Promise.all(ends)).map(end => 'worker' in end && end.worker)).to.deep.equal([
      'other',
      'other',
      'other',
    ]);
    expect(tries).to.equal(1);
    done.abort();
    await other;
  });

  it('another worker gets the bundle of one whose network was cut, and the late result is refused', async () => {
    const queue = await openQueue();
    const [bundle] = bundlesOf('a');
    await queue.add([bundle!]);
    const cable: Cable = await startCable(server.port);
    closing.push(() => cable.close());
    const cutOff = await connectTo(server.url.replace(`:${server.port}`, `:${cable.port}`));
    const leaving = new AbortController();
    const late = deferred<string>();
    const begun = deferred<void>();
    const working = cutOff.bundleSource(kind, 'cut-off').work(
      async () => {
        begun.resolve();
        return await late.promise;
      },
      { drain: false, signal: leaving.signal },
    );
    await begun.promise;
    cable.cut();
    const otherLeaves = new AbortController();
    const other = (await connectTo())
      .bundleSource(kind, 'other')
      .work(echo, { drain: false, signal: otherLeaves.signal });
    expect(await endOf(queue, bundle!.id)).to.have.property('worker', 'other');
    cable.mend();
    late.resolve('late results');
    leaving.abort();
    await working;
    expect(await endOf(queue, bundle!.id)).to.deep.equal({ id: bundle!.id, results: 'results of a', worker: 'other' });
    otherLeaves.abort();
    await other;
  });

  it('a worker waits for a server that is not there yet, and says so once', async () => {
    const bundle = bundleOf('a');
    const queue = await openQueue();
    await queue.add([bundle]);
    await server.kill();
    const ofWorker: string[] = [];
    const connecting = connectQueue(server.url, {
      insecure: false,
      role: 'worker',
      warn: message => ofWorker.push(message),
      durations: shortDurations,
    });
    await heard(ofWorker, /no server answers there \(ECONNREFUSED\); it is tried again until it works$/);
    await server.start();
    const connected = await connecting;
    await heard(ofWorker, /the server is back$/);
    expect(ofWorker).to.have.length(2);
    closing.push(() => connected.close());
    const leaving = new AbortController();
    const working = connected.bundleSource(kind, 'patient').work(echo, { drain: false, signal: leaving.signal });
    expect(await endOf(queue, bundle.id)).to.have.property('worker', 'patient');
    leaving.abort();
    await working;
  });

  it('a coordinator ends that waits for a server that is away', async () => {
    const connected = await connectTo();
    const queue = await connected.jobQueue(kind);
    await server.kill();
    await heard(said, /tried again/);
    await queue.close();
    await connected.close();
    await server.start();
  });

  it('a server that is killed comes back with all bundles: everyone waits, says so once, and goes on', async () => {
    const queue = await openQueue();
    const bundles = bundlesOf('a', 'b');
    await queue.add(bundles);
    const begun = deferred<void>();
    const results = deferred<string>();
    const leaving = new AbortController();
    const working = (await connectTo()).bundleSource(kind, 'worker').work(
      async text => {
        begun.resolve();
        return `${await results.promise} of ${text}`;
      },
      { drain: false, signal: leaving.signal },
    );
    await begun.promise;
    await server.kill();
    const waiting = heard(said, /tried again/, 2);
    // Both ask while the server is away.
    const added = queue.add(bundlesOf('c'));
    results.resolve('results');
    await waiting;
    await server.start();
    await added;
    for (const { id } of [...bundles, bundleOf('c')]) {
      expect(await endOf(queue, id))
        .to.have.property('results')
        .which.matches(/^results of [abc]$/);
    }
    leaving.abort();
    await working;
    // One connection for the coordinator, one for the worker.
    for (const words of [
      /^⟪queue⟫: \S+: .*; it is tried again until it works$/,
      /^⟪queue⟫: \S+: the server is back$/,
    ]) {
      expect(said.filter(line => words.test(line))).to.have.length(2);
    }
    expect(said).to.have.length(4);
  });
}

/** Resolves when lines of these words were said. */
async function heard(said: readonly string[], words: RegExp, times = 1): Promise<void> {
  while (said.filter(line => words.test(line)).length < times) await pause(5);
}

describeWith('PostgreSQL', 'failures of a queue on PostgreSQL', () => testFailures(startPostgres));

describeWith('Redis', 'a Redis server whose memory is full', () => {
  it('gets the bundles when it has space again; until then the coordinator tries, and says so once', async () => {
    const server = await startRedis();
    const said: string[] = [];
    const warn = (message: string) => said.push(message);
    const connected = await connectQueue(server.url, {
      insecure: false,
      role: 'coordinator',
      warn,
      durations: shortDurations,
    });
    const queue = await connected.jobQueue('0.1.0-fma');
    const owner = new Redis(server.url);
    await owner.config('SET', 'maxmemory', '1');
    const adding = queue.add([bundleOf('a')]);
    await heard(said, /the server has no space left \(OOM .*\); it is tried again until it works$/);
    await owner.config('SET', 'maxmemory', '0');
    await adding;
    expect(await queue.known([bundleOf('a').id])).to.have.property('size', 1);
    expect(said).to.have.length(2);
    owner.disconnect();
    await queue.close();
    await connected.close();
    await server.stop();
  });
});

describeWith('Redis', 'failures of a queue on Redis', () => testFailures(startRedis));
