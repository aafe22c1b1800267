import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import { bars, smallHistogram, tallHistogram } from '../../src/report/distribution.ts';
import { columnsOf } from '../../src/report/width.ts';

const color = new Chalk({ level: 0 });
const unicode = { width: 80, unicode: true, color, settingName: asFlag };
const ascii = { width: 80, unicode: false, color, settingName: asFlag };

describe('smallHistogram', () => {
  it('has one character per range, full for the most rows and a space for none', () => {
    expect(smallHistogram([8, 4, 1, 0, 2], unicode)).to.equal('█▄▁ ▂');
    expect(smallHistogram([8, 4, 1, 0, 2], ascii)).to.equal('@=. :');
  });

  it('shows a range of one row beside one of a million', () => {
    expect(smallHistogram([1_000_000, 1], unicode)).to.equal('█▁');
  });
});

describe('tallHistogram', () => {
  const axis = { min: '0', mean: { text: 'mean 2', share: 0.5 }, max: '9' };

  it('stands on an axis with min, max and, in its place, the mean', () => {
    const lines = tallHistogram([48, 24, 0, 12, 1], axis, unicode).split('\n');
    expect(lines).to.deep.equal([
      ...['███', '███', '███', '██████', '██████   ▄▄▄', '██████   ███▁▁▁', '───────────────', '0    mean 2   9'],
    ]);
  });

  it('moves the mean only as far as the labels allow, and omits it where there is no room', () => {
    const at = (share: number) =>
      tallHistogram([1, 1, 1, 1, 1, 1], { ...axis, mean: { text: 'mean 2', share } }, unicode)
        .split('\n')
        .at(-1);
    expect(at(0)).to.equal('0 mean 2         9');
    expect(at(1)).to.equal('0         mean 2 9');
    expect(tallHistogram([1, 1], axis, unicode).split('\n').at(-1)).to.equal('0    9');
  });

  it('shows few rows beside many, in ASCII too', () => {
    expect(tallHistogram([1_000_000, 1], axis, ascii).split('\n').at(-3)).to.equal('######');
  });
});

describe('bars', () => {
  it('has rows, shares and a bar for each value', () => {
    const lines = bars(
      [
        { value: 'a', rows: 30 },
        { value: 'bb', rows: 10 },
      ],
      { ...ascii, width: 40 },
    ).split('\n');
    expect(lines).to.deep.equal(['a   30  75.0%  #########################', 'bb  10  25.0%  ########']);
  });

  it('shows the largest of many classes, and counts the others', () => {
    const counts = Array.from({ length: 30 }, (_, n) => ({ value: `class ${n}`, rows: n + 1 }));
    const lines = bars(counts, unicode).split('\n');
    expect(lines).to.have.length(12);
    expect(lines[0]).to.match(/^class 29 +30 +6\.5% +█+$/);
    expect(lines.at(-1)).to.equal('19 more classes in 190 rows');
  });

  it('fits into narrow terminals, with values of any name', () => {
    const counts = [
      { value: '東京'.repeat(30), rows: 1 },
      { value: 'b\n', rows: 1e9 },
    ];
    for (const width of [44, 60, 80]) {
      for (const line of bars(counts, { ...unicode, width }).split('\n'))
        expect(columnsOf(line), line).to.be.at.most(width);
    }
  });
});
