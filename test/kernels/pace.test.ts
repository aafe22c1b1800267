import { expect } from 'chai';
import { Pace } from '../../src/kernels/wasm/pace.ts';

interface Outcome {
  /** How many times as long as alone all kernels took, and the share of them that the team did. */
  timesAlone: number;
  together: number;
}

/** `kernels` of them from `start` on, each of which takes `alone` ms or with the team what `team` says. */
function run(kernels: number, alone: number, team: (now: number) => number, pace = new Pace(), start = 0): Outcome {
  let now = start;
  let together = 0;
  for (let kernel = 0; kernel < kernels; kernel++) {
    if (pace.begin(1, now)) {
      now += team(now);
      together++;
    } else {
      now += alone;
    }
    pace.end(now);
  }
  return { timesAlone: (now - start) / (kernels * alone), together: together / kernels };
}

/** As many kernels of a length as take 10 s alone. */
const tenSeconds = (alone: number) => 10_000 / alone;

describe('Pace', () => {
  it('works with the team when that is faster, even a little', () => {
    for (const alone of [0.01, 1, 10]) {
      for (const share of [0.5, 0.9]) {
        expect(run(tenSeconds(alone), alone, () => share * alone).together).to.be.greaterThan(0.95);
      }
    }
  });

  it('works alone when the team is slower, and hardly loses by trying it', () => {
    for (const alone of [0.01, 0.1, 1, 10]) {
      for (const slower of [1.05, 1.3, 3]) {
        const { together, timesAlone } = run(tenSeconds(alone), alone, () => slower * alone);
        expect(together, `${alone} ms, ${slower}`).to.be.lessThan(0.2);
        expect(timesAlone, `${alone} ms, ${slower}`).to.be.lessThan(1.05);
      }
    }
    expect(run(tenSeconds(0.01), 0.01, () => 3).timesAlone).to.be.lessThan(1.05);
  });

  it('works alone when the team is fast for some milliseconds and then missing for more', () => {
    for (const alone of [0.05, 0.5]) {
      // 3 ms of each 9 with the team, at half the time; a kernel that meets the rest of them waits for its end.
      const team = (now: number) => (now % 9 < 3 ? alone / 2 : 9 - (now % 9));
      expect(run(tenSeconds(alone), alone, team).timesAlone, `${alone} ms`).to.be.lessThan(1.05);
    }
  });

  it('is not misled by kernels that were slow at first', () => {
    const pace = new Pace();
    run(20, 5, () => 5, pace);
    expect(run(tenSeconds(0.5), 0.5, () => 0.75, pace, 1000).timesAlone).to.be.lessThan(1.05);
  });

  it('does not blame the team for a pause between kernels', () => {
    const pace = new Pace();
    let now = 0;
    let together = 0;
    for (let kernel = 0; kernel < 20_000; kernel++) {
      const withTeam = pace.begin(1, now);
      now += withTeam ? 0.3 : 0.5;
      if (withTeam) together++;
      pace.end(now);
      if (kernel % 20 === 19) now += 50;
    }
    expect(together).to.be.greaterThan(0.95 * 20_000);
  });

  it('distinguishes kernels: the team may slow one down among many that it speeds up', () => {
    const pace = new Pace();
    let now = 0;
    let together = 0;
    for (let kernel = 0; kernel < 50_000; kernel++) {
      const [alone, team] = kernel % 4 === 0 ? [0.02, 0.05] : [0.2, 0.1];
      const withTeam = pace.begin(kernel % 4, now);
      now += withTeam ? team! : alone!;
      if (withTeam) together++;
      pace.end(now);
    }
    expect(together).to.be.greaterThan(0.95 * 50_000);
  });

  it('works with the team where pauses affect both equally and it is faster between them', () => {
    const pace = new Pace();
    let now = 0;
    let together = 0;
    const kernels = 20_000;
    for (let kernel = 0; kernel < kernels; kernel++) {
      const withTeam = pace.begin(1, now);
      const after = now + (withTeam ? 0.6 : 1);
      // Another program takes 12 ms of each 24.
      now = Math.floor(after / 24) > Math.floor(now / 24) ? after + 12 : after;
      if (withTeam) together++;
      pace.end(now);
    }
    expect(together / kernels).to.be.greaterThan(0.5);
  });

  it('goes back to the team within a second or two when the machine is quiet again', () => {
    const pace = new Pace();
    const busy = run(100_000, 0.1, () => 0.5, pace);
    expect(busy.timesAlone).to.be.lessThan(1.05);
    expect(run(100_000, 0.1, () => 0.05, pace, 1e6).together).to.be.greaterThan(0.85);
  });
});
