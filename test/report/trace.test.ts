import { expect } from 'chai';
import { Chalk } from 'chalk';
import type { TraceEvent } from '../../src/events/events.ts';
import { columnFormat, shortNumber, sumOf } from '../../src/report/trace/numbers.ts';
import { renderTrace } from '../../src/report/trace/trace.ts';

const style = (width = 80, unicode = true) => ({
  ...{ width, unicode, color: new Chalk({ level: 0 }) },
  settingName: (key: string, value?: unknown) => (value === undefined ? `--${key}` : `--${key} ${value}`),
});

type Node = TraceEvent['nodes'][number];

function node(pass: Node['pass'], step: number | null, name: string, formula: string, values: number[]): Node {
  const shape = values.length === 1 ? '(D)' : '(N, D)';
  return { pass, step, name, formula, shape, values: values.map(value => [value]) };
}

function event(rows: number, changes: Partial<TraceEvent> = {}): TraceEvent {
  const column = <T>(of: (n: number) => T) => Array.from({ length: rows }, (_, n) => of(n));
  const x = column(n => (n % 2 === 0 ? -1.5 : 2.5));
  return {
    ...{
      event: 'trace',
      paths: ['t.csv'],
      target: 'y',
      widths: [3, 2, 1],
      activation: 'tanh',
      seed: 7,
      trainRows: 1200,
    },
    ...{ epoch: 2, step: 30, batchSize: rows, layer: 1, N: rows, D: 2, eps: 0.001, bnMomentum: 0.1, loss: 0.25 },
    targets: column(n => `c${n}`),
    units: [2],
    nodes: [
      node('forward', null, 'x', 'output of the affine', x),
      node('forward', 1, 'mean', 'Σ x / N', [sumOf(x) / rows]),
      node('forward', 4, 'var', 'Σ sq / N', [4]),
      node('forward', 5, 'std', '√(var + eps)', [2]),
      node('backward', 6, 'dstd', '-dinvStd / std²', [0.5]),
      node('backward', 7, 'dinvStd', 'Σ dxhat · xmu', [-2]),
      node('backward', 1, 'dx', 'dxmu + dmean / N', x),
      node('closed form', null, 'dx', 'gamma', x),
    ],
    running: [{ name: 'runningMean', formula: '0.9 · runningMean + 0.1 · mean', before: [-1], after: [-0.85] }],
    difference: { dx: 1e-17, dgamma: 0, dbeta: 0 },
    ...changes,
  };
}

const lines = (text: string) => text.split('\n').map(line => line.replaceAll(/ +/g, ' ').trim());

describe('a trace in a terminal', () => {
  it('has each formula, with numbers in the place of names where it is of single numbers and sums', () => {
    const shown = lines(renderTrace(event(4), style(120)));
    expect(shown).to.include.members([
      'x (N, D) = output of the affine',
      '(1) mean (D) = Σ x / N = 2 / 4 = 0.5',
      '(5) std (D) = √(var + eps) = √(4 + 0.001) = 2',
      '(6) dstd (D) = -dinvStd / std² = -(-2) / 2² = 0.5',
      '(7) dinvStd (D) = Σ dxhat · xmu = -2',
      'runningMean = 0.9 · runningMean + 0.1 · mean = 0.9 · (-1) + 0.1 · 0.5 = -0.85',
    ]);
    expect(shown).to.include('batch 4 of 1,200 training rows, as compare --batchSize 4 takes them in epoch 2');
    expect(shown).to.include('shown batch norm layer 1 of 1, unit 2 of 2; --units shows others');
  });

  it('has the numbers of rows below each other, their sum, and the closed form beside dx', () => {
    const shown = lines(renderTrace(event(2), style()));
    expect(shown.slice(shown.indexOf('row x')).slice(0, 4)).to.deep.equal(['row x', '1 -1.500', '2 2.500', 'Σ 1.000']);
    expect(shown).to.include('row dx closed form');
    expect(shown).to.include('2 2.500 2.500');
  });

  it('says how many rows of a large batch are left out, and has the sum of all', () => {
    const shown = lines(renderTrace(event(20), style()));
    expect(shown).to.include.members(['12 2.500', '+ 8 …', 'Σ 10.000']);
    expect(shown).to.not.include('13 -1.500');
    expect(shown.join(' ')).to.include('--json has the numbers of all rows');
  });

  it('fits the width, and spells formulas where the terminal has no Unicode', () => {
    for (const width of [40, 60, 80, 120]) {
      for (const line of renderTrace(event(20), style(width, false)).split('\n')) {
        expect(line.length, line).to.be.at.most(width);
        expect(line).to.match(/^[ -~]*$/);
      }
    }
    expect(lines(renderTrace(event(4), style(80, false)))).to.include(
      '(5) std (D) = sqrt(var + eps) = sqrt(4 + 0.001) = 2',
    );
  });

  it('says by how much the two backward passes differ, or that they are not finite', () => {
    const sentence = (difference: TraceEvent['difference']) =>
      lines(renderTrace(event(2, { difference }), style(500))).at(-1);
    expect(sentence({ dx: 1.5e-17, dgamma: 0, dbeta: 0 })).to.include(
      'at most 1.5e-17 in dx, 0 in dgamma and 0 in dbeta',
    );
    expect(sentence({ dx: Number.NaN, dgamma: 0, dbeta: 0 })).to.include('not finite');
  });
});

describe('numbers of a trace', () => {
  it('have equally many decimals in a column, so that the largest has four digits', () => {
    const write = columnFormat([12.345, -0.5, 0]);
    expect([12.345, -0.5, 0, -0.001, Number.NaN].map(write)).to.deep.equal(['12.35', '-0.50', '0', '0.00', '-']);
    expect(columnFormat([1.5e-7])(1.5e-7)).to.equal('1.500e-7');
  });

  it('are short where they are exact', () => {
    expect([8, 0.5, 0.00001, 2 / 3, -1e-9 / 3].map(shortNumber)).to.deep.equal([
      '8',
      '0.5',
      '0.00001',
      '0.6667',
      '-3.33e-10',
    ]);
  });

  it('have the sum 0 where only rounding is left', () => {
    expect(sumOf([0.1, 0.2, -0.3])).to.equal(0);
    expect(sumOf([0.1, 0.2, -0.29])).to.be.closeTo(0.01, 1e-15);
  });
});
