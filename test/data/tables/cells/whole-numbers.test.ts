import { expect } from 'chai';
import { isLossy } from '../../../../src/data/tables/cells/whole-numbers.ts';

describe('a whole number of many digits', () => {
  it('is lossy where the number that is kept is another', () => {
    for (const text of ['1234567890123456781', '-1234567890123456781', '+9007199254740993', '562949986975743']) {
      expect(isLossy(text), text).to.equal(true);
    }
  });

  it('is not where it is kept, or is no whole number written in digits, or beyond float32', () => {
    const kept = ['281474976710655', '16777217', '1152921504606846976', '100000000000000000000', '0'];
    for (const text of [...kept, '1234567890123456781.5', '1e18', 'x', '', '9'.repeat(400)]) {
      expect(isLossy(text), text).to.equal(false);
    }
  });
});
