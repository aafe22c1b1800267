import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import { budgetBesideRows, checkRowBudget, ROW_BYTES } from '../../../src/data/reading/memory-budget.ts';

describe('the memory for rows', () => {
  it('is refused with the size that rows need, where it is not enough', () => {
    const refused = () => checkRowBudget('t.csv', 180e6, 100e6);
    expect(refused).to.throw(UserError, /^⟪memory⟫: t\.csv has 180,000,000 rows, .*⟪memory=7\.2gb⟫/);
    expect(() => checkRowBudget('t.csv', 180e6, 7.2e9)).not.to.throw();
    expect(() => checkRowBudget('t.csv', 2e6, 79e6)).to.throw('⟪memory=80mb⟫');
  });

  it('is always enough for a million rows', () => {
    expect(() => checkRowBudget('t.csv', 1e6, 0)).not.to.throw();
  });

  it('is less for encoded rows by what each row takes beside them', () => {
    expect(budgetBesideRows(1e6, 1000)).to.equal(1e6 - 1000 * ROW_BYTES);
    expect(budgetBesideRows(10, 1000)).to.equal(0);
  });
});
