/** A sweep by a queue comes to what one process comes to. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { FailedCheck, FailedRuns } from '../../src/base/errors.ts';
import { version } from '../../src/base/version.ts';
import type { TrainingEvent } from '../../src/events/events.ts';
import { evidenceExperiment } from '../../src/evidence/evidence.ts';
import { makeStableGrid } from '../../src/evidence/sweep/grid.ts';
import { comparedArms } from '../../src/experiment/arms.ts';
import { runExperiment } from '../../src/experiment/experiment.ts';
import { defaultLimits } from '../../src/queue/job/limits.ts';
import { type BundleSource, GivenBack, type QueueState } from '../../src/queue/job-queue.ts';
import { checkLine, lineOf } from '../../src/saved/results/result-line.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { only, temporaryFolder } from '../support/bntrain.ts';
import { MemoryQueue } from '../support/memory-queue.ts';
import { eventsOf, iris, kernels, type Queued, queued, sweep, timeless, work } from '../support/queued-sweep.ts';

const small = { layers: '4', epochs: '3', threads: '1' };
/** What is measured, or follows from times. */
const timed: readonly string[] = ['step-cost', 'summary', 'curve', 'claim'];

describe('a sweep by a queue', () => {
  const folder = temporaryFolder();
  let count = 0;
  let whole: unknown[];

  const place = () => {
    const path = join(folder.path, String(count++));
    mkdirSync(path);
    return path;
  };
  const linesIn = (directory: string) =>
    readdirSync(directory)
      .filter(name => name.endsWith('.ndjson'))
      .flatMap(name => readFileSync(join(directory, name), 'utf8').trimEnd().split('\n'));

  const coordinated = (queue: MemoryQueue, directory: string, { more, ...options }: Queued & { more?: object } = {}) =>
    queued(sweep(more), queue, directory, options);

  before(async () => {
    whole = timeless((await eventsOf(sweep())).events);
  });

  for (const workers of [1, 2]) {
    it(`has the events of one process with ${workers} at work`, async () => {
      const queue = new MemoryQueue();
      const hands = Array.from({ length: workers }, (_, n) => work(queue.source(`w${n}`), `w${n}`));
      const directory = place();
      const { events, error } = await eventsOf(coordinated(queue, directory));
      await Promise.all(hands.map(each => each.stop()));
      expect(error).to.equal(null);
      expect(timeless(events)).to.deep.equal(whole);
      expect(linesIn(directory)).to.have.lengthOf(12);
      // Each is trained once.
      expect(queue.log).to.have.lengthOf(queue.ids.length);
    });
  }

  it('does so for a search, whose later runs follow from the first', async () => {
    const { config, points } = makeStableGrid({ given: { ...small, seeds: '2' }, yes: false }, comparedArms);
    const search = {
      command: 'sweep' as const,
      paths: [iris],
      arms: comparedArms,
      config,
      points,
      search: 'stable-lr' as const,
    };
    const queue = new MemoryQueue();
    const { stop } = work(queue.source('ada'), 'ada');
    const { events, error } = await eventsOf(queued(search, queue, place(), { oneBundle: true }));
    await stop();
    expect(error).to.equal(null);
    expect(timeless(events)).to.deep.equal(timeless((await eventsOf(search)).events));
    // The first runs, and one further bundle for each step of the search.
    expect(queue.ids.length).to.be.greaterThan(1);
  });

  it('does so for a comparison that records more, and for claims with several learning rates', async () => {
    const recording = { seeds: '3', validation: '0.3', logSteps: '2', trainEvalRows: 'all', probeSteps: '4' };
    const compare = {
      command: 'compare' as const,
      paths: [iris],
      arms: comparedArms,
      config: makeConfig({ ...small, ...recording }),
    };
    const claims = evidenceExperiment([iris], {
      ...small,
      seeds: '3',
      claims: 'faster,regularizes',
      lr: '0.1,0.5',
      selectSeeds: '2',
    });
    for (const experiment of [compare, claims]) {
      const queue = new MemoryQueue();
      const { stop } = work(queue.source('ada'), 'ada');
      const { events, error } = await eventsOf(queued(experiment, queue, place(), { oneBundle: true }));
      await stop();
      expect(error).to.equal(null);
      const ofRuns = (all: readonly TrainingEvent[]) => timeless(all.filter(({ event }) => !timed.includes(event)));
      expect(ofRuns(events)).to.deep.equal(ofRuns((await eventsOf(experiment)).events));
    }
  });

  it('has the same events where every bundle is trained twice, at the same time and later', async () => {
    const queue = new MemoryQueue({ deliveries: 2 });
    const hands = ['ada', 'bob'].map(name => work(queue.source(name), name));
    const { events, error } = await eventsOf(coordinated(queue, place()));
    expect(error).to.equal(null);
    expect(timeless(events)).to.deep.equal(whole);
    while (queue.log.length < 2 * queue.ids.length) await new Promise(resolve => setTimeout(resolve, 10));
    await Promise.all(hands.map(each => each.stop()));
    const contents = new Set(queue.log.flatMap(({ results }) => results!.split('\n').map(contentOf)));
    expect(contents.size).to.equal(12);
  });

  it('makes the same bundles again, and adds only those with missing runs', async () => {
    const [first, second, third] = [new MemoryQueue(), new MemoryQueue(), new MemoryQueue()];
    const directory = place();
    await eventsOf(coordinated(first, place(), { detached: true }));
    const worker = work(second.source('ada'), 'ada');
    await eventsOf(coordinated(second, directory));
    await worker.stop();
    expect(second.ids).to.deep.equal(first.ids);
    const { events } = await eventsOf(coordinated(third, directory));
    expect(third.ids).to.deep.equal([]);
    expect(timeless(events)).to.deep.equal(whole);
  });

  it('counts each pair once where a bundle has runs that were there before', async () => {
    const [first, second] = [new MemoryQueue(), new MemoryQueue()];
    const directory = place();
    const hands = [first, second].map(queue => work(queue.source('ada'), 'ada'));
    await eventsOf(coordinated(first, directory));
    for (const name of readdirSync(directory).filter(each => each.endsWith('.ndjson'))) {
      const path = join(directory, name);
      writeFileSync(path, `${readFileSync(path, 'utf8').split('\n').slice(0, 5).join('\n')}\n`);
    }
    const { events, done } = await eventsOf(coordinated(second, directory, { oneBundle: true }));
    await Promise.all(hands.map(each => each.stop()));
    expect(second.ids).to.have.lengthOf(1);
    expect(done).to.equal(12);
    expect(timeless(events)).to.deep.equal(whole);
  });

  it('trains once what two points have in common', async () => {
    const twice = sweep({ lr: '0.1,1', initScale: '1' });
    const points = [...twice.points!, ...twice.points!];
    const queue = new MemoryQueue();
    const { stop } = work(queue.source('ada'), 'ada');
    const { events, error, done } = await eventsOf(queued({ ...twice, points }, queue, place(), { oneBundle: true }));
    await stop();
    expect(error).to.equal(null);
    expect(done).to.equal(12);
    expect(JSON.parse(queue.texts[0]!).runs).to.have.lengthOf(6);
    expect(timeless(events)).to.deep.equal(timeless((await eventsOf({ ...twice, points })).events));
  });

  it('leaves its runs in the queue where it is detached, and collects them with the next start', async () => {
    const [queue, directory] = [new MemoryQueue(), place()];
    const detached = await eventsOf(coordinated(queue, directory, { detached: true }));
    expect(detached.error).to.equal(null);
    expect(only(detached.events, 'warning').map(({ message }) => message)).to.deep.equal([
      '0 of 12 pairs are done; the queue has the others; run the command without ⟪detach⟫ to collect them',
    ]);
    const { bundles, ended } = work(queue.source('ada'), 'ada', { drain: true });
    await ended;
    expect(bundles.every(({ outcome }) => outcome === 'done')).to.equal(true);
    const { events } = await eventsOf(coordinated(queue, directory));
    expect(timeless(events)).to.deep.equal(whole);
  });

  it('adds again what the server has lost', async () => {
    const queue = new MemoryQueue();
    const run = eventsOf(coordinated(queue, place()));
    while (queue.ids.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    queue.forget();
    const worker = work(queue.source('ada'), 'ada');
    expect(timeless((await run).events)).to.deep.equal(whole);
    await worker.stop();
  });

  it('keeps what is done where it is interrupted, and goes on with the same command', async () => {
    const [queue, directory, abort] = [new MemoryQueue(), place(), new AbortController()];
    const source = queue.source('ada');
    let left = 3;
    const one: BundleSource = {
      work: (train, options) =>
        source.work(async (text, signal) => {
          if (left-- === 0) abort.abort();
          if (left < 0) throw new GivenBack('');
          return train(text, signal);
        }, options),
    };
    const worker = work(one, 'ada');
    const { events, error } = await eventsOf(coordinated(queue, directory), abort.signal);
    await worker.stop();
    expect(error).to.equal(null);
    const done = only(events, 'pair').length;
    expect(done).to.be.within(1, 11);
    expect(only(events, 'sweep')).to.have.lengthOf(1);
    const next = work(queue.source('bob'), 'bob');
    const again = await eventsOf(coordinated(queue, directory));
    await next.stop();
    expect(only(again.events, 'pair')).to.have.lengthOf(12);
    expect(linesIn(directory)).to.have.lengthOf(12);
  });

  it('warns that no worker is there, and which others are', async () => {
    expect(await warningWith({ kind: '0.0.9-fma', count: 3 })).to.contain('; there are 3 for 0.0.9, fma; start one');
    expect(await warningWith({ kind: '0.0.9-fma', count: 1 })).to.contain('; there is 1 for 0.0.9, fma; start one');
    expect(await warningWith()).to.equal(`no worker for ${version}, ${kernels}; start one: bntrain worker`);
  });

  /** The first warning of a coordinator that has no worker of its kind, but these. */
  async function warningWith(...others: QueueState['others']): Promise<string> {
    const queue = new MemoryQueue();
    queue.others = others;
    const messages: string[] = [];
    const listener = (event: TrainingEvent) => {
      if (event.event === 'warning') messages.push(event.message);
    };
    const abort = new AbortController();
    const run = runExperiment(coordinated(queue, place()), [{ event: listener }], abort.signal).catch(() => {});
    while (messages.length === 0) await new Promise(resolve => setTimeout(resolve, 10));
    abort.abort();
    await run;
    return messages[0]!;
  }

  it('ends with what failed, and does the rest', async () => {
    const [queue, directory] = [new MemoryQueue(), place()];
    // 4 hidden units have fewer parameters than 400.
    const more = { layers: '4x1,400x1', lr: '0.1', initScale: '1' };
    const limits = { ...defaultLimits, parameters: 1000 };
    const worker = work(queue.source('ada'), 'ada', { limits });
    const { events, error } = await eventsOf(coordinated(queue, directory, { more }));
    await worker.stop();
    expect(error).to.be.instanceOf(FailedRuns);
    expect((error as Error).message).to.match(
      /^\d pairs? failed: \d pairs? from seed \d.* on: ⟪maxParameters⟫: a network has/,
    );
    const messages = only(events, 'warning').map(({ message }) => message);
    expect(messages.at(-1)).to.match(
      /^\d of 6 pairs are done; the others failed; the same command tries them again after 'bntrain queue retry'$/,
    );
    expect(only(events, 'pair').length).to.equal(linesIn(directory).length);
    expect(only(events, 'sweep')).to.deep.equal([]);
  });

  it('takes a run that diverged for a result', async () => {
    const queue = new MemoryQueue();
    const more = { lr: '0.1,1e30', initScale: '1' };
    const worker = work(queue.source('ada'), 'ada');
    const { events, error } = await eventsOf(coordinated(queue, place(), { more }));
    await worker.stop();
    expect(error).to.equal(null);
    expect(only(events, 'result').filter(({ diverged }) => diverged).length).to.be.greaterThan(0);
    expect(timeless(events)).to.deep.equal(timeless((await eventsOf(sweep(more))).events));
  });

  /** A worker that changes what it computed, and makes the digests fit. */
  const lying = (source: BundleSource, change: (results: string) => string): BundleSource => ({
    work: (train, options) => source.work(async (text, signal) => change(await train(text, signal)), options),
  });
  const slightly = (results: string) =>
    results
      .split('\n')
      .map(line => {
        const stored = JSON.parse(line);
        const run = stored.summary.runs[0];
        run.trainLoss = stored.results[0].final.trainLoss += 2 ** -52;
        return lineOf(stored.job, stored).trimEnd();
      })
      .join('\n');

  it('finds a worker that lies by training again, and has its runs trained by others', async () => {
    const [queue, directory] = [new MemoryQueue(), place()];
    await eventsOf(coordinated(queue, place(), { detached: true }));
    await work(lying(queue.source('liar'), slightly), 'liar', { drain: true }).ended;
    const { error } = await eventsOf(coordinated(queue, directory, { verify: 0.01 }));
    expect(error).to.be.instanceOf(FailedCheck);
    expect((error as Error).message).to.match(/^not the same bits: seed \d.* by worker liar, and trained again here/);
    expect(linesIn(directory)).to.have.lengthOf(11);
    const honest = work(queue.source('ada'), 'ada');
    const { events } = await eventsOf(coordinated(queue, place(), { verify: 1 }));
    await honest.stop();
    expect(timeless(events)).to.deep.equal(whole);
  });

  it('names both workers where their results of a run differ', async () => {
    const [queue, other, directory] = [new MemoryQueue(), new MemoryQueue(), place()];
    const honest = work(queue.source('ada'), 'ada');
    await eventsOf(coordinated(queue, directory, { more: { seeds: '2' } }));
    await honest.stop();
    const liar = work(lying(other.source('liar'), slightly), 'liar');
    const { error } = await eventsOf(coordinated(other, directory, { oneBundle: true }));
    await liar.stop();
    expect(error).to.be.instanceOf(FailedCheck);
    expect((error as Error).message).to.match(/\(worker ada\).* \(worker liar\): two results of the same run differ/);
  });

  for (const [what, change] of [
    ['is no result', () => 'x'],
    ['lacks a run', (results: string) => results.split('\n').slice(1).join('\n')],
    ['has a run twice', (results: string) => [...results.split('\n').slice(1), results.split('\n')[1]].join('\n')],
    ['has a number that is none', altered(stored => (stored.results[0].steps = 'many'))],
    ['has columns of other lengths', altered(stored => stored.curves.tables[0].rows++)],
    ['has an event of no run', altered(stored => (stored.results[0].arm = 'other'))],
    ['has fields that there are not', altered(stored => (stored.extra = 1), 'extra')],
    ['says something twice', altered(() => {}, 'cell')],
    [
      'has lists in lists without end',
      (results: string) => results.replaceAll('"cell":{', `"cell":{"x":${'['.repeat(1e5)}${']'.repeat(1e5)},`),
    ],
    ['has a very long text', (results: string) => results.replace('"at":"', `"at":"${'x'.repeat(1e6)}`)],
  ] as const) {
    it(`does not use what ${what}`, async () => {
      const [queue, directory] = [new MemoryQueue(), place()];
      const worker = work(lying(queue.source('eve'), change), 'eve');
      const { events, error } = await eventsOf(coordinated(queue, directory, { oneBundle: true }));
      await worker.stop();
      expect(error).to.be.instanceOf(FailedRuns);
      expect((error as Error).message)
        .to.contain('worker eve: its results are none: ')
        .and.have.property('length')
        .below(1000);
      expect(only(events, 'pair')).to.deep.equal([]);
      expect(linesIn(directory)).to.deep.equal([]);
      expect(queue.ids).to.deep.equal([]);
    });
  }
});

/** What the digest of a line is over. */
function contentOf(line: string): string {
  return checkLine(Buffer.from(line))!.digest;
}

/** Changes what results say, and makes the digests fit. */
function altered(change: (stored: any) => void, extra?: string): (results: string) => string {
  return results =>
    results
      .split('\n')
      .map(line => {
        const stored = JSON.parse(line);
        change(stored);
        const text = lineOf(stored.job, stored).trimEnd();
        return extra === undefined ? text : text.replace(',"at":', `,"${extra}":1,"at":`);
      })
      .join('\n');
}
