import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import { bntrain, events, only, withoutTimes } from '../support/bntrain.ts';

const iris = ['data/iris.csv', '-l', '20,20', '-e', '3'];
/** A run of `iris` alone, to compare others with. */
let usual: readonly TrainingEvent[];
before(() => {
  usual = events(iris);
});

describe('bntrain compare', () => {
  it('is the default command', () => {
    expect(withoutTimes(events(['compare', ...iris]))).to.deep.equal(withoutTimes(usual));
  });

  it('emits its events in order: start, the arms in turn by epochs, results, comparison', () => {
    const found = events([...iris, '-e', '1', '--log-steps', '2']);
    const told = found.map(event => ('arm' in event ? `${event.event} ${event.arm}` : event.event));
    expect(told).to.deep.equal([
      'start',
      'epoch baseline',
      'epoch batchnorm',
      'step baseline',
      'epoch baseline',
      'step batchnorm',
      'epoch batchnorm',
      'result baseline',
      'result batchnorm',
      'comparison',
    ]);
  });

  it('gives both arms the same initial weights and the same batches, shown by equal hashes', () => {
    const [baseline, batchnorm] = only(usual, 'result');
    expect(baseline!.initHash).to.equal(batchnorm!.initHash);
    expect(baseline!.orderHash).to.equal(batchnorm!.orderHash);
    const [other] = only(events([...iris, '--seed', '2']), 'result');
    expect(other!.initHash).to.not.equal(baseline!.initHash);
    expect(other!.orderHash).to.not.equal(baseline!.orderHash);
  });

  it('has equal hashes when one arm ended early', () => {
    const found = events(['data/iris.csv', '-e', '30', '-l', '20', '--patience', '1', '--lr', '0.5']);
    const results = only(found, 'result');
    expect(results.some(result => result.stoppedEarly)).to.equal(true);
    expect(results[0]!.epochs).to.not.equal(results[1]!.epochs);
    expect(results[0]!.initHash).to.equal(results[1]!.initHash);
    expect(results[0]!.orderHash).to.equal(results[1]!.orderHash);
  });

  it('gives the same bytes when it is run again, except for times', () => {
    expect(withoutTimes(events(iris))).to.deep.equal(withoutTimes(usual));
  });

  it("does not change the baseline's numbers when a flag concerns only batch norm", () => {
    const baseline = (run: readonly TrainingEvent[]) =>
      withoutTimes(run).filter((event: any) => event.arm === 'baseline');
    const plain = baseline(usual);
    for (const flags of [
      ['--bn-eps', '0.1'],
      ['--bn-momentum', '0.9'],
      ['--bn-stats', 'keras'],
    ]) {
      expect(baseline(events([...iris, ...flags]))).to.deep.equal(plain);
    }
    expect(baseline(events(['train', '--recipe', 'plain', '--no-batch-norm', ...iris]))).to.deep.equal(plain);
  });

  it('uses the flags that concern batch norm', () => {
    const runs = [
      ['--bn-eps', '0.1'],
      ['--bn-momentum', '0.9'],
      ['--bn-stats', 'cs231n'],
    ].map(flags => events([...iris, ...flags]));
    const losses = [usual, ...runs].map(run => only(run, 'result')[1]!.final.validationLoss);
    expect(new Set(losses).size).to.equal(4);
  });

  it('learns digits to an accuracy of more than 95% in a few epochs', () => {
    const results = only(events(['data/digits8x8.csv', '-t', 'label', '-e', '12', '-b', '32']), 'result');
    for (const { final } of results) expect(final.validationScore).to.be.greaterThan(0.95);
  });

  it('gives the RMSE of a regression in the units of the target', () => {
    const found = events(['data/concrete.csv', '-e', '3', '--lr', '0.01']);
    const [start] = only(found, 'start');
    const [result] = only(found, 'result');
    expect(start!.data).to.include({ task: 'regression', metric: 'r2', classes: null });
    // R² = 1 - MSE / variance on the same rows, and the compressive strength has a deviation of 16.7 MPa.
    const { validationLoss, rmse } = result!.final;
    expect(rmse! / Math.sqrt(validationLoss!)).to.be.closeTo(16.7, 1);
  });

  it('ends an arm that diverges, with advice, and continues the other', () => {
    const { status, stdout, stderr } = bntrain(['data/concrete.csv', '-e', '4', '--lr', '0.1']);
    expect(status).to.equal(0);
    expect(stderr).to.match(
      /baseline diverged in epoch \d, at step \d+: its loss is not a finite number\. Try a lower --lr \(0\.1 now\), or --clip-norm 5/,
    );
    expect(stdout).to.match(/epochs +\d +4\nended by +divergence +-\n/);
    expect(stdout.replaceAll(/\s+/g, ' ')).to.contain(
      'A learning rate of 0.1 may be too high for the baseline, so this does not show that batch norm is better. To compare ' +
        'them again: --lr 0.02 --clip-norm 5. bntrain data/concrete.csv -e 4 --lr 0.02 --clip-norm 5',
    );
  });

  it('ends a diverging arm at the step where its loss is no longer finite, not at the end of the epoch', () => {
    const found = events(['data/concrete.csv', '-e', '2', '--lr', '0.1']);
    const [start] = only(found, 'start');
    const [baseline, batchnorm] = only(found, 'result');
    expect(baseline).to.include({ diverged: true, epochs: 1 });
    expect(baseline!.steps).to.be.lessThan(start!.stepsPerEpoch);
    expect(batchnorm).to.include({ diverged: false, steps: 2 * start!.stepsPerEpoch });
  });

  it('stops an arm whose patience has run out', () => {
    const [result] = only(events(['data/iris.csv', '-e', '200', '-l', '20', '--patience', '3']), 'result');
    expect(result!.stoppedEarly).to.equal(true);
    expect(result!.epochs).to.equal(result!.best!.epoch + 3);
  });

  it('shows the training loss only when there is no validation', () => {
    const { stdout } = bntrain([...iris, '--validation', '0']);
    expect(stdout).to.contain('training loss by epoch').and.not.contain('best validation loss');
    expect(stdout).to.contain('no validation');
  });

  it("shows the classes' scores under accuracy when classes are uneven, and leaves them out when they are not", () => {
    const uneven = ['data/penguins.csv', '-t', 'species', '-e', '2'];
    const rows = ['accuracy there', 'balanced accuracy there', 'macro F1 there'];
    const { stdout } = bntrain(uneven);
    expect(stdout).to.match(new RegExp(rows.map(row => `  ${row} .*\n`).join('')));
    const [, batchnorm] = only(events(uneven), 'result');
    expect(stdout).to.match(/macro F1 there .* 98\.2%/);
    expect(batchnorm!.best!.macroF1).to.be.closeTo(0.982, 5e-4);
    expect(bntrain([...uneven, '--validation', '0']).stdout).to.match(
      /final training loss .*\n {2}balanced accuracy .*\n/,
    );
    expect(bntrain(['data/iris.csv', '-e', '2']).stdout).to.not.match(/balanced|F1/);
  });

  it('warns that both arms are equal without hidden layers', () => {
    const { stdout, stderr } = bntrain(['data/iris.csv', '-l', 'none', '-e', '2']);
    expect(stderr).to.contain('--layers none has no hidden layer to normalize, so both arms are the same network');
    expect(stdout).to.contain('Both arms are the same network, so there is nothing to compare.');
  });

  const losses = (run: readonly TrainingEvent[]) => only(run, 'epoch').map(epoch => epoch.trainLoss);
  for (const flags of [
    ['--momentum', '0.9'],
    ['--momentum', '0.9', '--nesterov'],
    ['--weight-decay', '0.1'],
    ['--schedule', 'cosine'],
    ['--schedule', 'step'],
    ['--schedule', 'exponential'],
    ['--warmup', '4'],
    ['--clip-norm', '0.1'],
    ['--activation', 'leaky-relu'],
    ['--activation', 'sigmoid'],
    ['--activation', 'tanh'],
    ['--activation', 'gelu'],
    ['--init', 'xavier'],
    ['--init', 'lecun'],
    ['--init', 'normal', '--init-scale', '0.05'],
    ['--init-scale', '0.5'],
    ['--seed', '7'],
    ['--no-shuffle'],
    ['--no-standardize'],
    ['--batch-size', '16'],
    ['--validation', '0.3'],
    ['--task', 'classification', '--lr', '0.05'],
    ['--class-weights', 'setosa=5'],
    ['--weight', 'petal_width'],
    ['--drop', '1'],
    ['--keep', '1-2'],
    ['--categorical', 'petal_width'],
    ['--max-categories', '3', '--categorical', 'petal_width'],
    ['--where', 'sepal_length > 5'],
    ['--sample', '100'],
    ['--group', 'petal_width'],
    ['--time', 'sepal_length'],
  ]) {
    it(`changes its losses with ${flags.join(' ')}`, () => {
      const changed = losses(events([...iris, ...flags]));
      expect(changed).to.not.deep.equal(losses(usual));
      expect(changed.every(loss => loss !== null)).to.equal(true);
    });
  }
});

describe('bntrain train', () => {
  it('trains one arm, with batch norm by default', () => {
    const arms = (args: string[]) => only(events(args), 'result').map(result => result.arm);
    expect(arms(['train', ...iris])).to.deep.equal(['batchnorm']);
    expect(arms(['train', '--batch-norm', ...iris])).to.deep.equal(['batchnorm']);
    expect(arms(['train', '--no-batch-norm', ...iris])).to.deep.equal(['baseline']);
  });

  it('has the numbers of the same arm in a comparison', () => {
    const epochs = (run: readonly TrainingEvent[]) =>
      withoutTimes(run).filter((event: any) => event.event === 'epoch' && event.arm === 'batchnorm');
    expect(epochs(events(['train', '--recipe', 'plain', ...iris]))).to.deep.equal(epochs(usual));
  });

  it('accepts batches of one row without batch norm', () => {
    const [start] = only(
      events(['train', '--no-batch-norm', 'data/iris.csv', '-e', '1', '-b', '1', '--lr', '0.01']),
      'start',
    );
    expect(start!.config.batchSize).to.equal(1);
  });
});
