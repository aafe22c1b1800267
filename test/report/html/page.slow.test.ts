import { expect } from 'chai';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { fixedNumber } from '../../../src/report/document/numbers.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { events, only } from '../../support/bntrain.ts';
import { groupsOf } from '../../support/grouped.ts';

const textOf = (html: string) =>
  html
    .replaceAll(/<(script|style)>.*?<\/\1>/gs, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('a page that is too large', () => {
  it('has no tables by epoch, and a warning says so', () => {
    const groups = groupsOf([events(['data/iris.csv', '-l', '4', '-e', '3'])]);
    const warnings: string[] = [];
    const render = (limit: number) => renderPage({ title: null, groups }, message => warnings.push(message), limit);
    const whole = render(5e6);
    expect(warnings).to.deep.equal([]);
    expect(textOf(whole)).to.contain('Validation loss by epoch');
    const short = render(Buffer.byteLength(whole) - 1);
    expect(textOf(short)).not.to.contain('Validation loss by epoch');
    expect(textOf(short)).to.contain('In numbers');
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(
      /^the report has \d\.\d MB, without the tables by epoch \(\d\.\d MB with them\); report fewer/,
    );
  });
});

describe('the page of an ensemble', () => {
  let runs: TrainingEvent[][];
  before(() => {
    runs = [1, 2].map(seed =>
      events(['train', 'data/iris.csv', '--ensemble', '3', '-l', '4', '-e', '3', '--seed', String(seed)]),
    );
  });

  it('has the score of all rows, and that of each network', () => {
    const text = textOf(renderPage({ title: null, groups: groupsOf([runs[0]!]) }));
    const [total] = only(runs[0]!, 'ensemble');
    expect(text).to.match(/Ensemble of 3: loss [\d.]+, accuracy [\d.]+ %/);
    expect(text).to.contain(`all rows ${fixedNumber(total!.loss, 4)} ${fixedNumber(100 * total!.score, 1)} %`);
    expect(text).to.contain('3 parts of 50 rows, each validates one network and trains the others');
    for (const { part, best } of only(runs[0]!, 'result'))
      expect(text).to.contain(`${part} ${fixedNumber(best!.validationLoss, 4)} `);
  });

  it('has an ensemble for each seed where several were run', () => {
    const groups = groupsOf(runs);
    expect(groups).to.have.lengthOf(1);
    expect(groups[0]!.claims).to.deep.equal([]);
    const text = textOf(renderPage({ title: null, groups }));
    for (const run of runs) {
      const { seed, loss } = only(run, 'ensemble')[0]!;
      expect(text).to.contain(`all rows ${seed} ${fixedNumber(loss, 4)} `);
    }
    expect(text).to.contain('means of 2 seeds');
  });

  it('says so where the ensemble is not whole', () => {
    const cut = runs[0]!.filter(({ event }) => event !== 'ensemble');
    expect(textOf(renderPage({ title: null, groups: groupsOf([cut]) }))).to.contain('The ensemble is not whole');
  });
});
