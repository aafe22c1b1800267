import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { UserError } from '../../../src/base/errors.ts';
import { type Connecting, connectQueue } from '../../../src/queue/server/connect.ts';
import { Manager, type SweepStatus } from '../../../src/queue/server/manage.ts';
import {
  describeWith,
  freePort,
  makeCertificates,
  PASSWORD,
  shortDurations,
  startPostgres,
  startRedis,
  type TestServer,
} from '../../support/servers.ts';
import { bundlesOf, drained, echo } from '../contract.ts';

const secret = encodeURIComponent(PASSWORD);

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** The message of the error with which a connection is refused. */
async function refusal(url: string, { role = 'coordinator' }: Partial<Connecting> = {}): Promise<string> {
  const connecting = { insecure: false, role, warn: () => {}, durations: shortDurations };
  const error = await connectQueue(url, connecting).then(
    () => expect.fail(`${url} was taken`),
    error => error,
  );
  expect(error).to.be.instanceOf(UserError);
  expect(error.message).not.to.include(PASSWORD).and.not.to.include(secret);
  return error.message;
}

/** Trains a bundle over the connection. */
async function trainOver(url: string, workerUrl = url): Promise<void> {
  const connecting = { insecure: false, warn: () => {}, durations: shortDurations };
  const coordinator = await connectQueue(url, { ...connecting, role: 'coordinator' });
  const worker = await connectQueue(workerUrl, { ...connecting, role: 'worker' });
  const queue = await coordinator.jobQueue('0.1.0-fma');
  const [bundle] = bundlesOf(workerUrl);
  await queue.add([bundle!]);
  await worker.bundleSource('0.1.0-fma', 'worker').work(echo, drained);
  expect(await queue.ended([bundle!.id])).to.have.nested.property('[0].results', `results of ${workerUrl}`);
  await queue.close();
  await Promise.all([coordinator.close(), worker.close()]);
}

describe('servers of a queue that are refused', () => {
  it('one that is not there, in a line with the way out', async () => {
    const port = await freePort();
    const answer = 'no server answers there (ECONNREFUSED); start it, or name another one';
    expect(await refusal(`postgres://a:${secret}@localhost:${port}/runs`)).to.equal(
      `⟪queue⟫: postgres://a@localhost:${port}/runs: ${answer}`,
    );
    expect(await refusal(`redis://:${secret}@127.0.0.1:${port}`)).to.equal(
      `⟪queue⟫: redis://127.0.0.1:${port}: ${answer}`,
    );
  });

  it('one that speaks something else, in a line with the way out', async () => {
    const server = createServer(socket => void socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n<'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await refusal(`redis://127.0.0.1:${port}`)).to.match(/no Redis server .*; check the host and the port$/);
    server.close();
  });

  it('one whose host has no address', async () => {
    expect(await refusal('postgres://a@nowhere.invalid/runs?sslmode=verify-full')).to.match(/there is no such host/);
  });
});

describeWith('openssl', 'TLS to a queue', () => {
  function testTls(start: (own: { cert: string; key: string }) => Promise<TestServer>, query: string): void {
    let server: TestServer;
    let folder: string;
    let ca: string;
    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'bntrain-test-certificates-'));
      const made = makeCertificates(folder);
      ca = made.ca;
      server = await start(made.own);
    });
    after(async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    });
    const verified = () => `${server.url}?${query}sslrootcert=${ca}`;

    it('takes a server with a certificate of its own authority, and trains over it', async () => {
      await trainOver(verified().replace('127.0.0.1', 'localhost'));
    });
    it('refuses one of an unknown authority', async () => {
      expect(await refusal(`${server.url.replace('127.0.0.1', 'localhost')}?${query}`)).to.match(
        /of an unknown authority \([A-Z_]+\); name the certificate of the authority with sslrootcert=FILE/,
      );
    });
    it('refuses one of another host', async () => {
      expect(await refusal(verified())).to.match(/of another host .*; name the host as in the certificate/);
    });
    it('refuses a wrong password', async () => {
      const url = verified().replace('127.0.0.1', 'localhost').replace(secret, 'wrong');
      for (const role of ['coordinator', 'worker'] as const) {
        expect(await refusal(url, { role })).to.match(/refuses the password/);
      }
    });
  }

  describeWith('PostgreSQL', 'on PostgreSQL', () => {
    testTls(startPostgres, 'sslmode=verify-full&');
  });
  describeWith('Redis', 'on Redis', () => testTls(startRedis, ''));
});

