/**
 * Runs the commands of docs/reproductions.md and writes what comes out below each: `node dist/bench/reproductions.js [names]`.
 * Names, such as `ioffe`, are those of the markers on the page.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { duration } from '../src/base/text/format.ts';
import type { AnyEvent } from '../src/events/events.ts';
import { root } from './options.ts';
import { run } from './processes.ts';
import { argumentsOf, reproductionsIn, withResult } from './reproductions/page.ts';
import { reproductions } from './reproductions/reproductions.ts';

const page = join(root, 'docs/reproductions.md');
const names = process.argv.slice(2);
const shown = reproductionsIn(readFileSync(page, 'utf8'));
const unknown = names.find(name => !shown.some(each => each.name === name));
if (unknown !== undefined) throw new Error(`${page} has no result '${unknown}'`);

process.chdir(root);
for (const { name, command } of shown.filter(each => names.length === 0 || names.includes(each.name))) {
  const flags = [...argumentsOf(command), '--json', '--quiet'];
  const { seconds, lines } = await run(process.execPath, ['bin/bntrain.js', ...flags]);
  const events = lines.map(({ text }) => JSON.parse(text) as AnyEvent);
  const result = reproductions[name]!(events);
  // Written after each, so that results are not lost if a later command fails.
  writeFileSync(page, withResult(readFileSync(page, 'utf8'), name, result));
  console.log(`${name}, ${duration(seconds)}\n\n${result}\n`);
}
