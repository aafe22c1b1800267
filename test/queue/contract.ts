/** What every queue promises, whichever server it is on. */

import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { type Bundle, type BundleSource, GivenBack, type JobQueue, type Train } from '../../src/queue/job-queue.ts';

/** A queue, with sources of its bundles for as many workers as are asked for. */
export interface OpenQueue {
  readonly queue: JobQueue;
  source(worker: string): BundleSource;
  close(): Promise<void>;
}

export function bundleOf(text: string, sweep = 'sweep'): Bundle {
  return { id: createHash('sha256').update(text).digest('hex'), text, sweep };
}

export const bundlesOf = (...texts: string[]) => texts.map(text => bundleOf(text));
export const echo: Train = async text => `results of ${text}`;
export const never: AbortSignal = new AbortController().signal;
export const drained: Parameters<BundleSource['work']>[1] = { drain: true, signal: never };

/** Tests of a queue; `open` makes another one each time. */
export function testQueue(open: () => Promise<OpenQueue>): void {
  let opened: OpenQueue;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());

  const idsOf = (bundles: readonly Bundle[]) => bundles.map(({ id }) => id);

  it('hands out each bundle once, however often it is added, and returns its results with the worker', async () => {
    const { queue } = opened;
    const bundles = bundlesOf('a', 'b', 'c');
    await queue.add(bundles);
    await queue.add(bundles);
    const trained: string[] = [];
    await opened.source('worker-1').work(async text => {
      trained.push(text);
      return await echo(text, never);
    }, drained);
    await queue.add(bundles);
    await opened.source('worker-2').work(echo, drained);
    expect(trained).to.have.members(['a', 'b', 'c']);
    expect(await queue.ended(idsOf(bundles))).to.have.deep.members(
      bundles.map(({ id, text }) => ({ id, results: `results of ${text}`, worker: 'worker-1' })),
    );
  });

  it('knows bundles that wait and that ended, and no others', async () => {
    const { queue } = opened;
    const [done, waiting, other] = bundlesOf('a', 'b', 'c') as [Bundle, Bundle, Bundle];
    await queue.add([done]);
    await opened.source('worker').work(echo, drained);
    await queue.add([waiting]);
    const ids = idsOf([done, waiting, other]);
    expect([...(await queue.known(ids))]).to.have.members(idsOf([done, waiting]));
    expect((await queue.ended(ids)).map(({ id }) => id)).to.deep.equal([done.id]);
  });

  it('fails a refused bundle at once, with its reason, and goes on with the others', async () => {
    const { queue } = opened;
    const bundles = bundlesOf('bad', 'good');
    await queue.add(bundles);
    let tries = 0;
    const train: Train = async (text, signal) => {
      if (text === 'good') return await echo(text, signal);
      tries++;
      throw new UserError('⟪lr⟫: is not a number');
    };
    await opened.source('worker').work(train, drained);
    expect(tries).to.equal(1);
    expect(await queue.ended(idsOf(bundles))).to.have.deep.members([
      { id: bundles[0]!.id, failure: '⟪lr⟫: is not a number' },
      { id: bundles[1]!.id, results: 'results of good', worker: 'worker' },
    ]);
  });

  it('gives a bundle up whose training failed three times', async () => {
    const { queue } = opened;
    const [bundle] = bundlesOf('a');
    await queue.add([bundle!]);
    let tries = 0;
    await opened.source('worker').work(async () => {
      tries++;
      throw new Error('out of luck');
    }, drained);
    expect(tries).to.equal(3);
    expect(await queue.ended([bundle!.id])).to.deep.equal([{ id: bundle!.id, failure: 'out of luck' }]);
  });

  it('hands out a bundle again that was given back, and does not count that as a try', async () => {
    const { queue } = opened;
    const [bundle] = bundlesOf('a');
    await queue.add([bundle!]);
    for (let n = 0; n < 4; n++) {
      const leaving = new AbortController();
      await opened.source(`leaving-${n}`).work(
        async () => {
          leaving.abort();
          throw new GivenBack();
        },
        { drain: false, signal: leaving.signal },
      );
    }
    await opened.source('worker').work(echo, drained);
    expect(await queue.ended([bundle!.id])).to.deep.equal([
      { id: bundle!.id, results: 'results of a', worker: 'worker' },
    ]);
  });

  it('takes no further bundle after the signal, and returns the one that it has', async () => {
    const { queue } = opened;
    const bundles = bundlesOf('a', 'b');
    await queue.add(bundles);
    const leaving = new AbortController();
    await opened.source('worker').work(
      async (text, signal) => {
        leaving.abort();
        return await echo(text, signal);
      },
      { drain: false, signal: leaving.signal },
    );
    expect(await queue.ended(idsOf(bundles))).to.have.length(1);
    expect(await queue.known(idsOf(bundles))).to.have.property('size', 2);
  });

  it('forgets bundles that ended, and adds them again', async () => {
    const { queue } = opened;
    const [bundle] = bundlesOf('a');
    for (const worker of ['first', 'second']) {
      await queue.add([bundle!]);
      await opened.source(worker).work(echo, drained);
      expect(await queue.ended([bundle!.id])).to.have.deep.members([
        { id: bundle!.id, results: 'results of a', worker },
      ]);
      await queue.remove([bundle!.id]);
      expect(await queue.known([bundle!.id])).to.have.property('size', 0);
    }
  });

  it('hints at a bundle that ended', async () => {
    const { queue } = opened;
    const [bundle] = bundlesOf('a');
    const hint = new Promise<string | null>(resolve => queue.onHint(resolve));
    await queue.add([bundle!]);
    await opened.source('worker').work(echo, drained);
    expect(await hint).to.equal(bundle!.id);
  });

  it('counts bundles that wait and run, and its workers', async () => {
    const { queue } = opened;
    await queue.add(bundlesOf('a', 'b', 'c'));
    expect(await queue.state()).to.deep.include({ own: 0, waiting: 3, running: 0 });
    let during: unknown;
    const leaving = new AbortController();
    await opened.source('worker').work(
      async (text, signal) => {
        leaving.abort();
        during = await queue.state();
        return await echo(text, signal);
      },
      { drain: false, signal: leaving.signal },
    );
    expect(during).to.deep.include({ own: 1, waiting: 2, running: 1 });
    // The server may notice a little later that the worker is gone.
    while ((await queue.state()).own !== 0) await pause(5);
    expect(await queue.state()).to.deep.include({ own: 0, waiting: 2, running: 0 });
  });

  it('hands out no bundle whose id is not the digest of its text', async () => {
    const { queue } = opened;
    const forged = { ...bundleOf('a'), text: 'b' };
    await queue.add([forged]);
    let tries = 0;
    await opened.source('worker').work(async () => {
      tries++;
      return '';
    }, drained);
    expect(tries).to.equal(0);
    const [end] = await queue.ended([forged.id]);
    expect(end)
      .to.have.property('failure')
      .which.matches(/digest/);
  });
}
