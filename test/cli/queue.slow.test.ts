/** The queue of a server, as its owner looks after it. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { version } from '../../src/base/version.ts';
import { versions } from '../../src/queue/server/packages.ts';
import { bntrain, plainEnv, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';
import { installWithout } from '../support/installed.ts';
import { describeWith, freePort, startPostgres, startRedis, type TestServer } from '../support/servers.ts';

const sweep = ['sweep', 'data/iris.csv', '-l', '4', '-e', '3', '--lr', '0.1,1', '--seeds', '2', '--queue', 'env', '-q'];

function testCommand(start: () => Promise<TestServer>): void {
  const folder = temporaryFolder();
  let server: TestServer;
  before(async () => {
    server = await start();
  });
  after(() => server.stop());

  const run = (...args: string[]) => {
    const env = { ...plainEnv, BNTRAIN_QUEUE: server.url, XDG_CACHE_HOME: join(folder.path, 'cache') };
    const { status, stdout, stderr } = bntrain(args, { env });
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    return stdout;
  };
  const status = () => JSON.parse(run('queue', '--json'));

  it('shows runs that wait and are done, makes failed ones wait again, and removes what is done', () => {
    if (server.url.startsWith('postgres')) expect(run('queue', 'init')).to.match(/^The queue is there/);
    expect(run('queue')).to.match(/^\S+: no worker is connected.\n\nThere are no sweeps.\n$/);
    const detached = bntrain([...sweep, '--detach'], { env: { ...plainEnv, BNTRAIN_QUEUE: server.url } });
    expect(detached.status).to.equal(0);
    const [waiting] = status().sweeps;
    expect(waiting).to.include({ cancelled: false, waiting: 1, running: 0, done: 0, failed: 0 });
    expect(waiting.kind).to.match(new RegExp(`^${version}-(fma|plain)$`));
    run('worker', '--drain', '-q', '--data', 'data');
    expect(status().sweeps).to.deep.equal([{ ...waiting, waiting: 0, done: 1 }]);
    expect(run('queue')).to.match(
      new RegExp(`\\n${waiting.sweep.slice(0, 12)} +${waiting.kind} +\\S+ \\S+ +0 +0 +1 +0\\n$`),
    );
    expect(run('queue', 'retry')).to.equal('Put 0 bundles into the queue again.\n');
    expect(run('queue', 'prune', '--sweep', waiting.sweep.slice(0, 6))).to.match(
      /^Removed 1 bundle and [01] tables?\.\n$/,
    );
    expect(status().sweeps).to.deep.equal([]);
  });

  it('cancels a sweep by its id', () => {
    bntrain([...sweep, '--detach'], { env: { ...plainEnv, BNTRAIN_QUEUE: server.url } });
    const [{ sweep: id }] = status().sweeps;
    const [changed] = [JSON.parse(run('queue', 'cancel', '--sweep', id, '--json'))];
    expect(changed).to.deep.include({ event: 'queue-changed', action: 'cancel', sweep: id, bundles: 1, tables: 0 });
    expect(status().sweeps).to.deep.equal([]);
  });
}

describeWith('PostgreSQL', 'bntrain queue on PostgreSQL', () => testCommand(startPostgres));

describeWith('Redis', 'bntrain queue on Redis', () => testCommand(startRedis));

describe('bntrain queue', () => {
  const folder = temporaryFolder();

  it('refuses in a line what cannot be', async () => {
    const port = await freePort();
    for (const [args, message] of [
      [['queue'], /^--queue: BNTRAIN_QUEUE is not set; give the URL of the server, such as postgres:/],
      [['queue', '--queue', 'db'], /^--queue: got no URL of a server; takes postgres:/],
      [
        ['queue', '--queue', 'redis://:secret@db'],
        /^--queue: redis:\/\/db: .*; take rediss:\/\/, or --insecure-queue$/,
      ],
      [
        ['queue', '--queue', `redis://localhost:${port}`],
        /: no server answers there \(ECONNREFUSED\); start it, or name/,
      ],
      [['queue', 'cancel', '--queue', `postgres://a:secret@127.0.0.1:${port}/a`], /: no server answers there/],
    ] as const) {
      const { status, stdout, stderr } = bntrain(args);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
      expect(stderr)
        .to.match(/^bntrain: [^\n]+\n$/)
        .and.not.to.include('secret');
      expect(stderr.slice('bntrain: '.length, -1)).to.match(message);
    }
  });

  it('names the packages that are missing, of the versions that package.json has', () => {
    const program = installWithout(folder.path, ['bullmq', 'ioredis', 'pg']);
    folder.write('package.json', '{}');
    const { bullmq, ioredis, pg } = versions;
    for (const [url, packages] of [
      [
        'postgres://localhost/a',
        `bullmq@${bullmq} and pg@${pg}; install them with: npm install bullmq@${bullmq} pg@${pg}`,
      ],
      [
        'redis://localhost',
        `bullmq@${bullmq} and ioredis@${ioredis}; install them with: npm install bullmq@${bullmq} ioredis@${ioredis}`,
      ],
    ] as const) {
      const { status, stderr } = spawnSync(process.execPath, [program, 'queue', '--queue', url], {
        cwd: folder.path,
        env: plainEnv,
        encoding: 'utf8',
      });
      const [scheme] = url.split(':');
      const message = `bntrain: --queue: ${scheme}:// needs the packages ${packages}\n`;
      expect({ status, stderr }).to.deep.equal({ status: 2, stderr: message });
    }
    const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(peerDependencies).to.include(versions);
  });
});
