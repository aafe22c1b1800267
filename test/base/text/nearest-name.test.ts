import { expect } from 'chai';
import { columnHint, nearestName } from '../../../src/base/text/nearest-name.ts';

describe('nearestName', () => {
  it('takes names that differ by case or a slip, whatever their length', () => {
    expect(nearestName('spceies', ['sex', 'species'])).to.equal('species');
    expect(nearestName('X'.repeat(1e6), ['x'.repeat(1e6)])).to.equal('x'.repeat(1e6));
  });

  it('compares no names of a megabyte letter by letter', () => {
    const name = 'x'.repeat(1e6);
    expect(nearestName(`${name}y`, [`${name}z`])).to.equal(undefined);
    expect(columnHint(`${name}y`, ['a', name])).to.equal(
      `the columns are a and ${'x'.repeat(40)}... (1,000,000 characters)`,
    );
  });
});
