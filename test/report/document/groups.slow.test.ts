import { join } from 'node:path';
import { expect } from 'chai';
import type { StartEvent, TrainingEvent } from '../../../src/events/events.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { events, only } from '../../support/bntrain.ts';
import { root } from '../../support/fixtures.ts';
import { groupsOf } from '../../support/grouped.ts';
import { reportOf } from '../../support/reports.ts';

const iris = join(root, 'data/iris.csv');
const concrete = join(root, 'data/concrete.csv');
const small = ['-l', '4', '-e', '2', '--threads', '1'];

/** Events with something else in the start event. */
function withStart(all: readonly TrainingEvent[], change: (start: StartEvent) => Partial<StartEvent>): TrainingEvent[] {
  return all.map(event => (event.event === 'start' ? { ...event, ...change(event) } : event));
}

const withConfig = (all: readonly TrainingEvent[], config: Partial<StartEvent['config']>) =>
  withStart(all, start => ({
    config: { ...start.config, ...config },
    decided: start.decided.filter(key => !(key in config)),
  }));

const withoutScripts = (html: string) => html.replaceAll(/<script.*?<\/script>/gs, '');
const page = (groups: ReturnType<typeof groupsOf>) => withoutScripts(renderPage({ title: null, groups }));
const mapsIn = (html: string) => html.match(/<div class="maps">.*?<\/table>/s)![0];

describe('experiments that were run one by one', () => {
  /** A regression: [seed, lr, initScale, events]. */
  const cells: [number, string, string, TrainingEvent[]][] = [];
  let sweep: TrainingEvent[];
  before(() => {
    for (const lr of ['0.1', '0.01']) {
      for (const scale of ['0.1', '1']) {
        for (const seed of [2, 1]) {
          const own = ['--lr', lr, '--init-scale', scale, '--seed', String(seed)];
          cells.push([seed, lr, scale, events([concrete, ...small, ...own])]);
        }
      }
    }
    sweep = events(['sweep', concrete, ...small, '--seeds', '2', '--lr', '0.01,0.1', '--init-scale', '0.1,1']);
  });

  const grid = (isIn: (seed: number, lr: string, scale: string) => boolean = () => true) =>
    cells.flatMap(([seed, lr, scale, own]) => (isIn(seed, lr, scale) ? [own] : []));

  it('and differ in two settings are the sweep over these, with the same cells, maps and command', () => {
    const [apart, ...others] = groupsOf(grid());
    const [whole] = groupsOf([sweep]);
    expect(others).to.have.lengthOf(0);
    expect(apart!.cells).to.deep.equal(whole!.cells);
    expect(apart!.sweep).to.deep.equal(whole!.sweep);
    expect(apart!.command)
      .to.equal(whole!.command)
      .and.to.match(/^bntrain sweep /);
    expect(mapsIn(page([apart!]))).to.equal(mapsIn(page([whole!])));
    expect(apart!.cells.some(({ trains }) => trains > 0)).to.equal(true);
  });

  it('have the same numbers in any order', () => {
    const [one] = groupsOf(grid());
    const [other] = groupsOf(grid().toReversed());
    expect(other!.cells).to.deep.equal(one!.cells);
    expect(other!.sweep).to.deep.equal(one!.sweep);
  });

  it('leave cells empty where a point was not run, and say so', () => {
    const [group, ...others] = groupsOf(grid((_, lr, scale) => !(lr === '0.1' && scale === '1')));
    expect(others).to.have.lengthOf(0);
    expect(group!.sweep).to.include({ points: 4, cells: 3 });
    expect(group!.cells).to.have.lengthOf(6);
    const html = page([group!]);
    expect(html)
      .to.contain('Empty: not run.')
      .and.not.to.match(/NaN|undefined|interrupted/);
    // There is no sweep command for them, but one for each.
    expect(group!.command.split('\n')).to.have.lengthOf(3);
  });

  it('are compared by the seeds that every setting has', () => {
    const [group] = groupsOf(grid((seed, lr) => seed === 1 || lr === '0.1'));
    expect(group!.sweep).to.include({ seeds: 1, cells: 4 });
    expect(group!.warnings.map(({ message }) => message)).to.include(
      'the maps are of the seeds that every setting has; left out: 2',
    );
    const [, , , first] = cells[0]!;
    const [none] = groupsOf([first, ...grid((seed, lr, scale) => seed === 1 && lr === '0.01' && scale === '1')]);
    expect(none!.sweep).to.include({ points: 4, cells: 1, seeds: 1 });
  });

  it('have a section each where they differ in more settings, or in what a loss is', () => {
    const run = cells[0]![3];
    const three = [run, withConfig(run, { lr: 0.5, batchSize: 8 }), withConfig(run, { batchSize: 8, momentum: 0.5 })];
    expect(groupsOf(three).map(({ differs }) => Object.keys(differs))).to.deep.equal([
      ['batchSize', 'lr', 'momentum'],
      ['batchSize', 'lr', 'momentum'],
      ['batchSize', 'lr', 'momentum'],
    ]);
    const other = withStart(run, ({ data }) => ({ data: { ...data, target: 'age' } }));
    expect(groupsOf([run, other])).to.have.lengthOf(2);
  });

  it('may differ in settings that change no result', () => {
    const free = { threads: 7, engine: 'plain', memory: 1e6, logSteps: 3, probeSteps: 9, cache: false } as never;
    const twice: number[] = [];
    expect(groupsOf([cells[0]![3], withConfig(cells[1]![3], free)], twice)).to.have.lengthOf(1);
    expect(twice).to.have.lengthOf(0);
  });

  it('may have values that only a later version knows, which stay text', () => {
    const run = cells[0]![3];
    for (const word of ['lion', 'constructor', '|`<b>x</b>=1,\n"']) {
      const later = { optimizer: word, activation: word, bnStats: word, recipe: word, init: word, schedule: word };
      for (const key of Object.keys(later) as (keyof typeof later)[]) {
        const groups = groupsOf([run, withConfig(run, { [key]: later[key] } as never)]);
        expect(page(groups), key).not.to.match(/NaN|undefined|<b>x/);
      }
      expect(page(groupsOf([withConfig(run, later as never)]))).not.to.contain('<b>x');
    }
  });

  it('are the same seeds where a file is named twice, of which the whole one counts', () => {
    const twice: number[] = [];
    const run = cells[1]![3];
    const cut = run.filter(({ event }) => event !== 'result');
    const [group, ...others] = groupsOf([cut, run], twice);
    expect(others).to.have.lengthOf(0);
    expect(twice).to.deep.equal([1]);
    expect(group!.interrupted).to.equal(false);
  });

  it('are of the same table where its digest is, whatever its path', () => {
    const [[, , , first], [, , , second]] = cells as [(typeof cells)[number], (typeof cells)[number]];
    const moved = withStart(second, ({ data }) => ({ data: { ...data, paths: ['elsewhere.csv'] } }));
    expect(groupsOf([first, moved])).to.have.lengthOf(1);
    const changed = withStart(second, () => ({ digests: { table: ['0'.repeat(64)], validation: null } }));
    expect(groupsOf([first, changed])).to.have.lengthOf(2);
    const { digests: _, ...start } = only(second, 'start')[0]!;
    expect(groupsOf([first, [start, ...second.slice(1)]])).to.have.lengthOf(1);
  });

  it('are listed in a table, and folded, where there are more than 20', () => {
    const run = cells[0]![3];
    const many = Array.from({ length: 21 }, (_, n) =>
      withConfig(run, { lr: n + 1, batchSize: n + 2, momentum: n / 100, epochs: n + 3 }),
    );
    const html = page(groupsOf(many));
    expect(html.match(/<details><summary>concrete\.csv/g)).to.have.lengthOf(21);
    expect(html.match(/<tr><th scope="row">concrete\.csv/g)).to.have.lengthOf(21);
    expect(page(groupsOf(many.slice(0, 20)))).not.to.contain('<details><summary>concrete.csv');
  });
});

