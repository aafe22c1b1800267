/** The bare matrix products of affine layers, on one thread. */

import { type Bntrain, measuredProducts } from './bntrain.ts';
import { products, productTitle } from './networks.ts';
import type { Options } from './options.ts';
import { type PartReport, report } from './part.ts';
import { type InstalledPeer, peerGflops } from './peers.ts';
import { plain, ratioSpread, spread, table } from './table.ts';
import { type Contestant, takeTurns } from './turns.ts';

const CELL = 'GFLOP/s';

export async function measureProducts(
  bntrains: readonly Bntrain[],
  peers: readonly InstalledPeer[],
  { rounds }: Options,
): Promise<PartReport> {
  // Products by title. bntrain is first in a round and decides what is measured; these are used if it measures nothing.
  const asked = new Map(products.map(product => [productTitle(product), product]));

  const fromBntrain = (bntrain: Bntrain) => async () => {
    const measured = await measuredProducts(bntrain);
    for (const { product } of measured) asked.set(productTitle(product), product);
    return Object.fromEntries(measured.map(({ product, gflops }) => [productTitle(product), gflops]));
  };
  const fromPeer = (peer: InstalledPeer) => async () => {
    const speeds: Record<string, number> = {};
    for (const [title, product] of asked) speeds[title] = await peerGflops(peer, product);
    return speeds;
  };
  const contestants: Contestant<string>[] = [
    ...bntrains.map(bntrain => ({ name: bntrain.name, measure: fromBntrain(bntrain) })),
    ...peers.map(peer => ({ name: peer.name, measure: fromPeer(peer) })),
  ];
  const results = await takeTurns({ contestants, cells: [CELL], nameOf: cell => cell, rounds });

  const speedTitles = contestants.map(({ name }) => name);
  const pairs = bntrains.flatMap(({ name }) => peers.map(peer => [name, peer.name] as const));
  const rows = [...asked.keys()].map(title => [
    title,
    ...speedTitles.map(name => spread(results.rounds(CELL, name, title), plain)),
    ...pairs.map(([ours, theirs]) =>
      ratioSpread(results.rounds(CELL, ours, title), results.rounds(CELL, theirs, title)),
    ),
  ]);
  const header = [CELL, ...speedTitles, ...pairs.map(([ours, theirs]) => `${ours} / ${theirs}`)];
  return report('Matrix products, one thread, float32', results, table([header, ...rows]));
}
