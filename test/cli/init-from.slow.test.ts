import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, events, only, temporaryFolder } from '../support/bntrain.ts';
import { type HandTensor, writeTensors } from '../support/tensor-files.ts';

const iris = ['data/iris.csv', '-l', '8,6', '-e', '1'];

/** Epoch 0 of each arm, and what was warned of. */
function start(args: readonly string[]) {
  const all = events(args);
  const epochs = only(all, 'epoch').filter(({ epoch }) => epoch === 0);
  return {
    epochs,
    results: only(all, 'result'),
    warnings: only(all, 'warning')
      .map(({ message }) => message)
      .filter(message => message.startsWith('--init-from')),
    config: only(all, 'start')[0]!.config,
  };
}

/** The one line in which it was refused. */
function refused(...args: string[]): string {
  const { status, stdout, stderr } = bntrain(args);
  expect([status, stdout], stderr).to.deep.equal([2, '']);
  const told = stderr.split('\n').filter(line => line !== '' && !line.startsWith('warning: '));
  expect(told).to.have.length(1);
  return told[0]!;
}

describe('bntrain train --init-from', () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder.path, name);
  const [batchnorm, baseline] = [path('batchnorm.safetensors'), path('baseline.safetensors')];
  const layernorm = path('layernorm.safetensors');
  const hand = (tensors: Record<string, HandTensor>) => writeTensors(path('hand.safetensors'), tensors);
  before(() => {
    events([...iris.with(-1, '9'), '--save-dir', folder.path]);
    events(['train', '--recipe', 'plain', ...iris.with(-1, '9'), '--norm', 'layer', '--save', layernorm]);
  });

  it('continues from the saved network: before training it has the loss of the saved epoch', () => {
    for (const [model, flags] of [
      [batchnorm, []],
      [baseline, ['--no-batch-norm']],
      [layernorm, ['--norm', 'layer']],
    ] as const) {
      const { epochs, results, warnings, config } = start([
        'train',
        '--recipe',
        'plain',
        ...iris,
        ...flags,
        '--init-from',
        model,
      ]);
      const { best } = readModel(model).results[0]!;
      expect([epochs[0]!.validationLoss, epochs[0]!.validationScore]).to.deep.equal([
        best!.validationLoss,
        best!.validationScore,
      ]);
      expect([results[0]!.steps, results[0]!.epochs]).to.deep.equal([2, 1]);
      expect(warnings).to.deep.equal([]);
      expect(config.initFrom).to.equal(model);
    }
  });

  it('names the file in the summary and in the saved model, which counts its own steps and may replace that file', () => {
    const own = path('own.safetensors');
    writeFileSync(own, readFileSync(batchnorm));
    const { stdout, stderr } = bntrain([
      'train',
      '--recipe',
      'plain',
      ...iris,
      '--init-from',
      own,
      '--save',
      own,
      '--save-epoch',
      'last',
    ]);
    expect(stdout.replaceAll(/\s+/g, ' '), stderr).to.include(`relu, weights from ${own} parameters`);
    expect(readModel(own).config.initFrom).to.equal(own);
    expect(readModel(own).results[0]!.step).to.equal(2);
    expect(bntrain(['show', own]).stdout.replaceAll(/\s+/g, ' ')).to.include(`weights from ${own}, seed 1`);
  });

  it('gives the same bytes each time, with any number of threads', () => {
    const saved = ['1', '2', '3'].map(threads => {
      const out = path(`threads-${threads}`);
      const args = [
        'train',
        ...iris,
        '--init-from',
        batchnorm,
        '--threads',
        threads,
        '--save',
        out,
        '--save-epoch',
        'last',
      ];
      events(args);
      return [...readModel(out).tensors].flatMap(([name, values]) => [name, ...values]);
    });
    expect(saved[1]).to.deep.equal(saved[0]);
    expect(saved[2]).to.deep.equal(saved[0]);
  });

  it('starts both arms of a comparison from the same affine weights, and says what the baseline ignores', () => {
    const { epochs, results, warnings } = start([...iris, '--init-from', batchnorm]);
    expect(results[0]!.initHash).to.equal(results[1]!.initHash);
    expect(epochs[1]!.validationLoss).to.equal(readModel(batchnorm).results[0]!.best!.validationLoss);
    expect(epochs[0]!.validationLoss).to.not.equal(epochs[1]!.validationLoss);
    expect(warnings).to.deep.equal([
      `--init-from: ${batchnorm}: its batch norm is left out of the baseline, which starts from the affine weights and biases alone`,
    ]);
    // The other way round there is nothing to leave out: biases go into running means.
    const from = start([...iris, '--init-from', baseline]);
    expect(from.warnings).to.deep.equal([]);
    const loss = readModel(baseline).results[0]!.best!.validationLoss!;
    expect(from.epochs[0]!.validationLoss).to.equal(loss);
    expect(from.epochs[1]!.validationLoss).to.be.closeTo(loss, 1e-4 * loss);
    expect(from.results[0]!.initHash).to.equal(from.results[1]!.initHash);
  });

  it('also starts wide networks, which are narrower while they rehearse', () => {
    const wide = ['train', 'data/iris.csv', '-l', '130', '-e', '1', '--no-refit'];
    events([...wide, '--save', path('wide')]);
    const { epochs } = start([...wide, '--init-from', path('wide')]);
    expect(epochs[0]!.validationLoss).to.equal(readModel(path('wide')).results[0]!.best!.validationLoss);
  });

  it('accepts a file of another program by the names of its tensors, with any metadata', () => {
    const table = folder.write('xor.csv', 'a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n');
    // |a - b| by two relus: exact, so that the loss is 0.
    const file = hand({
      '0.weight': { shape: [2, 2], values: [1, -1, -1, 1] },
      '0.bias': { shape: [2], values: [0, 0] },
      '2.weight': { shape: [1, 2], values: [1, 1] },
      '2.bias': { shape: [1], values: [-0.5] },
    });
    const raw = ['--no-standardize', '--validation', '0', '--task', 'regression', '--init-from', file];
    const { epochs, warnings } = start([
      'train',
      table,
      '-l',
      '2',
      '-e',
      '1',
      '--no-batch-norm',
      '--lr',
      '1e-9',
      ...raw,
    ]);
    // The target is standardized: -1 and 1, and the network gives half of that.
    expect(epochs[0]!.trainLoss).to.be.closeTo(0.25, 1e-6);
    expect(warnings).to.deep.equal([]);
  });

  it('refuses different shapes, naming the tensor, what fits, and what to do', () => {
    const from = (...args: string[]) => refused('train', ...args, '--init-from', batchnorm);
    expect(from('data/iris.csv', '-l', '8,7')).to.equal(
      `bntrain: --init-from: ${batchnorm}: tensor '3.weight' of layer 2 is (6, 8), and --layers 8,7 makes it (7, 8); ` +
        '--layers 8,6 fits the file',
    );
    expect(from('data/iris.csv', '-l', '8')).to.include('has 2 hidden layers, and --layers 8 has 1; --layers 8,6 fits');
    expect(from('absent.csv', '-l', 'none')).to.include('and --layers none has 0; --layers 8,6 fits the file');
    const [weight, bias] = [
      { shape: [3, 5], values: Array(15).fill(1) },
      { shape: [3], values: [0, 0, 0] },
    ];
    const inputs = hand({ '0.weight': weight, '0.bias': bias });
    expect(refused('train', 'data/iris.csv', '-l', 'none', '--init-from', inputs)).to.include(
      "tensor '0.weight' of layer 1 is (3, 5), and the encoding of this table gives 4 inputs; --keep, --drop",
    );
    const outputs = hand({ '0.weight': { shape: [2, 4], values: Array(8).fill(1) } });
    expect(refused('train', 'data/iris.csv', '-l', 'none', '--init-from', outputs)).to.include(
      "tensor '0.weight' of layer 1 is (2, 4), for 2 outputs, and 'species' has 3 classes; another --target",
    );
    const number = refused('train', 'data/concrete.csv', '-l', 'none', '--keep', '1-4', '--init-from', outputs);
    expect(number).to.include("for 2 outputs, and 'compressive_strength' is a number, which takes 1");
  });

  it('refuses a bntrain model where equally many inputs are different columns, or classes differ', () => {
    const lines = readFileSync('data/iris.csv', 'utf8').trim().split('\n');
    const changed = (name: string, change: (cells: string[]) => string[]) =>
      folder.write(name, `${lines.map(line => change(line.split(',')).join(',')).join('\n')}\n`);
    const from = (table: string, ...flags: string[]) =>
      refused('train', table, '-l', '8,6', ...flags, '--init-from', batchnorm);
    const swapped = changed('swapped.csv', ([a, b, ...others]) => [b!, a!, ...others]);
    expect(from(swapped)).to.include("input 1 is 'sepal_length' in the file, and 'sepal_width' here");
    expect(from('data/iris.csv', '--drop', 'petal_width')).to.include(
      "takes 4 inputs, and the encoding of this table gives 3; input 4 is 'petal_width' in the file, and none here",
    );
    const renamed = changed('renamed.csv', cells => cells.with(-1, cells.at(-1)!.replace('setosa', 'wild')));
    expect(from(renamed)).to.include(
      "its 3 classes are not the 3 of 'species': class 1 is 'setosa' in the file, and 'versicolor' here",
    );
    const two = from('data/iris.csv', '--where', "species != 'virginica'");
    expect(two).to.include(
      "its 3 classes are not the 2 of 'species': class 3 is 'virginica' in the file, and none here",
    );
    const numbered = changed('numbered.csv', cells =>
      cells.with(-1, cells.at(-1) === 'species' ? 'species' : cells[0]!),
    );
    expect(from(numbered, '--task', 'regression')).to.include('predicts classes, and this run numbers; --task decides');
  });

  it('refuses a bntrain model with different categories, or different inputs for missing cells', () => {
    const penguins = path('penguins.safetensors');
    const args = ['train', 'data/penguins.csv', '-t', 'species', '-l', '3', '-e', '1'];
    events([...args, '--save', penguins]);
    const from = (...flags: string[]) => refused(...args, ...flags, '--init-from', penguins);
    expect(from('--where', "island != 'Dream'")).to.include("input 2 is 'island' = 'Dream' in the file");
    const text = readFileSync('data/penguins.csv', 'utf8').replaceAll('Biscoe', 'Zealand');
    const table = folder.write('islands.csv', text);
    const told = refused('train', table, ...args.slice(2), '--init-from', penguins);
    expect(told).to.include("input 1 is 'island' = 'Biscoe' in the file, and 'island' = 'Dream' here");
    expect(from('--where', 'body_mass_g > 0')).to.include("input 5 is 'bill_length_mm' missing in the file");
  });

  it('warns of settings under which the weights mean another network, scale or target', () => {
    const flags = ['--activation', 'tanh', '--bn-eps', '0.1', '--bn-stats', 'keras', '--no-standardize'];
    const { warnings } = start(['train', '--recipe', 'plain', ...iris, ...flags, '--init-from', batchnorm]);
    const said = warnings.map(message => message.replace(`--init-from: ${batchnorm}: `, ''));
    expect(said).to.deep.equal([
      'it was trained with activation relu, and this run has tanh',
      'it was trained with batch norm eps 0.00001, and this run has 0.1',
      'it was trained with running statistics pytorch, and this run has keras',
      "it has learned from other numbers in 'sepal_length', 'sepal_width', 'petal_length' and 1 more: means or deviations " +
        'are far from those of this table',
    ]);
    const squashed = start([
      'train',
      '--recipe',
      'plain',
      ...iris,
      '--squash',
      'asinh',
      '--init-from',
      batchnorm,
    ]).warnings;
    expect(squashed).to.deep.equal([
      `--init-from: ${batchnorm}: it was trained with --squash none, and this run has --squash asinh`,
    ]);
    const table = folder.write('kinds.csv', readFileSync('data/iris.csv', 'utf8').replace('species', 'kind'));
    const other = start(['train', '--recipe', 'plain', table, ...iris.slice(1), '--init-from', batchnorm]);
    expect(other.warnings[0]).to.match(/: it has learned 'species', and this run learns 'kind'$/);
    const layers = start([
      'train',
      '--recipe',
      'plain',
      ...iris,
      '--bn-eps',
      '0.1',
      '--bn-stats',
      'keras',
      '--init-from',
      layernorm,
    ]);
    expect(layers.warnings).to.have.length(1);
    expect(layers.warnings[0]).to.include('its layer norm is left out of');
    // Of batch norm nothing matters where there is none.
    const baselineWarnings = start([
      'train',
      '--recipe',
      'plain',
      ...iris,
      '--bn-eps',
      '0.1',
      '--no-batch-norm',
      '--init-from',
      baseline,
    ]).warnings;
    expect(baselineWarnings).to.deep.equal([]);
  });

  it('refuses flags for random weights, and a file without layers, before it reads the table', () => {
    expect(refused('train', 'absent.csv', '--init-from', 'x', '--init', 'he')).to.equal(
      'bntrain: --init: got --init-from too; initial weights are drawn or read from a file, so give one of the two',
    );
    expect(refused('absent.csv', '--init-from', 'x', '--init-scale', '1')).to.include(
      '--init-scale: got --init-from too',
    );
    expect(refused('absent.csv', '--init-from', '')).to.include("--init-from: got '', takes a safetensors file");
    expect(refused('absent.csv', '--init-from', path('none'))).to.match(/none: no such file/);
    expect(refused('absent.csv', '--init-from', 'data/iris.csv')).to.match(
      /^bntrain: data\/iris.csv: is not a network to start from, as the state_dict of .* is, or is damaged: /,
    );
  });
});
