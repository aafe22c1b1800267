import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import { compare, evaluate, type Settings, train } from '../../src/library/index.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

const penguins = join(root, 'data/penguins.csv');
const settings: Settings = { recipe: 'plain', target: 'species', layers: [6], epochs: 6, threads: 1, seed: 3 };

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => expect.fail('it was not refused'),
    (error: Error) => error.message,
  );
}

describe('training again on all rows', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder.path, `${name}.safetensors`);
  const model = (name: string) => readModel(path(name));

  /** The network of a training on all rows for some epochs. */
  async function onAll(epochs: number, given: Settings = {}) {
    const all = { ...settings, ...given, epochs, validation: 0, refit: null, group: null, time: null };
    await train(penguins, all, { save: path('all'), saveEpoch: 'last' });
    return model('all');
  }

  it('saves the network of a training on all rows for the epochs of the best, and the scores of the one before', async () => {
    const { result } = await train(penguins, settings, { save: path('first') });
    const {
      refit,
      result: scored,
      saved,
    } = await train(penguins, { ...settings, refit: true }, { save: path('again') });
    expect(withoutTimes([scored])).to.deep.equal(withoutTimes([result]));
    const epochs = result.best!.epoch;
    expect(refit).to.include({ arm: 'batchnorm', rows: 344, epochs, steps: 6 * epochs });
    expect(saved[0]).to.include({ epoch: epochs, step: 6 * epochs });
    const [found, expected] = [model('again'), await onAll(epochs)];
    expect(found.tensors).to.deep.equal(expected.tensors);
    expect(found.inputs).to.deep.equal(expected.inputs);
    expect(found.inputs).to.not.deep.equal(model('first').inputs);
    expect(found.target).to.deep.equal(expected.target);
    expect(found.results[0]!).to.deep.equal({ ...model('first').results[0]!, step: 6 * epochs });
    expect(found.data).to.deep.equal(model('first').data);
    expect(found.refit).to.deep.equal({ rows: 344, epochs, trainLoss: expected.results[0]!.final.trainLoss });
  });

  for (const given of [
    { group: 'island' },
    { time: 'year' },
    { task: 'regression', target: 'body_mass_g', lr: 0.01 },
  ] as const) {
    it(`takes all rows however they were split, of either task (${Object.keys(given)[0]})`, async () => {
      const { refit } = await train(penguins, { ...settings, ...given, refit: true }, { save: path('split') });
      expect(refit!.rows).to.equal('task' in given ? 342 : 344);
      // The column of groups is no input.
      const drop = 'group' in given ? given.group : null;
      expect(model('split').tensors).to.deep.equal((await onAll(refit!.epochs, { ...given, drop })).tensors);
    });
  }

  it('takes all epochs where the last is kept, and whole epochs where the best is within one', async () => {
    const last = await train(penguins, { ...settings, refit: true }, { save: path('last'), saveEpoch: 'last' });
    expect(last.refit!.epochs).to.equal(6);
    const finer = { ...settings, refit: true, validateEvery: 1, schedule: 'cosine', lr: 1 } as const;
    const { result, refit } = await train(penguins, finer, { save: path('finer') });
    expect(refit!.epochs).to.equal(Math.max(Math.round(result.best!.step / 5), 1));
  });

  it('goes on with the schedule of all epochs on all rows, also where patience ended the training before', async () => {
    const given = { ...settings, refit: true, schedule: 'cosine', patience: 1, epochs: 60, lr: 0.5 } as const;
    const { result, refit } = await train(penguins, given, { save: path('patient') });
    expect(result.stoppedEarly).to.equal(true);
    expect(refit).to.include({ epochs: result.best!.epoch });
    // With a constant rate it would be another network.
    expect(model('patient').tensors).to.not.deep.equal((await onAll(refit!.epochs, { lr: 0.5 })).tensors);
  });

  it('saves the network before, and says so, when a signal ends it', async () => {
    const abort = new AbortController();
    const onEvent = ({ event }: TrainingEvent) => {
      if (event === 'result') abort.abort();
    };
    const { refit, result, warnings } = await train(
      penguins,
      { ...settings, refit: true },
      { save: path('ended'), signal: abort.signal, onEvent },
    );
    expect(refit).to.equal(null);
    expect(result.interrupted).to.equal(false);
    expect(warnings).to.include('interrupted: the results are of the training before');
    expect(warnings).to.include(
      'refit: batchnorm was interrupted while it was trained again: the network is that of the 275 training rows',
    );
    expect(model('ended')).to.not.have.property('refit');
    expect(model('ended').tensors).to.deep.equal(model('first').tensors);
  });

  it('is left out where the training diverged, or no epoch was better than none', async () => {
    const body = { ...settings, target: 'body_mass_g', refit: true } as const;
    const options = { save: path('none') };
    const diverged = await train(penguins, { ...body, lr: 1e6, norm: 'none' }, options);
    expect(diverged.refit).to.equal(null);
    expect(diverged.warnings.join()).to.contain('refit: baseline diverged, and is not trained again on all rows');
    const worse = await train(penguins, { ...body, lr: 20, epochs: 1, norm: 'none', clipNorm: 9 }, options);
    expect(worse.results[0]!.best!.epoch).to.equal(0);
    expect(worse.warnings.join()).to.contain('refit: baseline was best before training, and is not trained again');
  });

  it('comes with the recipe for tables where a network is saved, and not otherwise', async () => {
    const few: Settings = { target: 'species', recipe: 'tabular', epochs: 2, threads: 1 };
    const { refit, start } = await train(penguins, few, { save: path('recipe') });
    expect(refit!.rows).to.equal(344);
    expect(start.config.refit).to.equal(true);
    expect(start.decided).to.include('refit');
    for (const [given, options] of [
      [few, {}],
      [{ ...few, refit: false }, { save: path('recipe') }],
      [{ ...few, validation: 0 }, { save: path('recipe') }],
    ] as const) {
      const without = await train(penguins, given, options);
      expect(without.refit).to.equal(null);
      expect(without.start.config.refit).to.equal(false);
    }
    expect((await compare(penguins, few, { saveDir: folder.path })).refits).to.deep.equal([]);
  });

  it('is refused in one line before anything is read where it means nothing', async () => {
    const save = { save: path('refused') };
    const missing = 'missing.csv';
    expect(await refusal(train(missing, { refit: true }))).to.equal(
      'refit: is of use with save only; add that, or leave it out',
    );
    expect(await refusal(compare(missing, { refit: true }))).to.contain('refit: belongs to train; ');
    for (const validation of [0, 'other.csv']) {
      expect(await refusal(train(missing, { refit: true, validation }, save))).to.match(
        /^refit: got validation: .*, takes a share of the rows to hold out, which find the best epoch$/,
      );
    }
    expect(existsSync(path('refused'))).to.equal(false);
    const { status, stderr } = bntrain([penguins, '--refit']);
    expect([status, stderr.split('\n').length]).to.deep.equal([2, 2]);
    expect(stderr).to.contain('--refit: belongs to ');
  });

  it('is said by show and evaluate: no row is held out any more', async () => {
    const { stdout } = bntrain(['show', path('again')]);
    expect(stdout.replaceAll(/\s+/g, ' ')).to.match(
      /trained again on all 344 rows, for \d epochs: training loss [\d.]+; scores are of the network before, of 275 rows/,
    );
    expect(await refusal(evaluate(path('again'), penguins, {}, { heldOut: true }))).to.contain(
      "was trained again on all rows, so none is held out; 'bntrain show' has the scores of the network before",
    );
    const { warnings } = await evaluate(path('again'), penguins);
    expect(warnings).to.deep.equal([
      `${penguins}: the network was trained on 344 rows of this table, so its scores here are too good`,
    ]);
  });

  it('says in the summary which network is saved and of which the scores are', () => {
    const args = ['-t', 'species', '-l', '6', '-e', '2', '--refit', '--save', path('told')];
    const { stdout } = bntrain(['train', penguins, ...args]);
    expect(stdout.replaceAll(/\s+/g, ' ')).to.match(
      /Trained batchnorm again on all 344 rows for 2 epochs, to a training loss of [\d.]+\. The scores above are of the network before, which did not know the held-out rows\. Saved batchnorm/,
    );
  });

  it('gives the same bytes when the run is resumed from its checkpoint', () => {
    const args = ['-t', 'species', '-l', '6', '-e', '3', '--refit', '--save', 'm.safetensors', '--checkpoint', 'c'];
    const run = (...words: string[]) => {
      const { status, stderr } = bntrain([...words, '-q'], { cwd: folder.path });
      expect(status, stderr).to.equal(0);
      return model('m');
    };
    const [once, again] = [run('train', penguins, ...args), run('resume', 'c')];
    expect(again).to.deep.equal(once);
    expect(once.refit!.rows).to.equal(344);
  });
});
