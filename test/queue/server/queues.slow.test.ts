import { connectQueue } from '../../../src/queue/server/connect.ts';
import { durations } from '../../../src/queue/server/durations.ts';
import { describeWith, startPostgres, startRedis, type TestServer } from '../../support/servers.ts';
import { testQueue } from '../contract.ts';

/** Each test has a queue of its own, on a server that they share. */
function testServer(start: () => Promise<TestServer>): void {
  let server: TestServer;
  let tests = 0;
  before(async () => {
    server = await start();
  });
  after(() => server.stop());

  testQueue(async () => {
    const kind = `0.0.${tests++}-fma`;
    const connecting = { insecure: false, warn: () => {}, durations: { ...durations, firstPause: 20 } };
    const [own, ofWorkers] = await Promise.all([
      connectQueue(server.url, { ...connecting, role: 'coordinator' }),
      connectQueue(server.url, { ...connecting, role: 'coordinator' }),
    ]);
    const queue = await own.jobQueue(kind);
    return {
      queue,
      source: worker => ofWorkers.bundleSource(kind, worker),
      close: async () => {
        await queue.close();
        await Promise.all([own.close(), ofWorkers.close()]);
      },
    };
  });
}

describeWith('PostgreSQL', 'a queue on PostgreSQL', () => testServer(startPostgres));

describeWith('Redis', 'a queue on Redis', () => testServer(startRedis));
