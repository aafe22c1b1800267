import { expect } from 'chai';
import { type ChartOptions, renderChart, strokes } from '../../src/report/chart.ts';

const same = (text: string) => text;
const options: ChartOptions = { width: 40, height: 7, unicode: true, yLabel: 'loss', xLabel: 'epoch', dim: same };

function curve(ys: number[], stroke = 0) {
  return { name: 'a', paint: same, stroke: strokes[stroke]!, points: ys.map((y, x) => ({ x, y })) };
}

/** The rows of the plot, without labels and axes. */
function plot(chart: string): string[] {
  return chart
    .split('\n')
    .slice(1, -2)
    .map(line => line.replace(/^.*?[┤│+|]/, ''));
}

describe('renderChart', () => {
  const falling = [4, 3, 2.5, 2.2, 2.1];

  it('fits the width it is given, in Unicode and in ASCII', () => {
    for (const unicode of [true, false]) {
      for (const width of [24, 80, 140]) {
        const chart = renderChart([curve(falling), curve(falling)], { ...options, width, unicode });
        const lines = chart.split('\n');
        expect(lines).to.have.lengthOf((width === 24 ? 2 : 1) + 7 + 2);
        for (const line of lines) expect(line.length, line).to.be.at.most(width);
      }
    }
  });

  it('uses only ASCII where the terminal has nothing else', () => {
    const chart = renderChart([curve([1, 0.01]), curve(falling)], { ...options, unicode: false });
    expect(/^[\x20-\x7e\n]*$/.test(chart)).to.equal(true);
  });

  it('draws from the max at the top left to the min at the bottom right', () => {
    const rows = plot(renderChart([curve([1]), curve(falling, 1)], { ...options, unicode: false }));
    expect(rows[0]!.startsWith('*')).to.equal(true);
    const second = plot(renderChart([curve(falling)], { ...options, unicode: false }));
    expect(second.at(-1)!.endsWith('o')).to.equal(true);
  });

  it('uses a log scale when values span a factor of ten, and labels it', () => {
    expect(renderChart([curve([10, 1])], options)).to.contain('loss by epoch, log scale');
    expect(renderChart([curve([9, 1])], options)).to.not.contain('log scale');
    expect(renderChart([curve([10, 0])], options)).to.not.contain('log scale');
  });

  it('distinguishes curves by their strokes without any colour', () => {
    const drawn = strokes.map((_, each) => plot(renderChart([curve(falling, each)], options)).join('\n'));
    expect(new Set(drawn).size).to.equal(4);
    const ascii = renderChart([curve([4, 4, 1]), curve([4, 1, 1], 1)], { ...options, unicode: false });
    expect(ascii).to.contain('ooo a').and.contain('*** a').and.contain('#');
  });

  it('leaves a gap where a value is not finite', () => {
    const rows = plot(renderChart([curve([1, 1, Number.NaN, 1, 1])], { ...options, unicode: false }));
    const drawn = rows.find(row => row.includes('o'))!;
    expect(drawn).to.match(/^o+ {5,}o+$/);
  });

  it('draws equal values as a line in the middle', () => {
    const rows = plot(renderChart([curve([2, 2, 2])], { ...options, unicode: false }));
    expect(rows.findIndex(row => row.includes('o'))).to.equal(3);
  });

  it('has different labels in any narrow range', () => {
    const chart = renderChart([curve([1.83, 1.83001])], options);
    const labels = [...chart.matchAll(/^ *([\d.]+) ┤/gm)].map(([, label]) => label);
    expect(labels.length).to.be.greaterThan(2);
    expect(new Set(labels).size).to.equal(labels.length);
  });

  it('draws a hundred thousand points', () => {
    const many = curve(Array.from({ length: 100_000 }, (_, i) => 1 / (i + 1)));
    expect(plot(renderChart([many], options)).join('')).to.match(/[\u2801-\u28ff]/);
  });

  it('says that there is nothing to draw', () => {
    expect(renderChart([curve([Number.NaN])], options)).to.equal('no finite loss to draw');
  });

  it('labels the first and the last epoch', () => {
    const axis = renderChart([curve(Array.from({ length: 21 }, (_, i) => 21 - i))], { ...options, width: 80 })
      .split('\n')
      .at(-1)!;
    expect(axis.trim().split(/ +/)).to.deep.equal(['0', '5', '10', '15', '20']);
  });
});
