import { join } from 'node:path';
import { expect } from 'chai';
import type { Dataset } from '../../src/data/batches/dataset.ts';
import { foldsOf } from '../../src/data/batches/folds.ts';
import type { LoadedData } from '../../src/data/load.ts';
import { heap } from '../../src/kernels/reference/heap-memory.ts';
import { Predictor } from '../../src/prediction/predictor.ts';
import { loadTrainingData } from '../../src/prediction/training-data.ts';
import type { SavedModel } from '../../src/saved/model.ts';
import { networksOf } from '../../src/saved/networks.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, events, only, resultsOf, temporaryFolder, withoutTimes } from '../support/bntrain.ts';
import { engine } from '../support/predictions.ts';

const folder = temporaryFolder();
const small = ['-l', '8', '-e', '4'];
const [iris, concrete] = ['data/iris.csv', 'data/concrete.csv'];

/** The probabilities, or the standardized number, that a single network gives for a row. */
function singleOutputs(predictor: Predictor, row: Float32Array): number[] {
  predictor.input.set(row);
  const out = [...predictor.run(1).subarray(0, predictor.outputs)];
  if (out.length === 1) return out;
  const exponentials = out.map(Math.exp);
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map(value => value / sum);
}

const predictorsOf = (model: SavedModel) =>
  networksOf(model.tensors).map(tensors => new Predictor({ network: model.network, tensors }, engine));

