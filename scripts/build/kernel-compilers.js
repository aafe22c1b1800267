import { Worker } from 'node:worker_threads';

/**
 * @typedef {{ config: string, target: string, outFile: string }} Kernel a target of an asconfig.json
 * @typedef {{ kernel: Kernel, resolve: () => void, reject: (error: Error) => void }} Task
 */

/**
 * AssemblyScript in threads, which compile one kernel after another. They share the machine code of its optimizer, which
 * takes seconds to get fast, so threads are faster than processes.
 */
export class KernelCompilers {
  /** @type {Task[]} */
  #waiting = [];
  /** @type {Worker[]} */
  #workers = [];
  #max;

  /** @param {number} max the number of threads */
  constructor(max) {
    this.#max = max;
  }

  /**
   * @param {Kernel} kernel
   * @returns {Promise<void>}
   */
  compile(kernel) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ kernel, resolve, reject });
      if (this.#workers.length < this.#max) this.#start();
    });
  }

  #start() {
    const worker = new Worker(new URL('./kernel-worker.js', import.meta.url));
    this.#workers.push(worker);
    /** @type {Task | undefined} */
    let task;
    const next = () => {
      task = this.#waiting.shift();
      if (task) worker.postMessage(task.kernel);
      else worker.unref();
    };
    worker.on('message', (/** @type {string} */ problem) => {
      if (problem) task?.reject(new Error(problem));
      else task?.resolve();
      next();
    });
    worker.on('error', error => task?.reject(/** @type {Error} */ (error)));
    next();
  }

  close() {
    for (const worker of this.#workers) void worker.terminate();
  }
}
