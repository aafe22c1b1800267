import { expect } from 'chai';
import type { EpochEvent, TrainingEvent } from '../../../src/events/events.ts';
import { renderTensorboard } from '../../../src/report/tensorboard/tensorboard.ts';
import { events, only } from '../../support/bntrain.ts';
import { readEventFile } from '../../support/event-files.ts';
import { hostileNames, reportOf, withSeed, withWord } from '../../support/reports.ts';

describe('a report for TensorBoard', () => {
  let run: TrainingEvent[];
  before(() => {
    run = events(['data/iris.csv', '-l', '4', '-e', '2', '--log-steps', '1']);
  });

  const pathsOf = (...experiments: TrainingEvent[][]) =>
    renderTensorboard(reportOf(...experiments)).map(({ path }) => path);

  it('has a folder for each arm and seed', () => {
    expect(pathsOf(run)).to.deep.equal([
      'baseline/seed-1/events.out.tfevents.bntrain',
      'batchnorm/seed-1/events.out.tfevents.bntrain',
    ]);
  });

  it('has losses and scores by step, as float32, and the time of the run', () => {
    const [version, ...read] = readEventFile(renderTensorboard(reportOf(run))[0]!.bytes);
    const start = Date.parse(only(run, 'start')[0]!.time) / 1000;
    expect(version).to.deep.equal({ time: start, step: 0, version: 'brain.Event:2', values: {} });
    const epochs = only(run, 'epoch').filter(({ arm }) => arm === 'baseline');
    expect(read.filter(({ values }) => 'loss/validation' in values)).to.deep.equal(
      epochs.map(epoch => ({ time: start + epoch.seconds, step: epoch.step, version: '', values: valuesOf(epoch) })),
    );
  });

  it('has the loss and the learning rate of each step that was logged, at times that do not fall', () => {
    const read = readEventFile(renderTensorboard(reportOf(run))[0]!.bytes);
    const logged = only(run, 'step').filter(({ arm }) => arm === 'baseline');
    expect(logged.length).to.be.greaterThan(3);
    const shown = read.filter(({ values }) => 'loss/step' in values);
    expect(shown.map(({ step, values }) => ({ step, values }))).to.deep.equal(
      logged.map(({ step, loss, learningRate }) => ({
        step,
        values: { 'loss/step': Math.fround(loss), learning_rate: Math.fround(learningRate) },
      })),
    );
    const times = read.map(({ time }) => time);
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
  });

  it('has what probes measured, by layer', () => {
    const probed = events(['data/iris.csv', '-l', '4', '-e', '1', '--probe-steps', '2', '--landscape-steps', '2']);
    const read = readEventFile(renderTensorboard(reportOf(probed))[1]!.bytes);
    const at = (step: number, tag: string) =>
      read.flatMap(each => (each.step === step ? (each.values[tag] ?? []) : []));
    const probes = only(probed, 'probe').filter(({ arm }) => arm === 'batchnorm');
    expect(probes.length).to.be.greaterThan(1);
    for (const { step, layers } of probes) {
      expect(at(step, 'probes/layer-1/preactivation.p50')).to.deep.equal([Math.fround(layers[0]!.preactivation.p50!)]);
    }
    const [gradients] = only(probed, 'gradients').filter(({ arm }) => arm === 'batchnorm');
    expect(at(2, 'gradients/layer-2/weight')).to.deep.equal([Math.fround(gradients!.layers[1]!.weight!)]);
    const [landscape] = only(probed, 'landscape').filter(({ arm }) => arm === 'batchnorm');
    expect(at(2, 'landscape/lossRange.min')).to.deep.equal([Math.fround(landscape!.lossRange[0]!)]);
    const times = read.map(({ time }) => time);
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
  });

  it('has the same bytes each time', () => {
    expect(renderTensorboard(reportOf(run))).to.deep.equal(renderTensorboard(reportOf(run)));
  });

  it('leaves out values that are not finite', () => {
    const broken = run.map(event => (event.event === 'epoch' ? { ...event, trainLoss: Number.NaN } : event));
    const read = readEventFile(renderTensorboard(reportOf(broken))[0]!.bytes);
    expect(read.some(({ values }) => 'loss/train' in values)).to.equal(false);
    expect(read.some(({ values }) => 'loss/validation' in values)).to.equal(true);
  });

  it('tells experiments, points of a sweep and networks of an ensemble apart', () => {
    const inCell = run.map(event => ('arm' in event ? { ...event, cell: { lr: 0.1, layers: [8, 4] } } : event));
    const inPart = run.map(event => ('arm' in event ? { ...event, part: 2 } : event));
    expect(
      pathsOf(run, inCell as TrainingEvent[], inPart as TrainingEvent[]).filter(path => /baseline/.test(path)),
    ).to.deep.equal([
      '1/baseline/seed-1/events.out.tfevents.bntrain',
      '2/lr=0.1-layers=8_4/baseline/seed-1/events.out.tfevents.bntrain',
      '3/baseline/seed-1-network-2/events.out.tfevents.bntrain',
    ]);
  });

  it('has paths that stay in their folder and differ, whatever the names of the arms', () => {
    for (const name of hostileNames) {
      const [path] = pathsOf(withWord(run, 'baseline', name));
      expect(path).to.match(/^(?!\.)[\w.=,-]+\/seed-1\/events\.out\.tfevents\.bntrain$/);
    }
    const similar = withWord(withWord(run, 'baseline', 'BN ÄÖ'), 'batchnorm', 'bn öä');
    expect(new Set(pathsOf(similar, withSeed(similar, 1)).map(path => path.toLowerCase())).size).to.equal(4);
    expect(pathsOf(similar)).to.deep.equal([
      'BN___/seed-1/events.out.tfevents.bntrain',
      'bn___/seed-1-2/events.out.tfevents.bntrain',
    ]);
  });
});

function valuesOf({ trainLoss, trainScore, validationLoss, validationScore }: EpochEvent): Record<string, number> {
  return {
    'loss/train': Math.fround(trainLoss),
    'score/train': Math.fround(trainScore),
    'loss/validation': Math.fround(validationLoss!),
    'score/validation': Math.fround(validationScore!),
  };
}
