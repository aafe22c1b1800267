/** A thread that encodes blocks of a table into matrices that it shares with others. */

import { parentPort } from 'node:worker_threads';
import { UserError } from '../../base/errors.ts';
import type { Answer } from '../../base/threads/workers.ts';
import { encodeRows } from './encode.ts';
import type { EncodeAnswer, EncodeSetup, EncodeTask } from './encode-threads.ts';
import { noUnseenValues, type UnseenValues } from './unseen-values.ts';

let setup: EncodeSetup;

parentPort!.on('message', (message: EncodeSetup | EncodeTask) => {
  if ('targets' in message) {
    setup = message;
    return;
  }
  const cells = message.block.cells as Float32Array<ArrayBuffer>;
  const answer: Answer<EncodeAnswer> = { answer: { unseen: encode(message), cells } };
  parentPort!.postMessage(answer, [cells.buffer]);
});

function encode({ index, block, parts }: EncodeTask): UnseenValues | null {
  const unseen = noUnseenValues();
  try {
    for (const [p, { rows, row }] of parts.entries()) {
      const { encoding, x } = setup.targets[p]!;
      encodeRows(encoding, block, index, rows, x, row, unseen, String);
    }
    return unseen;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
