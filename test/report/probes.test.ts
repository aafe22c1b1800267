import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import type {
  Arm,
  GradientsEvent,
  LandscapeEvent,
  ProbeEvent,
  ProbingEvent,
  StartEvent,
} from '../../src/events/events.ts';
import { ProbeReport } from '../../src/report/probes/report.ts';
import type { Style } from '../../src/report/style.ts';

const start = {
  arms: ['baseline', 'batchnorm'],
  config: { ensemble: null, landscapeMultipliers: [0.5, 4] },
  network: { widths: [4, 3, 1, 2] },
} as unknown as StartEvent;

const spread = (p50: number) => ({ mean: 0, standardDeviation: 1, p15: p50 - 1, p50, p85: p50 + 1 });

function probe(arm: Arm, step: number, changes: Partial<ProbeEvent> = {}): ProbeEvent {
  const layer = (layer: number, deadShare: number | null) => ({
    ...{ layer, preactivation: spread(0), affine: null, deadShare, inactiveShare: null, saturatedShare: null },
    ...{ weightNorm: 1, meanDrift: null, varDrift: null },
  });
  const unit = { layer: 2, unit: 1, preactivation: spread(step / 10), affine: null };
  const layers = [layer(1, 0), layer(2, 1)];
  return {
    event: 'probe',
    arm,
    seed: 1,
    step,
    rows: 1000,
    layers,
    unit,
    lossRunning: null,
    lossPopulation: 0.5,
    ...changes,
  };
}

function gradients(arm: Arm, step: number): GradientsEvent {
  const layer = {
    weight: 0.25,
    bias: null,
    gamma: null,
    beta: null,
    weightNorm: 2,
    updateNorm: 1,
    updateRatio: 0.5,
    effectiveLr: 0.025,
  };
  return { event: 'gradients', arm, seed: 1, step, total: 1, layers: [1, 2, 3].map(n => ({ layer: n, ...layer })) };
}

function landscape(arm: Arm, step: number, max: number | null): LandscapeEvent {
  return {
    ...{ event: 'landscape', arm, seed: 1, step, learningRate: 0.1, loss: 1, gradientNorm: 1, multipliers: [0.5, 4] },
    ...{
      losses: [0.5, max],
      gradientChange: [0.1, max],
      smoothness: [2, max],
      cosine: [1, null],
      internalCovariateShift: [
        { layer: 1, difference: 0, cosine: 1 },
        { layer: 2, difference: step / 10, cosine: 0.5 },
      ],
    },
    ...{ lossRange: [0.5, max], gradientPredictiveness: [0.1, max], effectiveSmoothness: max },
  };
}

const plain: Style = { width: 80, unicode: true, color: new Chalk({ level: 0 }), settingName: asFlag };

function report(events: readonly ProbingEvent[], style: Partial<Style> = {}, of: StartEvent = start): string[] {
  const report = new ProbeReport();
  for (const event of events) report.add(event);
  return report.parts(of, { ...plain, ...style });
}

const run = ['baseline', 'batchnorm'].flatMap(arm =>
  [0, 5, 10].flatMap(step => [gradients(arm, step), probe(arm, step)]),
);

describe('the report of probes', () => {
  it('is empty without probes', () => {
    expect(report([])).to.deep.equal([]);
  });

  it('has a table of the last probe of each arm, with the unit at the start, halfway and at the end', () => {
    const [table] = report(run);
    expect(table!.split('\n')).to.deep.equal([
      'probe on 1,000 rows                      baseline        batchnorm',
      'p15 to p85 of unit 2:1, step 0      -1.00 to 1.00    -1.00 to 1.00',
      '  halfway                          -0.500 to 1.50   -0.500 to 1.50',
      '  at the end                            0 to 2.00        0 to 2.00',
      'dead units                                  25.0%            25.0%',
      'gradient norm, layer 1                      0.250            0.250',
      '  outputs                                   0.250            0.250',
      'effective learning rate, layer 1           0.0250           0.0250',
      '  outputs                                  0.0250           0.0250',
      'loss of the rows                           0.5000           0.5000',
    ]);
  });

  it('has a chart of the unit for each arm, all with one scale', () => {
    const wide = [probe('batchnorm', 15, { unit: { layer: 2, unit: 1, preactivation: spread(99), affine: null } })];
    const charts = report([...run, ...wide]).slice(1);
    expect(charts.map(chart => chart.split('\n')[0])).to.deep.equal([
      'unit 2:1 of baseline by step   ⠒⠒ ⠒⠒ p85   ⠒⠒⠒⠒⠒ p50   ⠂ ⠂ ⠂ p15',
      'unit 2:1 of batchnorm by step   ⠒⠒ ⠒⠒ p85   ⠒⠒⠒⠒⠒ p50   ⠂ ⠂ ⠂ p15',
    ]);
    const scaleOf = (chart: string) => chart.match(/^ *-?[\d.]+ ┤/gm);
    expect(scaleOf(charts[0]!)).to.deep.equal(scaleOf(charts[1]!)).and.have.lengthOf(3);
  });

  it('has no chart in a narrow terminal, of fewer than three probes, and without hidden layers', () => {
    expect(report(run, { width: 59 })).to.have.lengthOf(1);
    expect(report(run.filter(({ step }) => step < 10))).to.have.lengthOf(1);
    expect(report(run.map(event => (event.event === 'probe' ? { ...event, unit: null } : event)))).to.have.lengthOf(1);
  });

  it('has the medians of the landscapes, in which a number that is not finite is the largest', () => {
    const events = [1, 2, 3].flatMap(step => [
      landscape('baseline', step, step === 1 ? 3 : null),
      landscape('batchnorm', step, step),
    ]);
    const [table] = report(events);
    expect(table!.split('\n')).to.deep.equal([
      'landscape                    baseline       batchnorm',
      'steps                               3               3',
      'loss range                 0.500 to -   0.500 to 2.00',
      'gradient change            0.100 to -   0.100 to 2.00',
      'effective smoothness                -            2.00',
      'internal covariate shift        0.200           0.200',
      '  as a cosine                   0.500           0.500',
      'Medians over the steps, from 0.5 to 4 learning rates along the gradient: smaller',
      'ranges and a smaller effective smoothness are a smoother landscape. A dash is',
      'not finite.',
    ]);
  });

  it('shows the first network of an ensemble', () => {
    const events = [1, 2].map(part => ({ ...probe('batchnorm', 0, { rows: part }), part }));
    const [table] = report(events, {}, { ...start, config: { ...start.config, ensemble: 2 } });
    expect(table!.split('\n')[0]).to.match(/^probe of network 1 on 1 row +batchnorm$/);
  });

  it('shows the first of several seeds', () => {
    expect(report([...run, { ...probe('baseline', 10), seed: 2, rows: 7 }])).to.deep.equal(report(run));
  });

  it('is ASCII where the terminal is, and fits any width', () => {
    for (const width of [80, 60, 45]) {
      const text = report([...run, landscape('baseline', 1, 2)], { width, unicode: false }).join('\n');
      expect(text).to.match(/^[\n -~]*$/);
      for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(width);
    }
  });

  it('paints what stands for an arm in its colour', () => {
    const text = report(run, { color: new Chalk({ level: 1 }) }).join('\n');
    expect(text).to.include('\x1b[33mbaseline').and.include('\x1b[36mbatchnorm');
  });
});