describe('seeds of a regression and of weighted rows that were run one by one', () => {
  for (const [what, args] of [
    ['numbers', [concrete, ...small]],
    ['weighted classes', [iris, ...small, '--class-weights', 'balanced']],
  ] as const) {
    it(`have the claim of one run with these seeds: ${what}`, () => {
      const seeds = [1, 2, 3, 4, 5, 6];
      const apart = seeds.map(seed => events([...args, '--seed', String(seed)]));
      const [group] = groupsOf(apart);
      const whole = only(events([...args, '--seeds', '6']), 'claim')[0]!;
      const [claim] = group!.claims;
      expect(claim).to.deep.include({ pairs: whole.pairs, differences: whole.differences, verdict: whole.verdict });
      expect(claim!.rerun).to.equal(whole.rerun);
      expect(group!.command).to.equal(whole.rerun);
    });
  }

  it('have no claim where metrics of an earlier version lack the loss of a constant prediction, and say why', () => {
    const apart = [1, 2].map(seed => {
      const run = events([concrete, ...small, '--seed', String(seed)]);
      return run.map(event => {
        if (event.event !== 'start') return event;
        const { nullLoss: _, digests: __, ...older } = event;
        return older as TrainingEvent;
      });
    });
    const [group] = groupsOf(apart);
    expect(group!.claims).to.deep.equal([]);
    expect(group!.summaries).to.have.lengthOf(5);
    expect(group!.warnings.map(({ message }) => message).join()).to.contain('lack the loss of a constant prediction');
    expect(withoutScripts(renderPage(reportOf(...apart)))).not.to.match(/NaN|undefined/);
  });

  it('are repeated by a command each where the seeds are no row', () => {
    const apart = [1, 5].map(seed => events([iris, ...small, '--seed', String(seed)]));
    const commands = groupsOf(apart)[0]!.command.split('\n');
    expect(commands).to.have.lengthOf(2);
    expect(commands[1])
      .to.match(/ --seed 5\b/)
      .and.not.to.contain('--split-seed');
  });
});

describe('experiments that stay by themselves', () => {
  it('are sweeps, tests and ensembles', () => {
    for (const args of [
      ['sweep', iris, ...small, '--lr', '0.05,0.5', '--seeds', '1'],
      ['evidence', iris, ...small, '--claims', 'faster', '--seeds', '2'],
      ['train', iris, ...small, '--ensemble', '2'],
    ]) {
      const [one, other] = [events([...args, '--seed', '1']), events([...args, '--seed', '9', '--batch-size', '20'])];
      expect(groupsOf([one, other])).to.have.lengthOf(2);
      const twice: number[] = [];
      expect(groupsOf([one, one], twice)).to.have.lengthOf(1);
      expect(twice).to.include(1);
    }
  });
});
