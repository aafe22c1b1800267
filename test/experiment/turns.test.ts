import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import { Turns } from '../../src/experiment/turns.ts';

const epoch = (arm: string, epoch: number) => ({ event: 'epoch', arm, epoch }) as TrainingEvent;

describe('turns', () => {
  /** Turns of two arms, and what they did. `state` may be changed. */
  function make() {
    const state = {
      emitted: [] as string[],
      passedOn: [] as string[],
      full: null as Promise<void> | null,
      ending: false,
    };
    const turns = new Turns(['a', 'b'], {
      emit: event => state.emitted.push(`${'arm' in event ? event.arm : ''}${'epoch' in event ? event.epoch : ''}`),
      passedOn: arm => state.passedOn.push(arm),
      drained: () => state.full,
      isEnding: () => state.ending,
    });
    return { turns, state };
  }

  it('take an epoch of each arm, whichever comes first', async () => {
    const { turns, state } = make();
    for (const n of [0, 1]) turns.add('b', epoch('b', n));
    expect(state.emitted).to.deep.equal([]);
    for (const n of [0, 1]) turns.add('a', epoch('a', n));
    turns.leave('a');
    for (const n of [2, 3]) turns.add('b', epoch('b', n));
    turns.leave('b');
    await turns.done;
    expect(state.emitted).to.deep.equal(['a0', 'b0', 'a1', 'b1', 'b2', 'b3']);
  });

  it('count an event as passed on when it was emitted, so that the faster arm waits for the slower', () => {
    const { turns, state } = make();
    for (const n of [0, 1, 2]) turns.add('b', epoch('b', n));
    turns.add('a', epoch('a', 0));
    expect(state.passedOn).to.deep.equal(['a', 'b']);
  });

  it('emit nothing while a listener is full, until it is drained', async () => {
    const { turns, state } = make();
    let drain = () => {};
    state.full = new Promise(resolve => {
      drain = resolve;
    });
    turns.add('a', epoch('a', 0));
    turns.add('b', epoch('b', 0));
    expect(state.emitted).to.deep.equal(['a0']);
    state.full = null;
    drain();
    for (const arm of ['a', 'b']) turns.leave(arm);
    await turns.done;
    expect(state.emitted).to.deep.equal(['a0', 'b0']);
  });

  it('do not wait for a full listener when the arms are to end', async () => {
    const { turns, state } = make();
    state.full = new Promise(() => {});
    for (const arm of ['a', 'b']) turns.add(arm, epoch(arm, 0));
    state.ending = true;
    for (const arm of ['a', 'b']) turns.leave(arm);
    await turns.done;
    expect(state.emitted).to.deep.equal(['a0', 'b0']);
  });
});
