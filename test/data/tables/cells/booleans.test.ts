import { expect } from 'chai';
import { booleanPair, otherSpellings } from '../../../../src/data/tables/cells/booleans.ts';

const others = (...names: string[]) => Object.fromEntries(otherSpellings(names));

describe('booleans', () => {
  it('are a pair of words in any spelling, and may have 0 and 1 beside them', () => {
    expect(booleanPair(['TRUE', 'False'])).to.deep.equal(['False', 'TRUE']);
    expect(booleanPair(['True', 'true', 'FALSE', '0'])).to.deep.equal(['FALSE', 'True']);
    for (const texts of [['1', '0'], ['1', 'true'], ['yes', 'false'], ['true', 'TRUE'], ['yes', 'no', '2'], ['yes']]) {
      expect(booleanPair(texts), texts.join()).to.equal(null);
    }
  });

  it('have other spellings, each for the name that means the same', () => {
    expect(others('False', 'True')).to.include({ true: 1, TRUE: 1, 1: 1, yes: 1, false: 0, 0: 0, '0.0': 0 });
    expect(others('no', 'yes')).to.include({ Yes: 1, True: 1, N: 0 }).and.not.have.any.keys('no', 'yes');
    expect(others('0', '1')).to.include({ true: 1, False: 0 });
  });

  it('of which a third name stands beside false and true are spelled otherwise too, and no other words are', () => {
    expect(others('False', 'NA', 'True')).to.include({ true: 2, false: 0, 1: 2 });
    for (const names of [
      ['no', 'maybe', 'yes'],
      ['True', 'a'],
      ['0', '1', 'true'],
      ['a', 'b'],
    ]) {
      expect(others(...names), names.join()).to.deep.equal({});
    }
  });
});
