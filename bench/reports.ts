/** Measures reports of 20 pairs: the import of what draws them, grouping and drawing alone, the whole process, and the page's size. */

import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatCount } from '../src/base/text/format.ts';
import { ReportFile } from '../src/cli/report-output.ts';
import { readMetrics } from '../src/saved/metrics/read-metrics.ts';
import type { Bntrain } from './bntrain.ts';
import { type Options, root } from './options.ts';
import { type PartReport, report } from './part.ts';
import { run } from './processes.ts';
import { megabytes, spread, table, time } from './table.ts';
import { temporaryFolder } from './temporary.ts';
import { takeTurns } from './turns.ts';

const SEEDS = 20;
const ARGUMENTS = ['compare', join(root, 'data/iris.csv'), '--layers', '4', '--seeds', String(SEEDS), '--json'];
const PAGE = pathToFileURL(join(root, 'dist/src/report/html/page.js')).href;
const TIMED_IMPORT = `const begin = performance.now(); await import('${PAGE}'); console.log((performance.now() - begin) / 1000);`;

interface Metrics {
  title: string;
  path: string;
}

export async function measureReports(bntrain: Bntrain, { rounds }: Options): Promise<PartReport> {
  const cells = [await trained(bntrain, 100), await trained(bntrain, 10_000)];
  const page = join(temporaryFolder(), 'page.html');
  const contestants = [
    {
      name: 'import',
      measure: async () => {
        const { lines } = await run(bntrain.node, ['--input-type=module', '--eval', TIMED_IMPORT]);
        return { seconds: Number(lines[0]!.text) };
      },
    },
    { name: 'group and draw', measure: async ({ path }: Metrics) => ({ seconds: await secondsToWrite(path, page) }) },
    {
      name: 'whole process',
      measure: async ({ path }: Metrics) => {
        const { seconds } = await bntrain.run(['report', path, '-o', page]);
        return { seconds, metricsBytes: statSync(path).size, bytes: statSync(page).size };
      },
    },
  ];
  const results = await takeTurns({ contestants, cells, nameOf: ({ title }) => title, rounds });
  const rows = cells.map(({ title }) => [
    title,
    ...contestants.map(({ name }) => spread(results.rounds(title, name, 'seconds'), time)),
    ...['metricsBytes', 'bytes'].map(each => spread(results.rounds(title, 'whole process', each), megabytes)),
  ]);
  const header = ['', ...contestants.map(({ name }) => name), 'metrics', 'page'];
  return report('From metrics to a page', results, table([header, ...rows]));
}

/** The metrics of a small network. */
async function trained(bntrain: Bntrain, epochs: number): Promise<Metrics> {
  const path = join(temporaryFolder(), `${epochs}.ndjson`);
  const { lines } = await bntrain.run([...ARGUMENTS, '--epochs', String(epochs)]);
  writeFileSync(path, `${lines.map(({ text }) => text).join('\n')}\n`);
  return { title: `${SEEDS} pairs of ${formatCount(epochs)} epochs`, path };
}

/** Without the time to read the metrics. */
async function secondsToWrite(path: string, page: string): Promise<number> {
  const file = await ReportFile.open('⟪output⟫', page, [path]);
  for await (const event of readMetrics([path], () => {})) file.collector.event(event);
  const begin = performance.now();
  await file.write(null, () => {});
  return (performance.now() - begin) / 1000;
}
