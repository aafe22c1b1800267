import { expect } from 'chai';
import { LateListener } from '../../src/cli/late-listener.ts';
import type { TrainingEvent } from '../../src/events/events.ts';

describe('listeners that load late', () => {
  const warning = (message: string): TrainingEvent => ({ event: 'warning', code: 'settings', message });

  /** A late listener, and what the listener behind it has been told. */
  function late() {
    const told: string[] = [];
    let finish = () => {};
    const loaded = new Promise<void>(resolve => {
      finish = resolve;
    });
    let loads = 0;
    const listener = new LateListener(async () => {
      loads++;
      await loaded;
      return [
        {
          event: event => void told.push(event.event === 'warning' ? event.message : event.event),
          end: () => void told.push('end'),
          abandon: () => void told.push('abandon'),
        },
      ];
    });
    return { listener, told, finish, loads: () => loads };
  }

  it('load once, at the first event', async () => {
    const { listener, finish, loads } = late();
    listener.progress({ arm: 'baseline', epoch: 1, step: 1, totalSteps: 2, loss: 1 } as never);
    expect(loads()).to.equal(0);
    listener.event(warning('a'));
    listener.event(warning('b'));
    finish();
    await listener.settled();
    expect(loads()).to.equal(1);
  });

  it('get every event and the end in order, whenever they are loaded', async () => {
    const { listener, told, finish } = late();
    listener.event(warning('a'));
    listener.event(warning('b'));
    listener.end();
    expect(told).to.deep.equal([]);
    finish();
    await listener.settled();
    listener.event(warning('c'));
    listener.abandon();
    expect(told).to.deep.equal(['a', 'b', 'end', 'c', 'abandon']);
  });

  it('let events wait only where very many wait already', async () => {
    const { listener, told, finish } = late();
    listener.event(warning('a'));
    expect(listener.drained()).to.equal(null);
    for (let n = 0; n < 1000; n++) listener.event(warning('b'));
    const drained = listener.drained();
    finish();
    await drained;
    expect(told.length).to.equal(1001);
  });

  it('are settled without loading if nothing happened', async () => {
    const { listener, loads } = late();
    await listener.settled();
    expect(loads()).to.equal(0);
  });
});
