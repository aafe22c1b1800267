/** Guesses what a command line will do, before it is parsed. A wrong guess costs some milliseconds, and nothing else. */

import { fileSize } from '../base/files/file-size.ts';

/** Trainings in other threads, and no training. */
const OTHERS = /^(--seeds|--ensemble|--help|-h|--version|-V)/;

/** Whether one network or two are trained on a table. */
export function probablyTrains(args: readonly string[]): boolean {
  const [first = ''] = args;
  const isCommand = first === 'compare' || first === 'train' || first.startsWith('-') || isFile(first);
  return isCommand && args.some(isFile) && !args.some(arg => OTHERS.test(arg));
}

function isFile(path: string): boolean {
  return fileSize(path) !== null;
}
