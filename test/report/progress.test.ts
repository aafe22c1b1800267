import { expect } from 'chai';
import { Chalk } from 'chalk';
import type { Progress, TrainingEvent } from '../../src/events/events.ts';
import { ProgressReport } from '../../src/report/progress.ts';

describe('progress without a terminal', () => {
  const { now } = performance;
  afterEach(() => {
    performance.now = now;
  });

  /** The lines of a run that reports these numbers of steps, one every 20 s. */
  function linesOf(config: object, reports: readonly Partial<Progress>[]): string[] {
    const lines: string[] = [];
    let seconds = 0;
    performance.now = () => 1000 * seconds;
    const stream = { write: (line: string) => lines.push(line.trimEnd()) } as unknown as NodeJS.WriteStream;
    const style = { width: 200, unicode: true, color: new Chalk({ level: 0 }), settingName: (key: string) => key };
    const report = new ProgressReport(stream, { style, terminal: false, quiet: false });
    const start = { event: 'start', arms: ['batchnorm'], config, data: { metric: 'accuracy' } };
    report.event(start as unknown as TrainingEvent);
    for (const each of reports) {
      seconds += 20;
      report.progress({ arm: 'batchnorm', epoch: 1, step: 0, totalSteps: 1000, loss: 0.5, score: 0.75, ...each });
    }
    return lines;
  }

  it('tells the time left of the whole run, with the second training on all rows', () => {
    const again = { step: 750, refit: { epochs: 4 } };
    const lines = linesOf({ epochs: 5, refit: true }, [{ step: 250 }, { step: 500 }, again]);
    expect(lines).to.deep.equal([
      'batchnorm: epoch 1 of 5, step 250 of 1,000 steps, loss 0.5000, accuracy 75.0%',
      'batchnorm: epoch 1 of 5, step 500 of 1,000 steps, loss 0.5000, accuracy 75.0%, 40 s left',
      'batchnorm: again on all rows, epoch 1 of 4, step 750 of 1,000 steps, loss 0.5000, accuracy 75.0%, 20 s left',
    ]);
  });

  it('says what a test of claims takes, once the first pairs show it', () => {
    const lines: string[] = [];
    let seconds = 0;
    performance.now = () => 1000 * seconds;
    const stream = { write: (line: string) => lines.push(line.trimEnd()) } as unknown as NodeJS.WriteStream;
    const style = { width: 200, unicode: true, color: new Chalk({ level: 0 }), settingName: (key: string) => key };
    const report = new ProgressReport(stream, { style, terminal: false, quiet: false });
    const start = {
      event: 'start',
      command: 'evidence',
      threads: 2,
      arms: ['baseline', 'batchnorm'],
      config: { epochs: 20 },
    };
    report.event(start as unknown as TrainingEvent);
    for (const done of [0, 1, 2, 3, 4, 5]) {
      seconds += 1;
      report.pairs({ pairs: 40, done, share: done / 40 });
    }
    expect(lines).to.deep.equal(['80 runs of 20 epochs on 2 threads: about 36 s left']);
  });

  it('says beside the pairs who works on them', () => {
    const lines: string[] = [];
    const stream = { write: (text: string) => lines.push(text.trimEnd()) } as unknown as NodeJS.WriteStream;
    const style = { width: 200, unicode: true, color: new Chalk({ level: 0 }), settingName: (key: string) => key };
    let seconds = 0;
    const report = new ProgressReport(stream, { style, terminal: false, quiet: false }, () => seconds);
    report.event({ event: 'start', command: 'sweep', arms: ['baseline', 'batchnorm'] } as unknown as TrainingEvent);
    seconds = 20;
    report.pairs({ pairs: 40, done: 3, share: 0.075, note: '2 workers; bundles: 5 waiting, 2 running' });
    expect(lines).to.deep.equal(['3 of 40 pairs done, 7.5%, 2 workers; bundles: 5 waiting, 2 running']);
  });

  it('says nothing again while nobody works, and reckons the time left from when somebody does', () => {
    const lines: string[] = [];
    const stream = { write: (text: string) => lines.push(text.trimEnd()) } as unknown as NodeJS.WriteStream;
    const style = { width: 200, unicode: true, color: new Chalk({ level: 0 }), settingName: (key: string) => key };
    let seconds = 0;
    const report = new ProgressReport(stream, { style, terminal: false, quiet: false }, () => seconds);
    report.event({ event: 'start', command: 'sweep', arms: ['baseline', 'batchnorm'] } as unknown as TrainingEvent);
    // Of an earlier start.
    for (const done of [0, 1, 2, 3, 4]) report.pairs({ pairs: 10, done, share: done / 10 });
    for (let n = 0; n < 9; n++) {
      seconds += 100;
      report.pairs({ pairs: 10, done: 4, share: 0.4, note: 'nobody', idle: true });
    }
    seconds += 20;
    report.pairs({ pairs: 10, done: 5, share: 0.5, note: 'one', idle: false });
    expect(lines).to.deep.equal([
      '4 of 10 pairs done, 40.0%, nobody',
      '5 of 10 pairs done, 50.0%, 1 min 40 s left, one',
    ]);
  });

  it('counts the steps of all networks of an ensemble, also of those that wait', () => {
    const lines = linesOf({ epochs: 5, ensemble: 4 }, [
      { part: 1, step: 400 },
      { part: 2, step: 400 },
    ]);
    expect(lines[1]).to.equal(
      'batchnorm: epoch 0 of 5, step 800 of 4,000 steps, loss 0.5000, accuracy 75.0%, 2 min 40 s left',
    );
  });
});
