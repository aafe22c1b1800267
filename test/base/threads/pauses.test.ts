import { expect } from 'chai';
import { atOnce, withPauses } from '../../../src/base/threads/event-loop.ts';

/** Works until the event loop has run, or for 10 seconds. */
function* until(hasRun: () => boolean): Generator<void, boolean> {
  const end = performance.now() + 10_000;
  while (!hasRun() && performance.now() < end) yield;
  return hasRun();
}

describe('work that yields where it may pause', () => {
  it('lets the event loop run', async () => {
    let hasRun = false;
    setTimeout(() => {
      hasRun = true;
    });
    expect(await withPauses(until(() => hasRun))).to.equal(true);
  });

  it('can be done at once', () => {
    function* work(): Generator<void, number> {
      yield;
      return 1;
    }
    expect(atOnce(work())).to.equal(1);
  });
});
