import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { textCell } from '../../../src/report/csv/cells.ts';
import { renderCsv } from '../../../src/report/csv/csv.ts';
import { events, only } from '../../support/bntrain.ts';
import { hostileNames, reportOf, withWord } from '../../support/reports.ts';

describe('a report as CSV', () => {
  let run: TrainingEvent[];
  before(() => {
    run = events(['data/iris.csv', '-l', '4', '-e', '1', '--log-steps', '1']);
  });

  const rowsOf = (report: ReturnType<typeof reportOf>): Record<string, string>[] =>
    parse(Buffer.from(renderCsv(report)), { columns: true });

  it('has a row for each value, with all its digits', () => {
    const rows = rowsOf(reportOf(run));
    expect(Object.keys(rows[0]!)).to.deep.equal([
      ...['experiment', 'seed', 'arm', 'epoch', 'step', 'seconds', 'measure', 'value'],
    ]);
    for (const epoch of only(run, 'epoch')) {
      for (const measure of ['trainLoss', 'trainScore', 'validationLoss', 'validationScore'] as const) {
        const found = rows.filter(
          row => row.arm === epoch.arm && row.epoch === String(epoch.epoch) && row.measure === measure,
        );
        expect(found.map(({ seed, step, seconds, value }) => [seed, step, seconds, value].map(Number))).to.deep.equal([
          [epoch.seed, epoch.step, epoch.seconds, epoch[measure]],
        ]);
      }
    }
    const logged = only(run, 'step');
    expect(rows.filter(({ measure }) => measure === 'stepLoss').map(({ value }) => Number(value))).to.have.members(
      logged.map(({ loss }) => loss),
    );
    expect(rows.length).to.equal(4 * only(run, 'epoch').length + 2 * logged.length);
  });

  it('has no row for a value that is not finite, or was not computed', () => {
    const broken = run.map(event =>
      event.event === 'epoch' ? { ...event, trainLoss: Number.NaN, validationLoss: null } : event,
    );
    const measures = new Set(rowsOf(reportOf(broken)).map(({ measure }) => measure));
    expect([...measures]).to.have.members(['trainScore', 'validationScore', 'stepLoss', 'learningRate']);
  });

  it('has what probes measured, with the layer that it is of', () => {
    const probed = events(['data/iris.csv', '-l', '4,4', '-e', '1', '--probe-steps', '2', '--landscape-steps', '2']);
    const rows = rowsOf(reportOf(probed));
    expect(Object.keys(rows[0]!).at(-1)).to.equal('layer');
    const valuesAt = (event: { arm: string; step: number }, measure: string, layer: string) =>
      rows
        .filter(row => row.arm === event.arm && row.step === String(event.step) && row.measure === measure)
        .filter(row => row.layer === layer)
        .map(({ value }) => Number(value));
    for (const event of only(probed, 'probe')) {
      for (const { layer, preactivation, deadShare } of event.layers) {
        for (const key of ['p5', 'p15', 'p50', 'p85', 'p95'] as const) {
          expect(valuesAt(event, `probe.preactivation.${key}`, String(layer))).to.deep.equal([preactivation[key]]);
        }
        expect(valuesAt(event, 'probe.deadShare', String(layer))).to.deep.equal([deadShare]);
      }
      expect(valuesAt(event, 'probe.lossPopulation', '')).to.deep.equal([event.lossPopulation]);
    }
    for (const event of only(probed, 'landscape'))
      expect(valuesAt(event, 'landscape.lossRange.max', '')).to.deep.equal([event.lossRange[1]]);
    for (const event of only(probed, 'gradients'))
      expect(valuesAt(event, 'gradients.weight', '3')).to.deep.equal([event.layers[2]!.weight]);
    expect(rows.filter(({ measure }) => measure === 'trainLoss').every(({ layer }) => layer === '')).to.equal(true);
  });

  it('has the results of runs whose metrics have no evaluations, and no empty line', () => {
    const short = run.filter(({ event }) => event !== 'epoch' && event !== 'step');
    const rows = rowsOf(reportOf(short));
    for (const { arm, best, final } of only(run, 'result')) {
      const own = rows.filter(row => row.arm === arm).map(({ measure, value }) => [measure, Number(value)]);
      expect(own).to.deep.equal([
        ['best.validationLoss', best!.validationLoss],
        ['best.validationScore', best!.validationScore],
        ['final.trainLoss', final.trainLoss],
        ['final.validationLoss', final.validationLoss],
        ['final.validationScore', final.validationScore],
      ]);
    }
    const unfinished = short.filter(({ event }) => event !== 'result');
    expect(Buffer.from(renderCsv(reportOf(unfinished))).toString()).not.to.contain('\n\n');
  });

  it('has columns for the settings in which runs differ', () => {
    const cell = { lr: 0.001, layers: [8, 4], clipNorm: null };
    const inCell = run.map(event => ('arm' in event ? { ...event, cell } : event)) as TrainingEvent[];
    const [row] = rowsOf(reportOf(inCell));
    expect(row).to.include({ lr: '0.001', layers: '8 4', clipNorm: '' });
  });

  it('has the table and the target of each experiment if several are reported', () => {
    const other = withWord(withWord(run, 'iris.csv', 'other table.csv'), 'species', 'kind');
    const rows = rowsOf(reportOf(run, other));
    expect(new Set(rows.map(({ experiment, table, target }) => `${experiment} ${table} ${target}`))).to.deep.equal(
      new Set(['1 data/iris.csv species', '2 data/other table.csv kind']),
    );
  });

  it('has the head alone if no run has begun', () => {
    const text = Buffer.from(renderCsv(reportOf(only(run, 'start')))).toString();
    expect(text).to.equal('experiment,seed,arm,epoch,step,seconds,measure,value\n');
  });

  it('keeps hostile names as they are, cut after 1,000 characters, but for the apostrophe before formulas', () => {
    for (const name of hostileNames) {
      const rows = rowsOf(reportOf(withWord(run, 'batchnorm', name)));
      const shown = name.length > 1000 ? `${name.slice(0, 1000)}…` : name;
      // UTF-8 has no half of a surrogate pair.
      const expected = textCell(shown).replaceAll(/\p{Surrogate}/gu, '\ufffd');
      expect(new Set(rows.map(({ arm }) => arm))).to.deep.equal(new Set(['baseline', expected]));
    }
  });
});

describe('a cell of CSV', () => {
  for (const text of [
    '=1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\tx',
    '\rx',
    '＝1',
    '－1',
    ' =1',
    '\u200b=1',
    '"=1',
  ]) {
    it(`is a text that begins with an apostrophe, not a formula, for ${JSON.stringify(text)}`, () => {
      expect(textCell(text)).to.equal(`'${text}`);
    });
  }

  it('has an apostrophe behind separators as well, where other countries begin a cell', () => {
    expect(textCell('a;=1')).to.equal("a;'=1");
    expect(textCell('a;"=1";b\t@x')).to.equal('a;\'"=1";b\t\'@x');
    expect(textCell('two\n=lines')).to.equal("two\n'=lines");
  });

  it('stays as it is otherwise', () => {
    for (const text of ['', 'a', 'a=b', 'x-1', 'a, b; c', "'a", '日本', 'a@b.c', '100 50'])
      expect(textCell(text)).to.equal(text);
  });
});
