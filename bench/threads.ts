/**
 * Measures two threads against one for the same step, on an idle machine and beside a process that keeps a processor
 * busy, with the round trip between two threads at that moment.
 */

import { spawn } from 'node:child_process';
import { type Bntrain, stepSeconds } from './bntrain.ts';
import { type Network, networkTitle } from './networks.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { roundTripSeconds } from './round-trip.ts';
import { ratioSpread, spread, table, time } from './table.ts';
import { type Contestant, takeTurns } from './turns.ts';

interface Cell {
  network: Network;
  busy: boolean;
}

const ONE = '1 thread';
const TWO = '2 threads';

export async function measureThreads(bntrain: Bntrain, { networks, rounds }: Options): Promise<PartReport> {
  const on = (threads: number) => ({
    measure: async ({ network, busy }: Cell) => {
      const roundTrip = await roundTripSeconds();
      const measure = () => stepSeconds(bntrain, network, threads);
      return { ...(await (busy ? besideBusyProcess(measure) : measure())), roundTrip };
    },
  });
  const contestants: Contestant<Cell>[] = [
    { name: ONE, ...on(1) },
    { name: TWO, ...on(2) },
  ];
  const cells = networks.flatMap(network => [false, true].map(busy => ({ network, busy })));
  const results = await takeTurns({ contestants, cells, nameOf, rounds });
  const rows = cells.map(cell => {
    const [one, two] = [ONE, TWO].map(name => results.rounds(nameOf(cell), name, 'batchnorm'));
    const roundTrip = spread(results.rounds(nameOf(cell), TWO, 'roundTrip'), time);
    return [nameOf(cell), spread(one, time), spread(two, time), ratioSpread(one, two), roundTrip];
  });
  const header = [bntrain.name, ONE, TWO, 'times faster', 'round trip'];
  return report('Threads inside a step, with batch norm', results, table([header, ...rows]));
}

function nameOf({ network, busy }: Cell): string {
  return networkTitle(network) + (busy ? ', a core busy' : '');
}

async function besideBusyProcess<T>(measure: () => Promise<T>): Promise<T> {
  const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  const stop = () => busy.kill('SIGKILL');
  process.once('exit', stop);
  try {
    return await measure();
  } finally {
    process.off('exit', stop);
    stop();
  }
}
