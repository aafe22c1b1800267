/** The door to servers with queues. */

import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import { UserError } from '../../base/errors.ts';
import type { Warn } from '../../base/warn.ts';
import type { BlobServer } from '../data/blob-server.ts';
import type { BundleSource, JobQueue } from '../job-queue.ts';
import { type Address, parseAddress } from './address.ts';
import { openBullQueue } from './bull-queue.ts';
import { BullSource } from './bull-source.ts';
import { Contact } from './contact.ts';
import { type Durations, durations as defaults } from './durations.ts';
import { asUserError, NO_QUEUE } from './explain.ts';
import type { Host } from './host.ts';
import { type Bull, loadPackages } from './packages.ts';
import { openPool, postgresHost } from './postgres/postgres.ts';
import { hasQueue, makeSchema, roles } from './postgres/schema.ts';
import { checkRedis, openRedis, redisHost } from './redis/redis.ts';

export interface Connecting {
  /** Whether a connection may be open to others, or to a server that only says who it is. */
  readonly insecure: boolean;
  /** The owner makes the queue, and so does a coordinator that may. A worker waits for a server that is away. */
  readonly role: 'owner' | 'coordinator' | 'worker' | 'manager';
  readonly warn: Warn;
  readonly signal?: AbortSignal;
  readonly durations?: Durations;
}

export interface QueueServer {
  readonly shown: string;
  readonly host: Host;
  readonly blobs: BlobServer | null;
  /** A kind is a version with its kernels, such as "0.1.0-fma". */
  jobQueue(kind: string): Promise<JobQueue>;
  bundleSource(kind: string, worker: string): BundleSource;
  /** Asks the server; waits where it is away. Throws UserError. */
  ask<T>(ask: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Throws UserError. */
export async function connectQueue(url: string, connecting: Connecting): Promise<QueueServer> {
  const { insecure, role, warn, signal, durations = defaults } = connecting;
  const address = parseAddress(url, insecure);
  const contact = new Contact(address, warn, durations);
  const open = address.scheme === 'postgres' ? openPostgres : openRedisServer;
  const connect = () => open(address, contact, { role, warn, durations });
  let opened: Opened;
  if (role === 'worker') opened = await contact.persist(connect, signal);
  else {
    try {
      opened = await connect();
    } catch (error) {
      throw asUserError(error, address);
    }
  }
  const { host, bull } = opened;
  return {
    shown: address.shown,
    host,
    blobs: host.blobs && persistent(host.blobs, contact),
    jobQueue: kind => openBullQueue(kind, host, contact),
    bundleSource: (kind, worker) => new BullSource({ kind, worker, bull, host, contact, durations }),
    ask: it => contact.persist(it),
    close: async () => {
      contact.close();
      await host.close();
    },
  };
}

function persistent(blobs: BlobServer, contact: Contact): BlobServer {
  return {
    has: digest => contact.persist(() => blobs.has(digest)),
    put: (digest, path) => contact.persist(() => blobs.put(digest, path)),
    get: (digest, bytes, path) => contact.persist(() => blobs.get(digest, bytes, path)),
    clear: () => contact.persist(() => blobs.clear()),
  };
}

interface Opened {
  readonly host: Host;
  readonly bull: Bull;
}

type Opening = Pick<Connecting, 'role' | 'warn'> & { readonly durations: Durations };

async function openRedisServer(address: Address, contact: Contact, { warn, durations }: Opening): Promise<Opened> {
  const { bull, driver } = loadPackages<typeof import('ioredis')>(address.scheme, 'ioredis');
  await checkRedis(address, driver, durations, warn);
  const client: Redis = openRedis(address, driver, contact, durations);
  return { bull, host: redisHost(client, bull) };
}

async function openPostgres(address: Address, contact: Contact, { role, warn, durations }: Opening): Promise<Opened> {
  const { bull, driver } = loadPackages<typeof import('pg')>(address.scheme, 'pg');
  const connections = openPool(address, driver, contact, durations);
  const { pool } = connections;
  try {
    if (role === 'owner' || !(await hasQueue(pool, bull))) await makeQueue(pool, bull, role, warn);
    return { bull, host: postgresHost(connections, bull) };
  } catch (error) {
    await connections.close();
    throw error;
  }
}

/** A coordinator makes a queue that is not there, if it may. Throws UserError. */
async function makeQueue(pool: Pool, bull: Bull, role: Connecting['role'], warn: Warn): Promise<void> {
  if (role === 'worker') throw new Error(NO_QUEUE);
  const missing = "⟪queue⟫: the database has no queue; 'bntrain queue init' with the URL of its owner makes it";
  if (role === 'manager') throw new UserError(missing);
  try {
    if ((await makeSchema(pool, bull)) || role !== 'owner') return;
    warn(
      `⟪queue⟫: this user may not make roles; only it can use the queue until an administrator makes ${roles.join(' and ')}, and 'queue init' runs again`,
      'queue',
    );
  } catch (error) {
    throw (error as { code?: string }).code === '42501' && role !== 'owner' ? new UserError(missing) : error;
  }
}
