import { expect } from 'chai';
import type { ColumnReport } from '../../src/events/events.ts';
import { groupColumns } from '../../src/report/column-groups.ts';

function column(position: number, more: Partial<ColumnReport> = {}): ColumnReport {
  const plain = { kind: 'numeric', why: 'numbers', role: 'input', leftOut: null, inputs: 1 } as const;
  const empty = { missing: 0, missingShare: 0, numbers: null, dates: null, texts: null };
  return { position, name: `c${position}`, ...plain, ...empty, ...more };
}

const sizes = (columns: ColumnReport[], all = false) => groupColumns(columns, all).map(group => group.length);
const many = (count: number, more: (n: number) => Partial<ColumnReport> = () => ({})) =>
  Array.from({ length: count }, (_, n) => column(n + 1, more(n)));

describe('groupColumns', () => {
  it('does not group tables of up to 40 columns, or any that is shown in full', () => {
    expect(sizes(many(40))).to.deep.equal(Array(40).fill(1));
    expect(sizes(many(100), true)).to.deep.equal(Array(100).fill(1));
    expect(sizes(many(41))).to.deep.equal([41]);
  });

  it('groups only neighbours of one kind and role, three or more', () => {
    const out = { kind: 'constant', role: 'left out', why: '0 in all rows', leftOut: '0 in all rows' } as const;
    expect(sizes(many(60, n => (n >= 20 && n < 30 ? out : {})))).to.deep.equal([20, 10, 30]);
    expect(sizes(many(60, n => (n === 20 || n === 21 ? out : {})))).to.deep.equal([20, 1, 1, 38]);
    expect(sizes(many(60, n => (n >= 50 ? { role: 'left out', leftOut: '--drop' } : {})))).to.deep.equal([50, 10]);
  });

  it('groups constants of different values, but not columns that were skipped for other reasons', () => {
    const constant = (n: number) => ({ kind: 'constant', role: 'left out', why: `${n} in all rows` }) as const;
    expect(sizes(many(60, n => ({ ...constant(n), leftOut: `${n} in all rows` })))).to.deep.equal([60]);
    expect(sizes(many(60, n => ({ ...constant(n), leftOut: n < 30 ? '--drop' : `${n} in all rows` })))).to.deep.equal([
      30, 30,
    ]);
  });

  it('does not group the target, or columns with words that may mean a missing cell', () => {
    expect(sizes(many(60, n => (n === 10 ? { role: 'target' } : {})))).to.deep.equal([10, 1, 49]);
    const texts = { different: 2, more: false, top: [], missingWords: [] };
    const words = [{ value: 'NA', rows: 3 }];
    const found = many(60, n => ({ kind: 'categorical', texts: n === 30 ? { ...texts, missingWords: words } : texts }));
    expect(sizes(found)).to.deep.equal([30, 1, 29]);
  });
});
