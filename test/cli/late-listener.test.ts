import { expect } from 'chai';
import { LateListener } from '../../src/cli/late-listener.ts';
import type { TrainingEvent } from '../../src/events/events.ts';

describe('listeners that load late', () => {
  const warning = (message: string): TrainingEvent => ({ event: 'warning', code: 'settings', message });

  /** A late listener, and what the listener behind it gets. */
  function late() {
    const got: string[] = [];
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
          event: event => void got.push(event.event === 'warning' ? event.message : event.event),
          end: () => void got.push('end'),
          abandon: () => void got.push('abandon'),
        },
      ];
    });
    return { listener, got, finish, loads: () => loads };
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
    const { listener, got, finish } = late();
    listener.event(warning('a'));
    listener.event(warning('b'));
    listener.end();
    expect(got).to.deep.equal([]);
    finish();
    await listener.settled();
    listener.event(warning('c'));
    listener.abandon();
    expect(got).to.deep.equal(['a', 'b', 'end', 'c', 'abandon']);
  });

  it('let events wait only where very many wait already', async () => {
    const { listener, got, finish } = late();
    listener.event(warning('a'));
    expect(listener.drained()).to.equal(null);
    for (let n = 0; n < 1000; n++) listener.event(warning('b'));
    const drained = listener.drained();
    finish();
    await drained;
    expect(got.length).to.equal(1001);
  });

  it('are settled with the error of a listener that fails meanwhile, and of one that cannot be loaded', async () => {
    const failed = new Error('failed');
    const fails = () => {
      throw failed;
    };
    for (const load of [async () => [{ event: fails }], fails as never]) {
      const listener = new LateListener(async () => await load());
      listener.event(warning('a'));
      // Nobody waits yet.
      await new Promise(resolve => setImmediate(resolve));
      expect(await listener.settled().catch(error => error)).to.equal(failed);
    }
  });

  it('are settled without loading if nothing happened', async () => {
    const { listener, loads } = late();
    await listener.settled();
    expect(loads()).to.equal(0);
  });
});
