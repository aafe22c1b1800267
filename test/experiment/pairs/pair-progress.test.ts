import { expect } from 'chai';
import type { Listener } from '../../../src/events/events.ts';
import { PairProgress } from '../../../src/experiment/pairs/pair-progress.ts';

describe('the progress over all pairs', () => {
  it('counts the steps of arms under way, whole pairs, and pairs of a search that may come', () => {
    const seen: unknown[] = [];
    const listener: Listener = { event: () => {}, pairs: progress => seen.push(progress) };
    const progress = new PairProgress([listener], 2, 3, 1);
    progress.step(0, { arm: 'baseline', step: 5, totalSteps: 10, epoch: 0, loss: 1, score: 0 });
    progress.finish(0);
    progress.plan(2);
    progress.finish(1);
    expect(seen).deep.equals([
      { pairs: 4, done: 0, share: 1 / 16 },
      { pairs: 4, done: 1, share: 1 / 4 },
      { pairs: 5, done: 2, share: 2 / 5 },
    ]);
    expect(progress.planned).equals(5);
  });
});
