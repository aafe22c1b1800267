/** The thread that chunks are scanned in: gets bytes, sends blocks and gives the bytes back. */

import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../../../base/errors.ts';
import type { Answer } from '../../../../base/threads/workers.ts';
import { Scanner } from './scanner.ts';
import type { ScannedChunk, WorkerTask } from './threads.ts';

const { spec, module } = workerData as WorkerTask;
const scanner = new Scanner(spec, module);

parentPort!.on('message', (bytes: Uint8Array) => {
  try {
    const scanned = scanner.scan(bytes);
    const { cells, low, location } = scanned.block;
    const sent = [bytes, cells, ...low.values(), ...(location.offsets === null ? [] : [location.offsets])];
    answer({ answer: { scanned, bytes } }, [...new Set(sent.map(({ buffer }) => buffer as ArrayBuffer))]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    answer({ userError: error.message }, []);
  }
});

function answer(message: Answer<ScannedChunk>, transferred: ArrayBuffer[]): void {
  parentPort!.postMessage(message, transferred);
}
