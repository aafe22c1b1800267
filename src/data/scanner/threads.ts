/**
 * Threads that scan chunks: this one, and workers, which start when there is work for them and have to be ended. This one
 * has other things to do, so that it scans only what the workers have no time for.
 */

import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { scannerModule } from './memory.ts';
import { type Scanned, Scanner, type ScanSpec } from './scanner.ts';

/** What a worker gets when it starts; after that it gets bytes. */
export interface WorkerTask {
  spec: ScanSpec;
  module: WebAssembly.Module;
}

/** What a worker answers: the bytes are the chunk's, given back. */
export type WorkerAnswer = ScannedChunk | { userError: string };

export interface ScannedChunk {
  scanned: Scanned;
  bytes: Uint8Array;
}

interface Waiting {
  resolve(answer: ScannedChunk): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  /** Those that wait for its answers, in their order. */
  queue: Waiting[];
}

/** Chunks that a worker has at most, one of them being scanned: it need not wait for the next. */
const CHUNKS_PER_WORKER = 2;

export class ScanThreads {
  /** Chunks that should be under way at most. */
  readonly most: number;
  readonly #task: WorkerTask;
  readonly #workers: number;
  readonly #threads: Thread[] = [];
  #scanner: Scanner | null = null;
  /** Why nothing can be scanned any more. */
  #failure: unknown = null;

  /** So many threads, this one included. */
  constructor(spec: ScanSpec, count: number) {
    this.#task = { spec, module: scannerModule() };
    this.#workers = count - 1;
    this.most = count === 1 ? 1 : CHUNKS_PER_WORKER * count;
  }

  /**
   * The buffer of the bytes may be sent away; it comes back with the answer. Rejects when the chunk cannot be scanned or a
   * thread fails.
   */
  scan(bytes: Uint8Array): Promise<ScannedChunk> {
    const answer = new Promise<ScannedChunk>((resolve, reject) => {
      if (this.#failure !== null) throw this.#failure;
      const thread = this.#freeThread();
      if (thread === null) {
        this.#scanner ??= new Scanner(this.#task.spec, this.#task.module);
        resolve({ scanned: this.#scanner.scan(bytes), bytes });
        return;
      }
      thread.queue.push({ resolve, reject });
      thread.worker.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
    });
    // Whoever waits for it may be waiting for another one when this one fails.
    answer.catch(() => {});
    return answer;
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  /** Null when every worker has enough to do. */
  #freeThread(): Thread | null {
    const idle = this.#threads.find(({ queue }) => queue.length === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#workers) return this.#start();
    return this.#threads.find(({ queue }) => queue.length < CHUNKS_PER_WORKER) ?? null;
  }

  #start(): Thread {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: this.#task });
    const thread: Thread = { worker, queue: [] };
    this.#threads.push(thread);
    const fail = (error: unknown) => {
      this.#failure ??= error;
      for (const waiting of thread.queue.splice(0)) waiting.reject(error);
    };
    worker.on('message', (answer: WorkerAnswer) => {
      if ('userError' in answer) fail(new UserError(answer.userError));
      else thread.queue.shift()!.resolve(answer);
    });
    worker.on('error', fail);
    worker.on('exit', code => fail(new Error(`a thread that read the table ended with code ${code}`)));
    return thread;
  }
}
