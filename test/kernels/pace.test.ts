import { expect } from 'chai';
import { Pace } from '../../src/kernels/wasm/pace.ts';

/** Share of the time that is spent with the team, if a kernel takes so many milliseconds alone and together. */
function shareTogether(alone: number, together: number, kernels = 300_000): number {
  const pace = new Pace();
  let now = 0;
  let withTeam = 0;
  for (let i = 0; i < kernels; i++) {
    const taken = pace.next(1, now) ? together : alone;
    if (taken === together) withTeam += taken;
    now += taken;
  }
  return withTeam / now;
}

describe('Pace', () => {
  it('works with the team when that is faster', () => {
    for (const alone of [0.01, 1, 10]) expect(shareTogether(alone, 0.6 * alone)).to.be.greaterThan(0.95);
  });

  it('works alone when the team is slower, and hardly loses by trying it', () => {
    for (const alone of [0.01, 0.1, 1]) expect(shareTogether(alone, 1.3 * alone)).to.be.lessThan(0.05);
    expect(shareTogether(0.01, 3)).to.be.lessThan(0.05);
  });

  it('goes back to the team when the machine is quiet again', () => {
    const pace = new Pace();
    let now = 0;
    let recent = 0;
    for (let i = 0; i < 200_000; i++) {
      const busy = i < 50_000;
      const together = pace.next(1, now);
      now += together ? (busy ? 0.5 : 0.05) : 0.1;
      if (i >= 180_000 && together) recent++;
    }
    expect(recent).to.be.greaterThan(18_000);
  });
});
