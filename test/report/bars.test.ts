import { expect } from 'chai';
import { Chalk } from 'chalk';
import type { SweepEvent, TrainingEvent } from '../../src/events/events.ts';
import { cut } from '../../src/report/bar-stream.ts';
import { ProgressReport } from '../../src/report/progress.ts';
import { LiveMap } from '../../src/report/sweep/live-map.ts';
import { Screen } from '../support/screen.ts';

describe('progress bars', () => {
  const { setTimeout } = globalThis;
  /** What the bars do ten times a second. */
  let draw = () => {};
  beforeEach(() => {
    globalThis.setTimeout = ((callback: () => void) => {
      draw = callback;
    }) as unknown as typeof setTimeout;
  });
  afterEach(() => {
    globalThis.setTimeout = setTimeout;
  });

  const start = {
    ...{ event: 'start', command: 'sweep', arms: ['baseline', 'batchnorm'], config: {} },
    guess: { loss: 2.3 },
  } as unknown as TrainingEvent;
  const style = { width: 60, unicode: true, color: new Chalk({ level: 1 }), settingName: (key: string) => key };
  const result = (arm: string, lr: number) =>
    ({ event: 'result', arm, cell: { lr }, diverged: false, final: { trainLoss: lr } }) as unknown as TrainingEvent;

  function sweep() {
    const screen = new Screen(style.width);
    const axes = [{ name: 'lr', values: [0.1, 0.2, 0.5, 1, 2], decades: null }] as unknown as SweepEvent['axes'];
    const map = new LiveMap(axes, ['baseline', 'batchnorm'], style);
    const report = new ProgressReport(screen.stream, { style, terminal: true, quiet: false, map }, () => 0);
    report.event(start);
    for (const arm of ['baseline', 'batchnorm']) for (const lr of [0.1, 2]) report.event(result(arm, lr));
    const note = '2 workers; bundles: 4 waiting, 2 running';
    report.pairs({ pairs: 10, done: 2, share: 0.2, note });
    return { screen, report, note };
  }

  it('show the maps of both arms in colour, to their last columns', () => {
    const { screen, report } = sweep();
    draw();
    const cells = screen.lines.at(-1)!.match(/\d/g);
    expect(cells, screen.lines.join('\n')).to.have.length(4);
    report.end();
    expect(screen.lines.join('')).to.equal('');
  });

  it('stand whole below a warning that comes meanwhile', () => {
    const { screen, report, note } = sweep();
    draw();
    const before = screen.lines;
    const warning = { event: 'warning', code: 'queue', message: 'no worker for 0.1.0, fma; start one: bntrain worker' };
    report.event(warning as TrainingEvent);
    draw();
    expect(screen.lines).to.deep.equal([`warning: ${warning.message}`, ...before]);
    expect(screen.lines[2]).to.equal(note);
    report.end();
  });

  it('are cut by columns, and keep their colours', () => {
    const red = new Chalk({ level: 1 }).red;
    expect(cut(`${red('abc')}${red('def')}`, 6)).to.equal(`${red('abc')}${red('def')}`);
    expect(cut(`${red('abc')}${red('def')}`, 4)).to.equal(`${red('abc')}${red('d')}`);
    expect(cut('日本語', 5)).to.equal('日本');
  });
});
