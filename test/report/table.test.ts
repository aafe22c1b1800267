import { expect } from 'chai';
import { alignTable } from '../../src/report/table.ts';

describe('alignTable', () => {
  const rows = (...texts: string[][]) => texts.map(row => row.map(text => ({ text })));

  it('aligns columns by width on the screen, not by code units', () => {
    const table = alignTable(rows(['東京', '1'], ['e\u0301te\u0301', '22'], ['ab', '🙂']), 80, 2);
    expect(table.split('\n')).to.deep.equal(['東京   1', 'e\u0301te\u0301   22', 'ab    🙂']);
  });

  it('aligns the first column and those that request it to the left, the others to the right', () => {
    const table = alignTable(
      [
        [{ text: 'a' }, { text: '1' }, { text: 'x', left: true }, { text: '1' }],
        [{ text: 'bb' }, { text: '22' }, { text: 'yy', left: true }, { text: '22' }],
      ],
      80,
    );
    expect(table.split('\n')).to.deep.equal(['a     1   x     1', 'bb   22   yy   22']);
  });

  it('does not count colours', () => {
    const paint = (text: string) => `<${text}>`;
    expect(
      alignTable(
        [
          [{ text: 'a', paint }, { text: '1' }],
          [{ text: 'bbb' }, { text: '2' }],
        ],
        80,
        1,
      ),
    ).to.equal('<a>   1\nbbb 2');
  });

  const heading = ['class', 'recall rate', 'rows'];
  const table = (width: number) =>
    alignTable(rows(heading, ['Iris setosa', '100.0%', '50'], ['東京', '2.0%', '7']), width).split('\n');

  it('makes the gaps smaller where it does not fit', () => {
    expect(table(32)[1]).to.equal('Iris setosa        100.0%     50');
    expect(table(28)[1]).to.equal('Iris setosa      100.0%   50');
  });

  it('then wraps names and the heading between words', () => {
    expect(table(23)).to.deep.equal([
      'class       recall rows',
      '              rate',
      'Iris        100.0%   50',
      'setosa',
      '東京          2.0%    7',
    ]);
  });

  it('then lists the cells of each row under the names of the heading', () => {
    expect(table(21)).to.deep.equal([
      'class Iris setosa',
      '  recall rate  100.0%',
      '  rows         50',
      'class 東京',
      '  recall rate  2.0%',
      '  rows         7',
    ]);
    expect(table(14)).to.deep.equal([
      'class Iris',
      'setosa',
      '  recall rate',
      '    100.0%',
      '  rows',
      '    50',
      'class 東京',
      '  recall rate',
      '    2.0%',
      '  rows',
      '    7',
    ]);
  });
});
