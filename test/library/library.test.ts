import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Listener, TrainingEvent } from '../../src/events/events.ts';
import {
  armOf,
  compare,
  type Experiment,
  evaluate,
  evidence,
  exportModel,
  inspect,
  makeConfig,
  predict,
  resumeExperiment,
  runExperiment,
  sweep,
  train,
  UserError,
} from '../../src/library/index.ts';
import { events, only, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { deviations } from '../support/events-schema.ts';
import { root } from '../support/fixtures.ts';

const iris = join(root, 'data/iris.csv');
const few = { epochs: 2, layers: [4], threads: 1 };

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(UserError);
  return (error as UserError).message;
}

describe('the library', () => {
  const folder = temporaryFolder();
  const model = join(folder.path, 'model.safetensors');
  before(() => train(iris, { ...few, refit: false }, { save: model }));

  it('gives the events of the command, and the same bits', async () => {
    const seen: TrainingEvent[] = [];
    const training = await compare(iris, { ...few, logSteps: 1 }, { onEvent: event => seen.push(event) });
    const found = events([iris, '-e', '2', '-l', '4', '--threads', '1', '--log-steps', '1']);
    expect(withoutTimes(seen)).to.deep.equal(withoutTimes(found));
    expect(training.results).to.deep.equal(only(seen, 'result'));
    expect(training.epochs).to.have.lengthOf(6);
    expect(training.steps.length).to.equal(only(found, 'step').length);
    expect(training.comparisons).to.have.lengthOf(1);
  });

  it('returns what probes found, and the schema has their events', async () => {
    const settings = { ...few, probeSteps: 2, landscapeSteps: 4, landscapeMultipliers: [1, 2], probeUnit: '1:4' };
    const { probes, gradients, landscapes } = await compare(iris, settings);
    expect(probes.map(({ step }) => step)).to.deep.equal([0, 2, 0, 2, 4, 4]);
    expect(gradients.map(({ step }) => step)).to.deep.equal([2, 2, 4, 4]);
    expect(landscapes.map(({ arm, step }) => `${arm} ${step}`)).to.deep.equal(['baseline 4', 'batchnorm 4']);
    expect(probes[0]!.unit).to.include({ layer: 1, unit: 4 });
    for (const event of [...probes, ...gradients, ...landscapes]) expect(deviations(event)).to.deep.equal([]);
  });

  it('compares any number of arms: each with the first, all from the same weights and batches', async () => {
    const slow = { name: 'slow', overrides: { norm: 'batch', bnMomentum: 0.01 } } as const;
    const arms = [armOf('none'), armOf('batch'), armOf('layer'), slow];
    const { start, results, comparisons, epochs } = await compare(iris, few, { arms });
    expect(results.map(({ arm }) => arm)).to.deep.equal(['baseline', 'batchnorm', 'layernorm', 'slow']);
    expect(new Set(results.map(({ initHash }) => initHash)).size).to.equal(1);
    expect(new Set(results.map(({ orderHash }) => orderHash)).size).to.equal(1);
    expect(comparisons.map(({ bestLoss }) => Object.keys(bestLoss))).to.deep.equal([
      ['baseline', 'batchnorm'],
      ['baseline', 'layernorm'],
      ['baseline', 'slow'],
    ]);
    expect(start.overrides).to.deep.include({ slow: slow.overrides, layernorm: { norm: 'layer' } });
    for (const event of [start, ...results, ...comparisons, ...epochs]) {
      expect(deviations(JSON.parse(JSON.stringify(event)))).to.deep.equal([]);
    }
    const losses = (name: string) => epochs.filter(({ arm }) => arm === name).map(epoch => epoch.trainLoss);
    expect(losses('layernorm')).to.not.deep.equal(losses('batchnorm'));
  });

  it('resumes any number of arms, one too, to the same results', async () => {
    const adam = { name: 'adam', overrides: { optimizer: 'adam' } } as const;
    const adamw = { name: 'adamw', overrides: { optimizer: 'adamw', norm: 'layer' } } as const;
    const settings = { ...few, epochs: 60, optimizer: 'adam', betas: [0.8, 0.99] } as const;
    for (const arms of [[armOf('layer')], [adam, adamw]]) {
      const config = makeConfig({ ...settings });
      const directory = join(folder.path, `checkpoint-${arms.length}`);
      const experiment: Experiment = { command: 'compare', paths: [iris], arms, config };
      const run = async (work: (listeners: Listener[], signal: AbortSignal) => Promise<unknown>, end = Infinity) => {
        const results: unknown[] = [];
        const stop = new AbortController();
        const event = (each: TrainingEvent) => {
          if (each.event === 'result') results.push({ ...each, seconds: null, best: { ...each.best, seconds: null } });
          if (each.event === 'epoch' && each.epoch === end) stop.abort();
        };
        await work([{ event, progress: () => {} }], stop.signal);
        return results;
      };
      const whole = await run((listeners, signal) => runExperiment(experiment, listeners, signal));
      const checkpoint = { directory, every: { epochs: 1 } };
      await run((listeners, signal) => runExperiment({ ...experiment, checkpoint }, listeners, signal), 1);
      const request = { directory, given: {}, force: false, threads: null };
      expect(await run((listeners, signal) => resumeExperiment(request, listeners, signal))).to.deep.equal(whole);
    }
  });

  it('saves the network of every arm in a directory', async () => {
    const saveDir = join(folder.path, 'nets');
    const { saved } = await compare(iris, few, { saveDir, saveEpoch: 'last' });
    expect(saved.map(({ path }) => path)).to.deep.equal(
      ['baseline', 'batchnorm'].map(name => join(saveDir, `${name}.safetensors`)),
    );
    expect(saved.every(({ path, epoch }) => existsSync(path) && epoch === 2)).to.equal(true);
  });

  it('trains the network whose norm is asked for', async () => {
    for (const [norm, name] of [
      ['none', 'baseline'],
      ['batch', 'batchnorm'],
      ['layer', 'layernorm'],
    ] as const) {
      const { result, start } = await train(iris, { ...few, norm });
      expect(result.arm).to.equal(name);
      expect(start.config.norm).to.equal(norm);
    }
  });

  it('ends the arms where they are when its signal is aborted, and listens to no signal of the process', async () => {
    const abort = new AbortController();
    const before = process.listenerCount('SIGINT');
    const { result, warnings } = await train(
      iris,
      { ...few, epochs: 1_000_000 },
      {
        signal: abort.signal,
        onEvent: ({ event }) => {
          if (event === 'epoch') abort.abort();
          expect(process.listenerCount('SIGINT')).to.equal(before);
        },
      },
    );
    expect(result.interrupted).to.equal(true);
    expect(warnings).to.deep.equal(['interrupted: the results are of the epochs until now']);
  });

  it('ends an ensemble with its networks as they are when its signal is aborted, and saves them', async () => {
    const abort = new AbortController();
    const save = join(folder.path, 'interrupted.safetensors');
    const { results, ensemble, saved } = await train(
      iris,
      { ...few, epochs: 1_000_000, ensemble: 3 },
      {
        save,
        signal: abort.signal,
        onEvent: event => {
          if (event.event === 'epoch' && event.epoch === 2) abort.abort();
        },
      },
    );
    expect(results.map(({ interrupted }) => interrupted)).to.deep.equal([true, true, true]);
    expect(saved).to.have.lengthOf(1);
    const { accuracy, rows } = await evaluate(save, iris, {}, { heldOut: true });
    expect({ accuracy, rows }).to.deep.equal({ accuracy: ensemble!.score, rows: 150 });
  });

  it('predicts, evaluates and exports with a saved model, as the commands do', async () => {
    const { predictions } = await predict(model, iris, {}, { copy: 'species', probabilities: true });
    expect(predictions).to.have.lengthOf(150);
    const [first] = predictions;
    expect(first).to.include({ event: 'prediction', row: 1 });
    expect(first!.kept).to.deep.equal({ species: 'setosa' });
    expect(Object.keys(first!.probabilities!)).to.deep.equal(['setosa', 'versicolor', 'virginica']);
    const { accuracy, rows, warnings } = await evaluate(model, [iris]);
    const right = predictions.filter(each => each.prediction === each.kept!.species).length;
    expect({ accuracy, rows }).to.deep.equal({ accuracy: right / 150, rows: 150 });
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(/trained on 120 rows of this table, .*; heldOut scores the other rows alone$/);
    const heldOut = await evaluate(model, [iris], {}, { heldOut: true });
    const { validationLoss, validationScore } = (await train(iris, few)).result.best!;
    expect(heldOut).to.include({ rows: 30, accuracy: validationScore });
    expect(heldOut.warnings).to.deep.equal([]);
    expect(heldOut.loss).to.be.closeTo(validationLoss!, 1e-6);
    const other = evaluate(model, join(root, 'data/penguins.csv'), {}, { heldOut: true });
    expect(await other.catch((error: Error) => error.message)).to.match(/^heldOut: .* is not what it was in training/);
    const output = join(folder.path, 'folded.safetensors');
    const { bytes, difference } = await exportModel(model, output, { fold: true });
    expect(readFileSync(output).length).to.equal(bytes);
    expect(difference).to.include({ on: 'validation', rows: 30 });
  });

  it('returns warnings, and settings in them are properties', async () => {
    const { warnings, columns } = await inspect(join(root, 'data/penguins.csv'), { target: 'species' });
    expect(columns.length).to.be.greaterThan(5);
    expect(warnings.join()).to.not.match(/⟪|--/);
    const table = folder.write('na.csv', `x,y,z\n${'1,2,a\nNA,3,b\n'.repeat(10)}`);
    const { warnings: said } = await train(table, { ...few, warmup: 1000, batchSize: 4 });
    expect(said.join('\n')).to.contain('warmup: 1000 does not end before training does');
  });

  it('warns of settings that have no effect, and names the arm that has them', async () => {
    const effect = (warnings: readonly string[]) => warnings.filter(each => / effect|end before/.test(each));
    const arms = [
      { name: 'plain', overrides: { norm: 'none', bnMomentum: 0.3 } },
      { name: 'warm', overrides: { warmup: 5000 } },
    ] as const;
    const compared = await compare(iris, few, { arms });
    expect(effect(compared.warnings)).to.deep.equal([
      "arm 'plain': bnMomentum has no effect: the arm has no batch norm",
      `arm 'warm': warmup: 5000 does not end before training does, at step ${2 * compared.start.stepsPerEpoch}`,
    ]);
    const { warnings } = await compare(iris, { ...few, norm: 'layer' });
    expect(effect(warnings)).to.deep.equal(["norm: 'layer' has no effect: each arm has its own; leave it out"]);
    const save = join(folder.path, 'effect.safetensors');
    expect(effect((await train(iris, { ...few, norm: 'layer', refit: false }, { save })).warnings)).to.deep.equal([]);
    const { warnings: evaluated } = await evaluate(save, iris, { where: 'sepal_width > 3', seed: 1, threads: 1 });
    expect(effect(evaluated)).to.deep.equal(['where has no effect on a trained model; leave it out']);
    const heldOut = await evaluate(save, iris, { na: ['x'], skip: 1 }, { heldOut: true });
    expect(effect(heldOut.warnings)).to.deep.equal([
      'skip and na have no effect on the rows of heldOut, which are read as in training; leave them out',
    ]);
    const { warnings: exported } = await exportModel(save, join(folder.path, 'effect.mjs'), {}, { delimiter: ';' });
    expect(effect(exported)).to.deep.equal(['delimiter has no effect on an export without check; leave it out']);
  });

  it('tests claims, with settings named as properties and a command that repeats them', async () => {
    const { claims, pairs, learningRates, warnings } = await evidence(iris, {
      ...few,
      ...{ epochs: 6, layers: [20], seeds: 3, claims: ['faster'] },
    });
    expect(claims.map(({ claim, reason }) => [claim, reason])).to.deep.equal([['faster', 'too few seeds']]);
    expect(pairs).to.have.lengthOf(3);
    expect(learningRates).to.equal(null);
    expect(claims[0]!.rerun).to.match(/^bntrain evidence \S+iris\.csv .*--seeds 3 --claims faster/);
    expect(warnings).to.include(
      'seeds: 3: too few to decide a claim, so every verdict will be INCONCLUSIVE. Take 6 or more',
    );
    expect(await refusal(evidence(iris, { seeds: 1 }))).to.match(/^seeds: got 1; one pair has no spread/);
    expect(await refusal(evidence(iris, { initScale: [1, 2, 8] }))).to.match(/^initScale: takes scales with equal/);
  });

  it("throws an error of the user's with the names of properties, and saves nothing", async () => {
    expect(await refusal(train(iris, { batchSize: 1 }))).to.match(/^batchSize: got 1, takes 2 or more/);
    expect(await refusal(train(iris, { lr: -1 }))).to.match(/^lr: got '-1'/);
    expect(await refusal(train('absent.csv'))).to.match(/^absent\.csv: /);
    expect(await refusal(train(iris, { rate: 1 } as never))).to.match(/^rate: is no setting/);
    expect(await refusal(compare(iris, {}, { saveDir: '' }))).to.match(/^saveDir: got ''/);
    expect(await refusal(compare(iris, {}, { arms: [armOf('batch'), armOf('batch')] }))).to.contain('two are named');
    const oneArm = { name: 'x', overrides: { optimizer: 'adam', lr: -1 } } as const;
    expect(await refusal(compare(iris, {}, { arms: [oneArm] }))).to.match(/^arm 'x': lr: got '-1'/);
    expect(await refusal(compare(iris, {}, { save: 'x' } as never))).to.match(/^save: is no option; the options are /);
    expect(await refusal(train(iris, {}, { saveEpoch: 'first' as never }))).to.match(
      /^saveEpoch: got 'first', takes best/,
    );
    expect(await refusal(predict(model, iris, {}, { keep: 'x' } as never))).to.match(/^keep: is no option/);
    for (const files of [[], 3, undefined, [3]] as never[]) {
      expect(await refusal(inspect(files))).to.match(/^files: got .*, takes a file, or an array of them/);
      expect(await refusal(train(files))).to.match(/^files: got /);
    }
    expect(await refusal(exportModel(model, 'x.txt'))).to.match(/^output: got 'x\.txt'/);
    expect(await refusal(predict(model, 'absent.csv'))).to.match(/^absent\.csv: /);
    expect(await refusal(evaluate(model, iris, { skip: -1 }))).to.match(/^skip: got '-1'/);
  });
});

