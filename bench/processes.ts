/** Runs other programs, and measures their time and memory. */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/**
 * Limits libraries to one thread before they start. They would use all processors, and torch.set_num_threads does not
 * affect an OpenBLAS with its own threads, such as Debian's.
 */
export const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

export interface Run {
  /** From start to end of the process. */
  seconds: number;
  /** Null if the system does not report it. */
  peakBytes: number | null;
  /** Its output, with the seconds from the start at which each line arrived. */
  lines: { text: string; at: number }[];
}

/** The error output of a failed program. */
export class FailedRun extends Error {}

const MEMORY_POLL_MS = 10;

/** Runs a program to its end, which must be successful. */
export async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const begin = performance.now();
  const child = start(command, args, env);
  child.stdin.end();
  const lines: Run['lines'] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', text => lines.push({ text, at: since(begin) }));
  const allRead = new Promise<void>(resolve => reader.once('close', resolve));
  const memory = watchMemory(child.pid);
  const { seconds, problem } = await ended(child, begin);
  const peakBytes = memory.stop();
  if (problem !== undefined) throw new FailedRun(problem);
  await allRead;
  return { seconds, peakBytes, lines };
}

/** A program that answers each line with a line. */
export class Peer {
  readonly #child: Child;
  readonly #lines: AsyncIterator<string>;
  readonly #end: Promise<{ problem: string | undefined }>;

  constructor(command: string, args: readonly string[]) {
    this.#child = start(command, args, oneThread);
    this.#child.stdin.on('error', () => {}); // It has ended; #end says why.
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#end = ended(this.#child, performance.now());
  }

  async next(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new FailedRun((await this.#end).problem ?? 'it ended without an answer');
    return JSON.parse(value);
  }

  ask(request: object): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.next();
  }

  close(): void {
    this.#child.stdin.end();
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Ends all running programs when the bench ends, also by Ctrl-C. */
function start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const stop = () => child.kill('SIGKILL');
  // Before the temporary folder is removed, because the child may write to it.
  process.prependOnceListener('exit', stop);
  child.once('close', () => process.off('exit', stop));
  return child;
}

function since(begin: number): number {
  return (performance.now() - begin) / 1000;
}

/** Waits for the end, and returns the problem, if any. */
function ended(child: Child, begin: number): Promise<{ seconds: number; problem: string | undefined }> {
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', text => {
    errors = (errors + text).slice(-4000);
  });
  return new Promise(resolve => {
    let seconds = 0;
    child.once('error', error => resolve({ seconds, problem: error.message }));
    child.once('exit', () => {
      seconds = since(begin);
    });
    // 'close' comes after 'exit', when the streams have been read to their ends.
    child.once('close', (code, signal) => {
      const problem = code === 0 ? undefined : errorIn(errors) || `it ended with ${signal ?? `exit code ${code}`}`;
      resolve({ seconds, problem });
    });
  });
}

/** The line that names the error, as Node and Python write it among stacks; otherwise the last one. */
function errorIn(stderr: string): string | undefined {
  const lines = stderr.trimEnd().split('\n');
  return lines.findLast(line => /^\S*Error\b/.test(line)) ?? lines.at(-1);
}

/**
 * Linux keeps the most memory that a process ever held in VmHWM. It never falls, so asking now and then loses only
 * what was grown in the last moment.
 */
function watchMemory(pid: number | undefined): { stop(): number | null } {
  let peakBytes: number | null = null;
  const look = () => {
    peakBytes = peakMemory(pid) ?? peakBytes;
  };
  const timer = setInterval(look, MEMORY_POLL_MS);
  return {
    stop() {
      clearInterval(timer);
      return peakBytes;
    },
  };
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : 1024 * Number(kibibytes);
  } catch {
    return undefined;
  }
}
