import { expect } from 'chai';
import { Chalk } from 'chalk';
import { asFlag } from '../../src/base/text/setting-names.ts';
import type { StartEvent, WarningEvent } from '../../src/events/events.ts';
import { ProgressReport } from '../../src/report/progress.ts';

/** What a report of pairs writes where there is no terminal. */
function lines(arms: readonly string[], { quiet = false } = {}) {
  let written = '';
  let seconds = 0;
  const stream = { write: (text: string) => (written += text) } as unknown as NodeJS.WriteStream;
  const style = { width: 80, unicode: true, color: new Chalk({ level: 0 }), settingName: asFlag };
  const report = new ProgressReport(stream, { style, terminal: false, quiet }, () => seconds);
  report.event({ event: 'start', arms, config: {} } as unknown as StartEvent);
  return {
    at(time: number, done: number, share: number) {
      seconds = time;
      report.pairs({ pairs: 20, done, share });
    },
    interrupt: () => report.event({ event: 'warning', code: 'interrupted', message: 'interrupted' } as WarningEvent),
    written: () => written,
  };
}

const both = ['baseline', 'batchnorm'];

describe('the progress of pairs', () => {
  it('is a line every ten seconds where there is no terminal: pairs, share, and the time left', () => {
    const { at, written } = lines(both);
    for (let second = 0; second <= 25; second++) at(second, Math.floor(second / 5), second / 100);
    expect(written()).to.equal(
      '2 of 20 pairs done, 10.0%, 1 min 30 s left\n4 of 20 pairs done, 20.0%, 1 min 20 s left\n',
    );
  });

  it('counts runs where there is one arm', () => {
    const { at, written } = lines(['batchnorm']);
    at(0, 0, 0);
    at(12, 19, 0.96);
    expect(written()).to.equal('19 of 20 runs done, 96.0%, 1 s left\n');
  });

  it('is silent after an interruption, and when asked to be quiet', () => {
    const { at, interrupt, written } = lines(both);
    interrupt();
    at(20, 2, 0.1);
    expect(written()).to.equal('warning: interrupted\n');
    const quiet = lines(both, { quiet: true });
    quiet.at(20, 2, 0.1);
    expect(quiet.written()).to.equal('');
  });
});