/** Each row with the outputs of the network that did not learn from it. */
async function heldOutRows(model: SavedModel) {
  const { train, parts } = (await loadTrainingData(model, model.data.paths, 1)) as LoadedData;
  const { x, targets, weights } = train as Dataset;
  const features = model.network.widths[0]!;
  const predictors = predictorsOf(model);
  return foldsOf(train, parts!, heap).flatMap(({ validation }, network) =>
    Array.from((validation as Dataset).index!, row => ({
      outputs: singleOutputs(predictors[network]!, x.subarray(row * features, (row + 1) * features) as Float32Array),
      target: targets[row]!,
      weight: weights?.[row] ?? 1,
    })),
  );
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('train --ensemble', () => {
  it('gives the score of classes that each network predicts for the rows it did not learn from', async () => {
    const path = join(folder.path, 'classes');
    const flags = ['--ensemble', '3', '--class-weights', 'setosa=3', '--save', path];
    const [ensemble] = only(events(['train', iris!, ...small, ...flags]), 'ensemble');
    const model = readModel(path);
    const rows = await heldOutRows(model);
    expect(rows.length).to.equal(150);
    const losses = rows.map(({ outputs, target, weight }) => -weight * Math.log(outputs[target]!));
    expect(ensemble!.loss).to.be.closeTo(sum(losses) / sum(rows.map(({ weight }) => weight)), 1e-6);
    const hits = rows.filter(({ outputs, target }) => outputs.indexOf(Math.max(...outputs)) === target);
    expect(ensemble!.score).to.equal(hits.length / 150);
    const [shown] = resultsOf(bntrain(['show', path, '--json']).stdout);
    expect(shown.ensemble.score).to.equal(ensemble!.score);
    const [evaluated] = resultsOf(bntrain(['evaluate', path, iris!, '--held-out', '--json']).stdout);
    expect(evaluated).to.include({ rows: 150, accuracy: ensemble!.score });
    expect(evaluated.macroF1).to.equal(ensemble!.macroF1);
  });

  it('gives the score of numbers, and of rows that are trained on from a file', async () => {
    const path = join(folder.path, 'numbers');
    const run = ['train', concrete!, '--lr', '0.01', ...small, '--ensemble', '3', '--save', path];
    const [ensemble] = only(events(run), 'ensemble');
    const rows = await heldOutRows(readModel(path));
    const squares = rows.map(({ outputs, target }) => (outputs[0]! - target) ** 2);
    expect(ensemble!.rows).to.equal(rows.length);
    expect(ensemble!.loss).to.be.closeTo(sum(squares) / rows.length, 1e-6);
    const { deviation } = readModel(path).target;
    expect(ensemble!.rmse).to.be.closeTo(Math.sqrt(sum(squares) / rows.length) * deviation, 1e-5);
    const mean = sum(rows.map(({ target }) => target)) / rows.length;
    const spread = sum(rows.map(({ target }) => (target - mean) ** 2));
    expect(ensemble!.score).to.be.closeTo(1 - sum(squares) / spread, 1e-6);

    const stored = only(events([...run, '--memory', '8k']), 'ensemble')[0]!;
    const [evaluated] = resultsOf(bntrain(['evaluate', path, concrete!, '--held-out', '--json']).stdout);
    expect(evaluated.rows).to.equal(rows.length);
    expect(evaluated.r2).to.be.closeTo(stored.score, 1e-6);
  });

  it('predicts the mean of the networks', () => {
    const path = join(folder.path, 'mean');
    events(['train', iris!, ...small, '--squash', 'none', '--ensemble', '2', '--save', path]);
    const model = readModel(path);
    const found = resultsOf(bntrain(['predict', path, iris!, '--probabilities', '--json']).stdout);
    const first = Float32Array.from([5.1, 3.5, 1.4, 0.2], (cell, n) => {
      const { mean, deviation } = model.inputs[n] as unknown as { mean: number; deviation: number };
      return (cell - mean) / deviation;
    });
    const outputs = predictorsOf(model).map(predictor => singleOutputs(predictor, first));
    Object.values(found[0].probabilities as Record<string, number>).forEach((share, m) => {
      expect(share).to.be.closeTo((outputs[0]![m]! + outputs[1]![m]!) / 2, 1e-6);
    });
  });

  it('has the same events and networks with any number of threads', () => {
    const run = (threads: string) => {
      const path = join(folder.path, `threads${threads}`);
      const found = events(['train', iris!, ...small, '--ensemble', '3', '--threads', threads, '--save', path]);
      const [start, ...others] = withoutTimes(found) as [any, ...any[]];
      return { others: others.filter(({ event }) => event !== 'saved'), arms: start.arms, ...readModel(path) };
    };
    const [one, two, four] = ['1', '2', '4'].map(run);
    for (const other of [two!, four!]) {
      expect(other.others).to.deep.equal(one!.others);
      expect([...other.tensors]).to.deep.equal([...one!.tensors]);
    }
    expect(only(one!.others, 'result').map(({ part }) => part)).to.deep.equal([1, 2, 3]);
    // Networks differ from the start.
    expect(new Set(only(one!.others, 'result').map(({ initHash }) => initHash)).size).to.equal(3);
  });

  it('shows its networks, the score of all rows and guessing', () => {
    const { stdout, stderr } = bntrain(['train', iris!, ...small, '--ensemble', '3']);
    expect(stderr).to.equal('');
    expect(stdout).to.include('150 rows in 3 parts of 50, seed 1; each network learns without one');
    expect(stdout).to.match(/^network +validation loss +in epoch +accuracy +training time$/m);
    expect(stdout).to.match(
      /^3 +[\d.]+ +\d+ +[\d.]+% +[\d.]+ .?s\nall rows +[\d.]+ +[\d.]+% .*\nguessing +1.099 +33.3%$/m,
    );
  });

  it('is judged by the score of all rows', () => {
    const train = ['train', iris!, ...small, '--ensemble', '2', '--json', '--quiet', '--fail-under'];
    const { stdout, status } = bntrain([...train, '0.01']);
    expect(status).to.equal(0);
    const { score } = only(
      stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
      'ensemble',
    )[0]!;
    expect(bntrain([...train, String(score)]).status).to.equal(0);
    expect(bntrain([...train, String(score + 0.001)]).status).to.equal(3);
  });

  it('saves nothing where a network has no epoch to take', () => {
    const path = join(folder.path, 'none');
    const { status, stderr } = bntrain([
      'train',
      concrete!,
      ...small,
      '--ensemble',
      '2',
      '--lr',
      '1e30',
      '--save',
      path,
    ]);
    expect(status).to.equal(3);
    expect(stderr).to.include(
      'the ensemble has no score, and --save writes no file: network 1 has no epoch to take: it diverged before any epoch of ' +
        'training had a finite loss',
    );
    expect(() => readModel(path)).to.throw('no such file');
  });

  for (const [flags, message] of [
    [['--validation', '0.1'], '--validation 0.1: got --ensemble 3 too, which validates with every row in turn'],
    [['--validation', 'other.csv'], '--validation other.csv: got --ensemble 3 too'],
    [['--time', 'a'], '--time: got --ensemble 3 too, whose networks also learn from later rows'],
    [['--init-from', 'model'], '--init-from: got --ensemble 3 too'],
    [['--refit', '--save', 'a'], '--refit: got --ensemble 3 too, whose networks learn from every row already'],
    [['--checkpoint', 'run'], '--checkpoint: got --ensemble 3 too, which cannot be resumed'],
    [['--ensemble', '1'], "--ensemble: got '1', takes a whole number from 2 to 100"],
  ] as const) {
    it(`refuses ${flags.join(' ')} before it reads a file`, () => {
      const { status, stderr } = bntrain(['train', 'missing.csv', '--ensemble', '3', ...flags]);
      expect(status).to.equal(2);
      expect(stderr.split('\n')).to.have.length(2);
      expect(stderr).to.include(`bntrain: ${message}`);
    });
  }
});
