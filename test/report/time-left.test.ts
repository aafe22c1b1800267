import { expect } from 'chai';
import { TimeLeft } from '../../src/report/time-left.ts';

describe('the time left', () => {
  it('is unknown until something was done', () => {
    const left = new TimeLeft();
    expect(left.at(0, 0)).to.equal(null);
    expect(left.at(0, 9)).to.equal(null);
    expect(left.at(0.1, 10)).to.be.closeTo(90, 1e-9);
  });

  it('of a resumed run goes by what is done from then on', () => {
    const left = new TimeLeft();
    expect(left.at(0.5, 100)).to.equal(null);
    expect(left.at(0.6, 101)).to.be.closeTo(4, 1e-9);
  });

  it('goes by how fast the run was lately', () => {
    const left = new TimeLeft();
    for (let second = 0; second <= 100; second++) left.at(second / 1000, second);
    for (let second = 101; second <= 200; second++) left.at(0.1 + (second - 100) / 200, second);
    expect(left.at(0.6, 200)).to.be.closeTo(80, 1e-9);
  });
});
