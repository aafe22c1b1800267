import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import { Random } from '../../../src/base/numbers/random.ts';
import { divideGroups, divideRows, rowsOfParts, warnOfParts } from '../../../src/data/choosing/parts.ts';

const random = (seed = 1) => Random.stream(seed, 'parts');
const spread = (counts: readonly number[]) => Math.max(...counts) - Math.min(...counts);
const labels = Int32Array.from({ length: 103 }, (_, row) => (row % 10 === 0 ? 2 : row % 3 === 0 ? 1 : 0));

describe('the parts of an ensemble', () => {
  it('differ by one row at most, and by one row of each class', () => {
    for (const count of [2, 3, 4, 7]) {
      const { of } = divideRows(103, { count, labels, random: random() });
      expect(spread(rowsOfParts({ count, of }))).to.be.at.most(1);
      for (const label of [0, 1, 2]) {
        const own = of.filter((_, row) => labels[row] === label);
        expect(spread(rowsOfParts({ count, of: own })), `${count} parts, class ${label}`).to.be.at.most(1);
      }
    }
  });

  it('are drawn with the seed', () => {
    const drawn = (seed: number) => [...divideRows(103, { count: 4, labels, random: random(seed) }).of];
    expect(drawn(1)).to.deep.equal(drawn(1));
    expect(drawn(1)).to.not.deep.equal(drawn(2));
  });

  it('are consecutive rows if rows are not shuffled', () => {
    expect([...divideRows(7, { count: 3, labels: null, random: null }).of]).to.deep.equal([0, 0, 0, 1, 1, 2, 2]);
  });

  it('have whole groups, of about as many rows', () => {
    const rows = Int32Array.from(labels, (_, row) => row);
    const values = Float64Array.from(labels, (_, row) => row % 17);
    const { of } = divideGroups(rows, { type: 'numbers', values }, { count: 4, labels, random: random() });
    for (const row of rows) expect(of[row]).to.equal(of[row % 17]);
    expect(spread(rowsOfParts({ count: 4, of }))).to.be.at.most(7);
  });

  it('are refused where rows or groups are fewer', () => {
    expect(() => divideRows(3, { count: 4, labels: null, random: random() }))
      .to.throw(UserError)
      .with.property('message', '⟪ensemble=4⟫: the table has 3 rows, fewer than parts; take a smaller one');
    const groups = { type: 'numbers', values: Float64Array.of(1, 1, 2, 2, 3) } as const;
    const rows = Int32Array.of(0, 1, 2, 3, 4);
    expect(() => divideGroups(rows, groups, { count: 4, labels: null, random: random() }))
      .to.throw(UserError)
      .with.property('message', '⟪ensemble=4⟫: the rows are of 3 groups, fewer than parts; take a smaller one');
  });

  it('warn of classes that a network never learns of, and of classes that some part lacks', () => {
    const messages: string[] = [];
    const of = Uint8Array.of(0, 1, 2, 0, 0, 1, 2);
    warnOfParts({ count: 3, of }, Int32Array.of(0, 0, 0, 1, 1, 2, 2), ['all', 'alone', 'some'], message =>
      messages.push(message),
    );
    expect(messages).to.deep.equal([
      "1 class has all of its rows in one of the 3 parts: 'alone'; the network that they validate never learned of it, so these " +
        'rows count as wrong',
      "1 class has no row in some of the 3 parts of ⟪ensemble⟫: 'some'; a smaller one gives each part some",
    ]);
  });
});