describeWith('PostgreSQL', 'a server without TLS', () => {
  let server: TestServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  it('refuses one that has none where it is asked for', async () => {
    expect(await refusal(`${server.url}?sslmode=verify-full`)).to.match(/the server has no TLS .*; turn it on there/);
  });

  it('refuses a database that is not there', async () => {
    expect(await refusal(server.url.replace('/postgres', '/runs'))).to.match(/there is no such database/);
  });

  it('lets users without rights to make tables coordinate and work, once the owner has made the queue', async () => {
    const owner = await connectTo(server.url);
    await owner.query(`create user ann password 'a'; create user bob password 'b'; create user eve password 'e'`);
    const [ann, bob, eve] = ['ann:a', 'bob:b', 'eve:e'].map(user => server.url.replace(/\/\/.*@/, `//${user}@`)) as [
      string,
      string,
      string,
    ];
    expect(await refusal(ann)).to.match(/the database has no queue; 'bntrain queue init' with the URL of its owner/);
    const connecting = { insecure: false, role: 'owner', warn: () => expect.fail() } as const;
    await (await connectQueue(server.url, connecting)).close();
    await (await connectQueue(server.url, connecting)).close();
    await owner.query('grant bntrain_coordinator to ann; grant bntrain_worker to bob');
    await trainOver(ann, bob);
    const managing = await connectQueue(bob, { ...connecting, role: 'manager' });
    const manager = new Manager(managing);
    const before = await manager.status(null);
    const [{ sweep }] = before.sweeps as [SweepStatus];
    for (const change of [() => manager.prune(null), () => manager.retry(null), () => manager.cancel(sweep)]) {
      expect(await change().catch(error => error.code)).to.equal('42501');
    }
    expect(await manager.status(null)).to.deep.equal(before);
    await managing.close();
    expect(await refusal(eve)).to.match(/the user may not do that .*; grant it the role bntrain_worker/);
    const worker = await connectTo(bob);
    for (const statement of ['create table bullmq.mine ()', 'delete from bntrain.sweep', 'drop table bullmq.job']) {
      expect(await worker.query(statement).catch(error => error.code), statement).to.equal('42501');
    }
    await Promise.all([owner.end(), worker.end()]);
  });

  it('lets a worker wait until there is a queue, and says so once', async () => {
    const fresh = await server.database();
    const said: string[] = [];
    const connecting = { insecure: false, durations: shortDurations } as const;
    let worker: ReturnType<typeof connectQueue> | undefined;
    const warned = new Promise<void>(resolve => {
      const warn = (message: string) => {
        said.push(message);
        resolve();
      };
      worker = connectQueue(fresh, { ...connecting, role: 'worker', warn });
    });
    await warned;
    await (await connectQueue(fresh, { ...connecting, role: 'coordinator', warn: () => expect.fail() })).close();
    await (await worker!).close();
    const [first, second, ...others] = said;
    expect(first).to.match(
      /the database has no queue yet \(.*'bntrain queue init'\); it is tried again until it works$/,
    );
    expect(second).to.match(/the server is back$/);
    expect(others).to.deep.equal([]);
  });

  it('takes a password from PGPASSFILE', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bntrain-test-pgpass-'));
    const path = join(folder, 'pgpass');
    writeFileSync(path, `127.0.0.1:${server.port}:postgres:owner:${PASSWORD}\n`, { mode: 0o600 });
    const before = process.env.PGPASSFILE;
    process.env.PGPASSFILE = path;
    try {
      await trainOver(server.url.replace(`:${secret}@`, '@'));
    } finally {
      if (before === undefined) delete process.env.PGPASSFILE;
      else process.env.PGPASSFILE = before;
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps tables in parts, each once, and returns them only if they are complete', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bntrain-test-blobs-'));
    const path = join(folder, 'table.csv');
    // Two parts and a bit.
    const bytes = 2 * 2 ** 20 + 5;
    writeFileSync(path, randomBytes(bytes));
    const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
    const connecting = { insecure: false, role: 'coordinator', warn: () => expect.fail() } as const;
    const { blobs, close } = await connectQueue(server.url, connecting);
    expect(await blobs!.has(digest)).to.equal(false);
    expect(await blobs!.get(digest, bytes, join(folder, 'copy'))).to.equal(false);
    await Promise.all([blobs!.put(digest, path), blobs!.put(digest, path)]);
    expect(await blobs!.get(digest, bytes, join(folder, 'copy'))).to.equal(true);
    expect(readFileSync(join(folder, 'copy')).equals(readFileSync(path))).to.equal(true);

    const other = createHash('sha256').update('other').digest('hex');
    expect(await blobs!.put(other, path).catch(error => error.message)).to.match(/has changed since it was read/);
    expect(await blobs!.has(other)).to.equal(false);
    // It is not taken for a server that is away, and is not tried again.
    const missing = await blobs!.put(other, join(folder, 'none')).catch(error => error);
    expect(missing).to.have.property('code', 'ENOENT');

    // Of parts without end no more is read than the table has.
    expect(await blobs!.get(digest, bytes - 1, join(folder, 'second')).catch(error => error.message)).to.match(
      /another table/,
    );

    const owner = await connectTo(server.url);
    await owner.query('update bntrain.blob set bytes = $1 where part = 1', [Buffer.from('x')]);
    expect(await blobs!.get(digest, bytes, join(folder, 'second')).catch(error => error.message)).to.match(
      /another table/,
    );
    expect(readdirSync(folder)).to.have.members(['table.csv', 'copy']);
    await Promise.all([owner.end(), close()]);
    rmSync(folder, { recursive: true });
  });
});
