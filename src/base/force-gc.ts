/**
 * A collection of garbage, for before a thread ends. Node lets a thread end when V8's compilations in the background are over,
 * and one of these that finds the heap at its limit waits for a collection by the thread that waits for it
 * (https://github.com/nodejs/node/issues/54918): then a program that is done hangs, which was seen once in some thousand
 * runs. Behind a collection the limit is far away. It takes a few milliseconds.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
