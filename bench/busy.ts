/**
 * Whether runs of one command agree on what a step costs: the README's comparison ten times, beside two processes that keep the
 * processors busy. Each run gives the cost of a step with an interval, and the ratio of the seconds of its training, for comparison.
 *
 *     npm run build && node dist/bench/busy.js
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ComparisonEvent, ResultEvent } from '../src/events/events.ts';

const RUNS = 10;
const BUSY = 2;
const root = fileURLToPath(new URL('../../', import.meta.url));
const command = [
  'data/digits8x8.csv',
  '--target',
  'label',
  '--layers',
  '100,100',
  '--epochs',
  '20',
  '--json',
  '--quiet',
];

const busy = Array.from({ length: BUSY }, (): ChildProcess => spawn(process.execPath, ['-e', 'for (;;);']));
const found: { ratio: number; low: number; high: number; seconds: number }[] = [];
try {
  for (let run = 0; run < RUNS; run++) found.push(runOnce());
} finally {
  for (const process of busy) process.kill('SIGKILL');
}
const show = (value: number) => value.toFixed(2);
for (const { ratio, low, high, seconds } of found) {
  console.log(
    `cost of a step ${show(ratio)} (${show(low)} to ${show(high)}); by the seconds of training ${show(seconds)}`,
  );
}
const [low, high] = [Math.max(...found.map(each => each.low)), Math.min(...found.map(each => each.high))];
const ratios = found.map(({ ratio }) => ratio);
console.log(`ratios from ${show(Math.min(...ratios))} to ${show(Math.max(...ratios))}`);
console.log(low <= high ? `all intervals hold ${show(low)} to ${show(high)}` : 'the intervals have nothing in common');

function runOnce() {
  const { stdout } = spawnSync(process.execPath, ['bin/bntrain.js', ...command], { cwd: root, encoding: 'utf8' });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { event: string });
  const { stepCostRatio, stepCostLow, stepCostHigh } = events.find(
    ({ event }) => event === 'comparison',
  ) as ComparisonEvent;
  const [baseline, batchnorm] = events.filter(({ event }) => event === 'result') as ResultEvent[];
  const seconds = batchnorm!.seconds / batchnorm!.steps / (baseline!.seconds / baseline!.steps);
  return { ratio: stepCostRatio!, low: stepCostLow!, high: stepCostHigh!, seconds };
}
