import { expect } from 'chai';
import { type ChartOptions, type Curve, gutterOf, renderChart, strokes } from '../../src/report/chart.ts';

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

  describe('a band', () => {
    const flat = (y: number, low: number, high: number, stroke = 0): Curve => ({
      ...curve([y, y, y], stroke),
      band: [0, 1, 2].map(x => ({ x, low, high })),
    });
    const ascii = { ...options, unicode: false };

    it('lies between its ends, below the line', () => {
      const rows = plot(renderChart([flat(3, 2, 4), curve([6, 6, 6], 1), curve([0, 0, 0], 2)], ascii));
      expect(rows.map(row => row[10])).to.deep.equal(['*', undefined, '.', 'o', '.', undefined, '+']);
    });

    it('reaches the edge where its end is infinite, and the axis goes by the finite ends', () => {
      const rows = plot(renderChart([flat(3, 2, Number.POSITIVE_INFINITY), curve([4, 4, 4], 1)], ascii));
      expect(rows.map(row => row[10]).join('')).to.match(/^\*\.+o\.+$/);
    });

    it('has a gap where it is not known', () => {
      const own = { ...flat(3, 2, 4), band: [0, 1, 2].map(x => ({ x, low: x === 1 ? Number.NaN : 2, high: 4 })) };
      const [top] = plot(renderChart([own], ascii));
      expect(top).to.match(/^\. +\.$/);
    });

    it('differs from another by its filling, and where both are, by a third', () => {
      const rows = plot(renderChart([flat(1, 0, 4), flat(5, 2, 6, 1)], ascii));
      expect(rows.map(row => row[10])).to.deep.equal([':', '*', '=', '=', '=', 'o', '.']);
      const [one, other] = [0, 1].map(n =>
        plot(renderChart(n === 0 ? [flat(3, 0, 6)] : [curve([3]), flat(3, 0, 6, 0)], options)),
      );
      expect(one![0]).to.not.equal(other![0]);
    });

    it('is dotted alike for all curves that colours distinguish', () => {
      const [one, other] = [[flat(3, 0, 6)], [curve([3]), flat(3, 0, 6, 0)]].map(
        curves => plot(renderChart(curves, { ...options, isColored: true }))[0],
      );
      expect(one).to.equal(other);
    });
  });

  it('has a line at 0 where it is asked for, with its label', () => {
    const chart = renderChart([curve([4, 2, 2])], { ...options, zero: true, unicode: false });
    expect(chart).to.match(/^ *0 \+- - - /m);
  });

  it('aligns with another chart by the width of its labels', () => {
    const [narrow, wide] = [curve([1, 2]), curve([0.0001234, 0.0001235])];
    const gutter = gutterOf([wide], options);
    const edges = [narrow, wide].map(each =>
      renderChart([each], { ...options, gutter })
        .split('\n')
        .at(-2)!
        .indexOf('└'),
    );
    expect(edges[0]).to.equal(edges[1]);
  });
});