describe('sweep of the library', () => {
  it('gives the cells of the command', async () => {
    const settings = { ...few, lr: '0.1..10:3', batchSize: [16, 64], seeds: 2 };
    const found = await sweep(iris, settings);
    const args = ['-e', '2', '-l', '4', '--threads', '1', '--lr', '0.1..10:3', '--batch-size', '16,64', '--seeds', '2'];
    const written = events(['sweep', iris, ...args]);
    expect(JSON.parse(JSON.stringify([...found.cells, found.sweep]))).to.deep.equal([
      ...only(written, 'cell'),
      ...only(written, 'sweep'),
    ]);
    expect(found.stableSummary).to.equal(null);
  });

  it('searches for the largest stable rate, and tells how far it is', async () => {
    const shares: number[] = [];
    const { stableRates } = await sweep(
      iris,
      { ...few, seeds: 1 },
      { maxStableLr: true, onPairs: ({ share }) => shares.push(share) },
    );
    expect(stableRates.map(({ arm }) => arm)).to.deep.equal(['baseline', 'batchnorm']);
    expect(shares).to.deep.equal(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).to.be.at.most(1);
  });

  it('names settings as properties', async () => {
    expect(await refusal(sweep(iris, { lr: 0.1 }))).to.contain("such as lr: '0.001..1:7'");
    expect(await refusal(sweep(iris, { lr: [0.1, 1] }, { dept: 1 } as object))).to.contain('dept: is no option');
  });
});
