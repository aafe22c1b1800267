/**
 * Collects garbage before a thread ends. Node waits for V8's background compilations at the end of a thread. A
 * compilation that finds the heap at its limit waits for the ending thread to collect garbage
 * (https://github.com/nodejs/node/issues/54918), so a finished program hangs; that happened once in some thousand runs.
 * After a collection the limit is far away. It takes a few milliseconds.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
