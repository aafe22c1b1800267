import { expect } from 'chai';
import { notANumber } from '../../../../src/data/tables/cells/bad-cell.ts';

describe('the message about a cell that should be a number', () => {
  it('names the setting of thousands where the cell has groups of digits', () => {
    expect(notANumber('a', '1,200').advice).to.include('⟪thousands=","⟫ reads it as a number');
    expect(notANumber('a', '1\u00a0200').advice).to.include('⟪thousands="space"⟫');
    expect(notANumber('a', 'soon').advice).not.to.include('thousands');
  });

  it('names the decimal comma, and both settings where the cell has both signs', () => {
    expect(notANumber('a', '5,1').advice).to.include('⟪decimal=","⟫ reads it as a number');
    expect(notANumber('a', '34.700,65').advice).to.include('⟪decimal=","⟫ and ⟪thousands="."⟫ read it as a number');
  });
});
