/**
 * Trains one epoch on a table that is larger than bntrain's memory and sorted by class, from process start to the
 * result. It runs only when it is named, because it takes minutes and several times the table's size on disk.
 */

import { join } from 'node:path';
import { formatCount } from '../src/base/text/format.ts';
import { type Bntrain, eventsOf } from './bntrain.ts';
import { numbersOf } from './end-to-end.ts';
import { writeSortedClasses } from './floats.ts';
import { arms } from './networks.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { type Run, run } from './processes.ts';
import { megabytes, percents, spread, table, time } from './table.ts';
import { temporaryFolder } from './temporary.ts';
import { takeTurns } from './turns.ts';

const SETTINGS = ['--memory', '500mb', '--epochs', '1', '--layers', '32', '--json', '--quiet'];
/** The 500 MB of the table, and the memory of Node, the kernels and the networks. */
const MOST_BYTES = 900e6;

/** Runs once, for any number of rounds. */
export async function measureLarge(bntrain: Bntrain, { gigabytes, bntrain: program }: Options): Promise<PartReport> {
  const folder = temporaryFolder();
  const path = join(folder, 'large.csv');
  const { rows, bytes } = writeSortedClasses(path, gigabytes * 1e9);
  const cell = `${formatCount(rows)} x 30, ${formatCount(Math.round(bytes / 1e6))} MB, sorted by class`;
  const places: string[] = [];
  const measure = async () => {
    // Its files on disk are in the folder of the table.
    const env = { TMPDIR: folder, XDG_CACHE_HOME: folder };
    const finished = await run(bntrain.node, [program, path, ...SETTINGS], env);
    places.push(placeOf(finished));
    return numbersOf(finished);
  };
  const contestants = [{ name: bntrain.name, measure }];
  const results = await takeTurns({ contestants, cells: [cell], nameOf: name => name, rounds: 1 });
  const of = (metric: string) => results.rounds(cell, bntrain.name, metric);
  const peak = of('peakBytes')?.[0];
  const kept = peak === undefined ? '' : ` (${peak < MOST_BYTES ? 'under' : 'NOT UNDER'} ${MOST_BYTES / 1e6} MB)`;
  const body = table([
    [cell, bntrain.name],
    ['whole process', spread(of('seconds'), time)],
    ['peak memory', spread(of('peakBytes'), megabytes) + kept],
    ['trained from', places[0] ?? '-'],
    ...arms.map(arm => [`accuracy, ${arm}`, spread(of(arm), percents)]),
  ]);
  return report(`bntrain ${SETTINGS.slice(0, 6).join(' ')}`, results, body);
}

/** The location of the rows from the start event; the accuracies show whether the rows were shuffled well. */
function placeOf(finished: Run): string {
  return eventsOf(finished, 'start')[0]?.data.location ?? 'not told';
}
