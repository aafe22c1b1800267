/** Threads that scan chunks: workers, and this one, which has other things to do and scans what they have no time for. */

import { TASKS_PER_WORKER, Workers } from '../../../../base/threads/workers.ts';
import { scannerModule } from './memory.ts';
import { type Scanned, Scanner, type ScanSpec } from './scanner.ts';

/** What a worker gets when it starts; after that it gets bytes. */
export interface WorkerTask {
  spec: ScanSpec;
  module: WebAssembly.Module;
}

/** The bytes are the chunk's, given back. */
export interface ScannedChunk {
  scanned: Scanned;
  bytes: Uint8Array;
}

export class ScanThreads {
  /** Chunks that should be under way at most. */
  readonly most: number;
  readonly #task: WorkerTask;
  readonly #workers: Workers<Uint8Array, ScannedChunk>;
  #scanner: Scanner | null = null;

  /** So many threads, this one included. */
  constructor(spec: ScanSpec, count: number) {
    this.#task = { spec, module: scannerModule() };
    this.#workers = new Workers(new URL('./worker.js', import.meta.url), this.#task, count - 1);
    this.most = count === 1 ? 1 : TASKS_PER_WORKER * count;
  }

  /** The buffer of the bytes may be sent away; it comes back with the answer. Throws and rejects with what goes wrong. */
  scan(bytes: Uint8Array): Promise<ScannedChunk> | ScannedChunk {
    const sent = this.#workers.post(bytes, [bytes.buffer as ArrayBuffer]);
    if (sent !== null) return sent;
    this.#scanner ??= new Scanner(this.#task.spec, this.#task.module);
    return { scanned: this.#scanner.scan(bytes), bytes };
  }

  end(): Promise<void> {
    return this.#workers.end();
  }
}
