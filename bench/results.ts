/** Reads a folder of 100,000 results, as shards of a sweep leave it, and sums them up into 1,000 points. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatCount } from '../src/base/text/format.ts';
import { ResultFile } from '../src/saved/results/result-file.ts';
import { lineOf } from '../src/saved/results/result-line.ts';
import type { Bntrain } from './bntrain.ts';
import { type Options, root } from './options.ts';
import { type PartReport, report } from './part.ts';
import { run } from './processes.ts';
import { megabytes, spread, table, time } from './table.ts';
import { temporaryFolder } from './temporary.ts';
import { takeTurns } from './turns.ts';

const [POINTS, SEEDS, FILES] = [1000, 100, 20];
const SWEEP = ['-l', '50x3', '-e', '20', '--lr', '0.01,0.1,1', '--seeds', '2', '--quiet'];
const SUM = fileURLToPath(new URL('./sum-results.js', import.meta.url));

export async function measureResults(bntrain: Bntrain, { rounds, bntrain: program }: Options): Promise<PartReport> {
  const folder = join(temporaryFolder(), 'results');
  await run(bntrain.node, [program, 'sweep', join(root, 'data/iris.csv'), ...SWEEP, '--results', folder]);
  const bytes = multiply(folder);
  const cell = `${formatCount(POINTS * SEEDS)} results of ${formatCount(Math.round(bytes / POINTS / SEEDS))} bytes in ${FILES} files`;
  const page = join(temporaryFolder(), 'results.html');
  const contestants = [
    { name: 'read and summed up', measure: async () => numbersOf(await run(bntrain.node, [SUM, folder])) },
    {
      name: 'bntrain report',
      measure: async () => numbersOf(await run(bntrain.node, [program, 'report', folder, '-o', page])),
    },
  ];
  const results = await takeTurns({ contestants, cells: [cell], nameOf: name => name, rounds });
  const body = contestants.map(({ name }) => [
    name,
    spread(results.rounds(cell, name, 'seconds'), time),
    spread(results.rounds(cell, name, 'peakBytes'), megabytes),
  ]);
  return report('A folder of results', results, table([[cell, 'whole process', 'peak memory'], ...body]));
}

function numbersOf({ seconds, peakBytes }: Awaited<ReturnType<typeof run>>): Record<string, number> {
  return { seconds, ...(peakBytes === null ? {} : { peakBytes }) };
}

/** Makes the results of a large sweep of those of a small one. Returns their bytes. */
function multiply(folder: string): number {
  const names = readdirSync(folder);
  const path = join(folder, names.find(name => name.endsWith('.json'))!);
  const stored = JSON.parse(readFileSync(path, 'utf8'));
  const points = Array.from({ length: POINTS }, (_, n) => ({ lr: 10 ** (-5 + (n / POINTS) * 5) }));
  writeFileSync(
    path,
    JSON.stringify({ ...stored, points, start: { ...stored.start, config: { ...stored.start.config, seeds: SEEDS } } }),
  );
  const file = join(folder, names.find(name => name.endsWith('.ndjson'))!);
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  writeFileSync(file, '');
  const fail = (error: unknown) => {
    throw error;
  };
  const files = Array.from({ length: FILES }, () => new ResultFile(folder, fail));
  let bytes = 0;
  for (let n = 0; n < POINTS * SEEDS; n++) {
    const [point, seed] = [n % POINTS, 1 + Math.floor(n / POINTS)];
    const { summary, ...result } = lines[n % lines.length];
    const job = createHash('sha256').update(String(n)).digest('hex');
    const line = lineOf(job, { ...result, summary: { ...summary, seed }, cell: points[point] });
    bytes += line.length;
    files[n % FILES]!.append(line);
  }
  for (const each of files) each.close();
  return bytes;
}
