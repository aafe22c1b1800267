/** Measures a whole SGD step: forward, loss, backward, update, on one thread. */

import { type Bntrain, stepSeconds } from './bntrain.ts';
import { type Network, networkTitle } from './networks.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { type InstalledPeer, peerStepSeconds } from './peers.ts';
import { percents, ratioSpread, spread, table, time } from './table.ts';
import { type Contestant, type Results, takeTurns } from './turns.ts';

const TITLE = `A whole SGD step, one thread, float32
The last columns: times bntrain's step on that Node, without and with batch norm; above 1, bntrain is faster`;

export async function measureSteps(
  bntrains: readonly Bntrain[],
  peers: readonly InstalledPeer[],
  { networks, rounds }: Options,
): Promise<PartReport> {
  const contestants: Contestant<Network>[] = [
    ...bntrains.map(bntrain => ({
      name: bntrain.name,
      measure: async (network: Network) => withCost(await stepSeconds(bntrain, network, 1)),
    })),
    ...peers.map(peer => ({
      name: peer.name,
      measure: async (network: Network) => withCost(await peerStepSeconds(peer, network)),
    })),
  ];
  const results = await takeTurns({ contestants, cells: networks, nameOf: networkTitle, rounds });
  const names = contestants.map(({ name }) => name);
  const body = networks.map(network => networkTable(results, networkTitle(network), names, bntrains)).join('\n\n');
  return report(TITLE, results, body);
}

/** Adds the cost of batch norm, as a share of the step without it. */
function withCost(seconds: Record<string, number>): Record<string, number> {
  const { baseline, batchnorm } = seconds;
  if (baseline === undefined || batchnorm === undefined) return seconds;
  return { ...seconds, cost: batchnorm / baseline - 1 };
}

/** A row for each contestant, with the ratio of its step to that of each bntrain. */
function networkTable(results: Results, cell: string, names: readonly string[], bntrains: readonly Bntrain[]): string {
  const ratioTitles = bntrains.flatMap(({ nodeName }) => [`/ ${nodeName}`, 'with']);
  const rows = names.map(name => {
    const [baseline, batchnorm] = [results.rounds(cell, name, 'baseline'), results.rounds(cell, name, 'batchnorm')];
    const ratios = bntrains.flatMap(({ name: reference }) => [
      ratioSpread(baseline, results.rounds(cell, reference, 'baseline')),
      ratioSpread(batchnorm, results.rounds(cell, reference, 'batchnorm')),
    ]);
    const cost = spread(results.rounds(cell, name, 'cost'), percents);
    return [name, spread(baseline, time), spread(batchnorm, time), cost, ...ratios];
  });
  return table([[cell, 'without batch norm', 'with', 'it costs', ...ratioTitles], ...rows]);
}
