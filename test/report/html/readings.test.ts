import { expect } from 'chai';
import { formatReading, type Readings, readable } from '../../../src/report/html/readings.ts';

describe('what is read off a figure', () => {
  const x = [0, 1150];
  const line = { name: 'baseline', color: '#000' };
  const read = (readings: Partial<Readings>) =>
    formatReading({ title: '', axis: 'step', kind: 'loss', x, lines: [], ...readings }, 1);

  it('is a sentence with the place, and the value and the band of each line', () => {
    const lines = [
      { ...line, values: [1, 0.1373], low: [1, 0.0883], high: [1, 0.1948] },
      { ...line, name: 'batch norm', values: [1, 0.0974], low: [1, 0.05], high: [1, null] },
    ];
    expect(read({ lines })).to.equal(
      'step 1,150: baseline 0.1373 (0.08830 to 0.1948), batch norm 0.09740 (0.05000 to diverged)',
    );
  });

  it('has the numbers of its kind, and says where a line ended or diverged', () => {
    expect(read({ kind: 'accuracy', lines: [{ ...line, values: [0, 0.9721] }] })).to.equal(
      'step 1,150: baseline 97.2 %',
    );
    expect(read({ kind: 'difference', lines: [{ ...line, values: [0, -0.038] }] })).to.contain('baseline −0.0380');
    expect(read({ axis: 'seconds', x: [0, 0.4211], lines: [{ ...line, values: [1] }] })).to.equal(
      '0.421 seconds: baseline ended',
    );
    expect(read({ lines: [{ ...line, values: [1, null] }] })).to.contain('baseline diverged');
    expect(readable([0.123456, null, 0])).to.deep.equal([0.1235, null, 0]);
  });
});
