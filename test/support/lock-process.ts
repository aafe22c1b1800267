/**
 * A program that writes `ready`, tries to lock a folder at the first byte of its input, writes the outcome, and keeps the lock
 * until its input ends: `node lock-process.js FOLDER links|no-links`.
 */

import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { lockFolder } from '../../src/base/files/lock.ts';

const [folder, links] = process.argv.slice(2) as [string, string];
if (links === 'no-links') {
  fs.linkSync = () => {
    throw Object.assign(new Error('no links here'), { code: 'EPERM' });
  };
  syncBuiltinESMExports();
}
process.stdin.once('data', () => {
  try {
    lockFolder(folder);
    process.stdout.write('won\n');
  } catch (error) {
    process.stdout.write(`lost: ${(error as Error).message}\n`);
  }
});
process.stdout.write('ready\n');
