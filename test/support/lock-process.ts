/** A program that takes a folder's lock when the clock says so: `node lock-process.js FOLDER WHEN HOLD`, milliseconds. */

import { lockFolder } from '../../src/saved/lock.ts';

const [folder, when, hold] = process.argv.slice(2) as [string, string, string];
while (Date.now() < Number(when));
try {
  lockFolder(folder);
  process.stdout.write('won');
  await new Promise(resolve => setTimeout(resolve, Number(hold)));
} catch (error) {
  process.stdout.write(`lost: ${(error as Error).message}`);
}
