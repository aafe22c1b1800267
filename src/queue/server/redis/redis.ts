/** Queues on Redis, and on servers that speak its protocol. */

import type { Redis, RedisOptions } from 'ioredis';
import { UserError } from '../../../base/errors.ts';
import type { Warn } from '../../../base/warn.ts';
import type { Address } from '../address.ts';
import type { Contact } from '../contact.ts';
import { type Durations, pauseAfter } from '../durations.ts';
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

type Driver = typeof import('ioredis');
type Options = Omit<RedisOptions, 'replyMapping'>;

/** All keys begin with it, so that a user of the server may be restricted to them. */
const PREFIX = 'bntrain';
const keys = {
  queues: `${PREFIX}:queues`,
  sweeps: `${PREFIX}:sweeps`,
  cancelled: `${PREFIX}:cancelled`,
  bundles: (queue: string, sweep: string) => `${PREFIX}:bundles:${queue}:${sweep}`,
};

/** Connects once, to see that the server can be used. Throws its error, or UserError. */
export async function checkRedis(address: Address, { Redis }: Driver, durations: Durations, warn: Warn): Promise<void> {
  const client = new Redis(optionsFor(address, durations, { lazyConnect: true, retryStrategy: () => null }));
  let cause: Error | undefined;
  client.on('error', error => {
    cause ??= error;
  });
  try {
    await client.connect();
    // The client goes on in database 0 where it is refused another one.
    if (address.database !== undefined) await client.select(Number(address.database));
    checkSettings(await client.info(), address, warn);
  } catch (error) {
    throw error instanceof UserError ? error : (cause ?? error);
  } finally {
    client.disconnect();
  }
}

/** INFO may be asked where CONFIG may not. */
function checkSettings(info: string, { shown }: Address, warn: Warn): void {
  const settings = new Map(info.split(/\r?\n/).map(line => line.split(':') as [string, string]));
  const policy = settings.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    throw new UserError(
      `⟪queue⟫: ${shown}: the server drops keys where memory is short (maxmemory-policy ${policy}); set maxmemory-policy noeviction there`,
    );
  }
  if (settings.get('aof_enabled') === '0') {
    warn(
      `⟪queue⟫: ${shown}: the server forgets the queue when it restarts, and the bundles are added again; set appendonly yes there`,
      'queue',
    );
  }
}

export function openRedis(address: Address, { Redis }: Driver, contact: Contact, durations: Durations): Redis {
  const client = new Redis(
    optionsFor(address, durations, {
      maxRetriesPerRequest: null,
      retryStrategy: times => pauseAfter(times - 1, durations),
    }),
  );
  client.on('error', error => contact.failed(error));
  client.on('ready', () => contact.works());
  return client;
}

function optionsFor(address: Address, { connect }: Durations, more: Options): Options {
  const { host, port, user, password, database, tls } = address;
  return {
    ...more,
    ...(host.startsWith('/') ? { path: host } : { host, port }),
    ...(user === undefined ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    db: Number(database ?? 0),
    ...(tls === null ? {} : { tls: { ...tls, rejectUnauthorized: tls.verify } }),
    connectTimeout: connect,
    // Of a network that was cut nothing is heard. No command takes longer, those that wait for a bundle among them.
    socketTimeout: 30_000,
  };
}

export function redisHost(client: Redis, bull: Bull): Host {
  const options = { connection: client as never, prefix: PREFIX };
  return {
    makeQueue: name => new bull.Queue(name, { ...options, streams }) as unknown as BundleQueue,
    makeEvents: name => new bull.QueueEvents(name, { ...options, autorun: false }) as never,
    makeWorker: (name, worker, process: BundleProcessor, durations) =>
      new bull.Worker(name, process as never, {
        ...options,
        ...workerOptions(worker, durations),
      }) as unknown as BundleWorker,
    clientNames: async () => {
      const list = String(await client.client('LIST'));
      // BullMQ writes the name of the queue in base64.
      return [...list.matchAll(/ name=bntrain:([\w+/=]+)(:w:\S*)?/g)].map(
        ([, name, what = '']) => `${Buffer.from(name!, 'base64').toString()}${what}`,
      );
    },
    queues: async () => (await client.smembers(keys.queues)).sort(),
    bundles: async (queue, sweep) => {
      const sweeps = sweep === null ? await client.hkeys(keys.sweeps) : [sweep];
      const made = new bull.Queue(queue, options);
      made.on('error', () => {});
      try {
        const lists = await Promise.all(
          sweeps.map(async id => {
            const ids = await client.smembers(keys.bundles(queue, id));
            const found = await Promise.all(ids.sort().map(async job => [job, await made.getJobState(job)] as const));
            return found
              .filter(([, state]) => state !== 'unknown')
              .map(([job, state]) => ({ id: job, sweep: id, state: stateOf(state) }));
          }),
        );
        return lists.flat();
      } finally {
        await made.close();
      }
    },
    sweeps: {
      begin: async (sweep, queue, bundles) => {
        await client
          .multi()
          .sadd(keys.queues, queue)
          .hsetnx(keys.sweeps, sweep, new Date().toISOString())
          .srem(keys.cancelled, sweep)
          .sadd(keys.bundles(queue, sweep), ...bundles)
          .exec();
      },
      isCancelled: async sweep => (await client.sismember(keys.cancelled, sweep)) === 1,
      cancel: async sweep => {
        await client.sadd(keys.cancelled, sweep);
      },
      list: async () => {
        const [sweeps, cancelled] = await Promise.all([client.hgetall(keys.sweeps), client.smembers(keys.cancelled)]);
        return Object.entries(sweeps)
          .map(([id, at]) => ({ id, at, cancelled: cancelled.includes(id) }))
          .sort((a, b) => (a.at < b.at ? -1 : 1));
      },
      forget: async sweep => {
        const queues = await client.smembers(keys.queues);
        const own = queues.map(queue => keys.bundles(queue, sweep));
        await client
          .multi()
          .hdel(keys.sweeps, sweep)
          .srem(keys.cancelled, sweep)
          .del(...own, keys.bundles('', sweep))
          .exec();
      },
      // Rights are by key, and all users of the queue have all of them.
      checkRights: async () => {},
    },
    blobs: null,
    close: async () => {
      client.disconnect();
    },
  };
}
