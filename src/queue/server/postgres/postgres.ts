/** Queues on PostgreSQL. */

import { userInfo } from 'node:os';
import type { Client, Pool, PoolClient, PoolConfig } from 'pg';
import type { Address } from '../address.ts';
import type { Contact } from '../contact.ts';
import type { Durations } from '../durations.ts';
import {
  type BundleProcessor,
  type BundleQueue,
  type BundleWorker,
  type Host,
  stateOf,
  streams,
  workerOptions,
} from '../host.ts';
import type { Bull } from '../packages.ts';
import { PostgresBlobs } from './blobs.ts';
import { findPassword } from './password.ts';

type Driver = typeof import('pg');

/** Enough for BullMQ, which keeps one to listen, and for a table that is sent meanwhile. */
const MAX_CONNECTIONS = 6;
const QUERY_TIMEOUT = 60_000;

export interface Connections {
  readonly pool: Pool;
  close(): Promise<void>;
}

export function openPool(address: Address, pg: Driver, contact: Contact, { connect }: Durations): Connections {
  const { host, port, tls } = address;
  const user = address.user ?? process.env.PGUSER ?? userInfo().username;
  const database = address.database ?? process.env.PGDATABASE ?? user;
  const config: PoolConfig = {
    ...{ host, port, user, database },
    password: () => address.password ?? findPassword([host, port, database, user]) ?? '',
    ssl: tls === null ? false : { ...tls, rejectUnauthorized: tls.verify },
    max: MAX_CONNECTIONS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connect,
    query_timeout: QUERY_TIMEOUT,
    options: '-c search_path=bullmq',
  };
  const pool = new pg.Pool(config);
  // BullMQ adds one for each queue, and leaves it there.
  pool.setMaxListeners(0);
  pool.on('error', error => contact.failed(error));
  const clients = new Set<PoolClient>();
  pool.on('connect', client => {
    clients.add(client);
    // One that is in use and breaks is reported by its query too.
    client.on('error', error => contact.failed(error));
  });
  pool.on('remove', client => clients.delete(client as PoolClient));
  const close = async () => {
    // It waits for what is in use, and BullMQ may keep a connection that it opened while it was closed.
    void pool.end();
    await Promise.all([...clients].map(client => (client as unknown as Client).end()));
  };
  return { pool, close };
}

export function postgresHost({ pool, close }: Connections, bull: Bull): Host {
  const connection = pool as never;
  const backend = bull.createPostgresBackend;
  const select = async <T>(text: string, values: readonly unknown[] = []) =>
    (await pool.query(text, [...values])).rows as T[];
  return {
    makeQueue: name => new bull.Queue(name, { connection, streams }, backend) as unknown as BundleQueue,
    makeEvents: name => new bull.QueueEvents(name, { connection, autorun: false }, backend) as never,
    makeWorker: (name, worker, process: BundleProcessor, durations) =>
      new bull.Worker(
        name,
        process as never,
        { ...workerOptions(worker, durations), connection },
        backend,
      ) as unknown as BundleWorker,
    clientNames: async () => {
      const rows = await select<{ name: string }>(
        'select application_name as name from pg_stat_activity where datname = current_database()',
      );
      return rows.map(({ name }) => name);
    },
    queues: async () => {
      const rows = await select<{ queue: string }>('select distinct queue from bullmq.meta order by queue');
      return rows.map(({ queue }) => queue);
    },
    bundles: async (queue, sweep) => {
      const rows = await select<{ id: string; name: string; state: string }>(
        'select id, name, state from bullmq.job where queue = $1 and ($2::text is null or name = $2) order by seq',
        [queue, sweep],
      );
      return rows.map(({ id, name, state }) => ({ id, sweep: name, state: stateOf(state) }));
    },
    sweeps: {
      begin: async sweep => {
        await select(
          'insert into bntrain.sweep (id) values ($1) on conflict (id) do update set cancelled = false where sweep.cancelled',
          [sweep],
        );
      },
      isCancelled: async sweep =>
        (await select('select 1 from bntrain.sweep where id = $1 and cancelled', [sweep])).length > 0,
      cancel: async sweep => {
        await select('update bntrain.sweep set cancelled = true where id = $1', [sweep]);
      },
      list: async () => {
        const rows = await select<{ id: string; at: Date; cancelled: boolean }>(
          'select id, at, cancelled from bntrain.sweep order by at',
        );
        return rows.map(({ id, at, cancelled }) => ({ id, at: at.toISOString(), cancelled }));
      },
      forget: async sweep => {
        await select('delete from bntrain.sweep where id = $1', [sweep]);
      },
      checkRights: async () => {
        await select('delete from bntrain.sweep where false');
      },
    },
    blobs: new PostgresBlobs(pool),
    close,
  };
}
