/** What a worker takes, what it refuses, and how it ends. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { canonicalJson } from '../../src/base/text/canonical-json.ts';
import { defaultLimits, type Limits } from '../../src/queue/job/limits.ts';
import { type DataStore, GivenBack } from '../../src/queue/job-queue.ts';
import { trainBundle } from '../../src/queue/train-bundle.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { MemoryQueue } from '../support/memory-queue.ts';
import { eventsOf, here, kernels, queued, sweep, timeless, work } from '../support/queued-sweep.ts';

const never = new AbortController().signal;

describe('a worker', () => {
  const folder = temporaryFolder();
  let count = 0;
  let text: string;
  const place = () => {
    const path = join(folder.path, String(count++));
    mkdirSync(path);
    return path;
  };

  before(async () => {
    const queue = new MemoryQueue();
    await eventsOf(queued(sweep(), queue, place(), { detached: true, oneBundle: true }));
    [text] = queue.texts as [string];
  });

  const train = (job: string, more: { limits?: Limits; data?: DataStore } = {}) => {
    const training = { worker: 'ada', kernels, limits: defaultLimits, data: here, machine: { threads: 1 }, ...more };
    return trainBundle(job, training, never).then(
      () => null,
      (error: Error) => error,
    );
  };

  const changed = (change: (job: any) => void) => {
    const job = JSON.parse(text);
    change(job);
    return canonicalJson(job);
  };

  it('trains a job as it was written', async () => {
    expect(await train(text)).to.equal(null);
    expect(canonicalJson(JSON.parse(text))).to.equal(text);
  });

  for (const [what, change, message] of [
    ['of a later format', job => (job.format = 'bntrain-job/2'), /'format'/],
    ['of another version', job => (job.version = '0.0.1'), /is of bntrain 0\.0\.1, and this is/],
    ['of other kernels', job => (job.kernels = 'plain'), /is of the kernels plain/],
    ['with an unknown field', job => (job.shell = 'ls'), /'shell'/],
    ['with an unknown field in a run', job => (job.runs[0].path = '/etc/passwd'), /'runs\.0\.path'/],
    ['with an unknown setting', job => (job.config.shell = 'ls'), /has 'shell', which is no setting of a job/],
    [
      'with a setting that names a directory',
      job => (job.config.cacheDir = '/'),
      /has 'cacheDir', which is no setting/,
    ],
    ['with a setting that names a library', job => (job.config.blas = '/x.so'), /has 'blas', which is no setting/],
    ['with a file of weights', job => (job.runs[0].point.initFrom = '/x'), /has 'initFrom', which is no setting/],
    ['with a file that validates', job => (job.config.validation = '/x.csv'), /names a file in ⟪validation⟫/],
    ['with such a file at a point', job => (job.runs[0].point.validation = '/x.csv'), /names a file in ⟪validation⟫/],
    ['with a library in an arm', job => (job.arms[0].overrides.blas = '/x.so'), /has 'blas', which is no setting/],
    ['with layers as text', job => (job.config.layers = '9x9'), /has 'layers' in another form than jobs have/],
    ['with a number of a point as text', job => (job.runs[0].point.lr = '0.5'), /has 'lr' in another form/],
    ['with a value that no setting takes', job => (job.config.lr = -1), /⟪lr⟫: got '-1'/],
    ['without runs', job => (job.runs = []), /'runs'/],
    ['with the same run twice', job => job.runs.push(job.runs[0]), /has a run twice/],
    [
      'with many arms in many pairs',
      job => {
        job.arms = Array.from({ length: 30 }, (_, n) => ({ name: `arm${n}`, overrides: {} }));
      },
      /has 360 runs, takes 256 at most/,
    ],
    [
      'with more arms than that',
      job => {
        job.arms = Array.from({ length: 257 }, (_, n) => ({ name: `arm${n}`, overrides: {} }));
      },
      /'arms'/,
    ],
    ['with an arm that it lacks', job => (job.runs[0].arm = 'x'), /has runs of the arm 'x'/],
    ['with another seed than its digest says', job => (job.runs[0].seed = 77), /is another one here/],
    [
      'with layers beyond the limit',
      job => (job.config.layers = [9000, 20_000]),
      /⟪maxParameters⟫: a network has at least 180,000,000/,
    ],
    ['with epochs beyond the limit', job => (job.config.epochs = 1e9), /records .* evaluations and steps/],
  ] as [string, (job: any) => void, RegExp][]) {
    it(`refuses a job ${what}, for good`, async () => {
      const error = await train(changed(change));
      expect(error).to.be.instanceOf(UserError);
      expect(error!.message).to.match(message);
    });
  }

  it('refuses what is no JSON, and what is very long', async () => {
    expect((await train('{'))!.message).to.contain('is no JSON');
    expect((await train(' '.repeat(2 ** 21)))!.message).to.contain('takes 1048576 at most');
  });

  it('refuses networks and bundles beyond its limits', async () => {
    const small = await train(text, { limits: { ...defaultLimits, parameters: 20 } });
    expect(small!.message).to.match(/^⟪maxParameters⟫: a network has \d+ parameters, and this worker takes 20/);
    const long = changed(job => (job.config.epochs = 200_000));
    const late = await train(long, { limits: { parameters: 1e6, seconds: 0.05 } });
    expect(late).to.be.instanceOf(UserError);
    expect(late!.message).to.match(/^⟪maxSeconds⟫: the bundle takes more than 0\.05 s|is another one here/);
  });

  it('leaves to others what it lacks the table for', async () => {
    const error = await train(text, { data: { find: async () => null } });
    expect(error).not.to.be.instanceOf(UserError);
    expect(error!.message).to.match(/^the table \(SHA-256 [0-9a-f]{12}…, \d\.?\d* \w+\) is not on this machine/);
  });

  it('leaves to others what it cannot look for', async () => {
    const find = async () => {
      throw new UserError('⟪data⟫: x: ENOENT');
    };
    const error = await train(text, { data: { find } });
    expect(error).not.to.be.instanceOf(UserError);
    expect(error!.message).to.match(/ENOENT/);
  });

  it('refuses a table with other bytes', async () => {
    const path = join(place(), 'other.csv');
    writeFileSync(path, 'a,b\n1,2\n2,3\n3,4\n4,5\n5,6\n');
    const error = await train(text, { data: { find: async () => path } });
    expect(error).to.be.instanceOf(UserError);
  });

  it('finishes the bundle that it has when it is stopped, and takes no more', async () => {
    const queue = new MemoryQueue();
    await eventsOf(queued(sweep(), queue, place(), { detached: true }));
    const source = queue.source('ada');
    const { bundles, stop } = work(source, 'ada');
    while (queue.log.length === 0) await new Promise(resolve => setTimeout(resolve, 2));
    await stop();
    expect(bundles.every(({ outcome }) => outcome === 'done')).to.equal(true);
    expect(bundles.length).to.be.within(1, 11);
    expect(await queue.state()).to.deep.include({ running: 0, own: 0 });
  });

  it('gives the bundle back that takes too long to finish', async () => {
    const queue = new MemoryQueue();
    await eventsOf(queued(sweep({ epochs: '20000' }), queue, place(), { detached: true }));
    const { bundles, stop } = work(queue.source('ada'), 'ada', { finishWithin: 10 });
    while ((await queue.state()).running === 0) await new Promise(resolve => setTimeout(resolve, 2));
    await stop();
    expect(bundles.map(({ outcome }) => outcome)).to.deep.equal(['given-back']);
    expect(await queue.state()).to.deep.include({ running: 0, waiting: 12 });
    expect(await queue.ended(queue.ids)).to.deep.equal([]);
  });

  it('gives the bundle back at once when it is to hurry', async () => {
    const queue = new MemoryQueue();
    await eventsOf(queued(sweep({ epochs: '20000' }), queue, place(), { detached: true }));
    const hurry = new AbortController();
    const { bundles, stop } = work(queue.source('ada'), 'ada', { hurry: hurry.signal });
    while ((await queue.state()).running === 0) await new Promise(resolve => setTimeout(resolve, 2));
    const stopped = stop();
    hurry.abort();
    await stopped;
    expect(bundles.map(({ outcome }) => outcome)).to.deep.equal(['given-back']);
    expect(await queue.state()).to.deep.include({ running: 0, waiting: 12 });
  });

  it('gives a bundle back that is taken from it', async () => {
    const gone = new AbortController();
    gone.abort();
    const training = { worker: 'ada', kernels, limits: defaultLimits, data: here, machine: { threads: 1 } };
    const error = await trainBundle(text, training, gone.signal).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(GivenBack);
  });

  it('trains on a table with a file that validates, wherever the two are', async () => {
    const [one, other] = [place(), place()];
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => `${from + n},${(from + n) % 3}`).join('\n');
    for (const path of [one, other]) {
      writeFileSync(join(path, 'train.csv'), `x,y\n${rows(0, 60)}\n`);
      writeFileSync(join(path, 'check.csv'), `x,y\n${rows(60, 80)}\n`);
    }
    const at = (path: string) => ({
      ...sweep({ validation: join(path, 'check.csv'), seeds: '2', lr: '0.1', task: 'classification' }),
      paths: [join(path, 'train.csv')],
    });
    const queue = new MemoryQueue();
    const byBytes: DataStore = {
      find: async (_, bytes) => join(other, bytes > 200 ? 'train.csv' : 'check.csv'),
    };
    const { stop, bundles } = work(queue.source('ada'), 'ada', { data: byBytes });
    const { events, error } = await eventsOf(queued(at(one), queue, place()));
    await stop();
    expect(bundles.map(({ reason }) => reason)).to.deep.equal([undefined, undefined, undefined, undefined]);
    expect(error).to.equal(null);
    expect(timeless(events)).to.deep.equal(timeless((await eventsOf(at(one))).events));
    expect(queue.texts.join()).not.to.contain(one);
  });
});
