/** What each command concludes from its pairs. Nothing of this room is loaded before there are pairs to conclude from. */

import type { Conclude } from '../experiment/experiment.ts';
import type { Experiment } from '../experiment/spec.ts';

const ofSeeds = async (): Promise<Conclude> => (await import('./seeds/seeds.js')).concludeSeeds;

const conclusions: Readonly<Record<Experiment['command'], () => Promise<Conclude>>> = {
  compare: ofSeeds,
  train: ofSeeds,
  evidence: async () => (await import('./test-claims.js')).concludeEvidence,
  sweep: async () => (await import('./sweep/conclude.js')).concludeSweep,
};

export const conclude: Conclude = async (study, emit) => {
  const own = await conclusions[study.experiment.command]();
  await own(study, emit);
};
