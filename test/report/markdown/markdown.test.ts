import { expect } from 'chai';
import { marked } from 'marked';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { renderMarkdown } from '../../../src/report/markdown/markdown.ts';
import { events, only } from '../../support/bntrain.ts';
import { hostileNames, reportOf, withWord } from '../../support/reports.ts';

const BRAILLE = /[\u2801-\u28ff]/;

describe('a report as Markdown', () => {
  let one: TrainingEvent[];
  let several: TrainingEvent[];
  before(() => {
    one = events(['data/iris.csv', '-l', '4', '-e', '3']);
    several = events(['data/iris.csv', '-l', '4', '-e', '3', '--seeds', '6']);
  });

  it('begins with the verdict, and has the sentences of the run', () => {
    const text = renderMarkdown(reportOf(several));
    expect(text).to.match(/^## .+\n/);
    const said = [...only(several, 'claim'), ...only(several, 'comparison')].map(({ sentence }) => sentence);
    expect(said.length).to.be.greaterThan(0);
    for (const sentence of said) expect(text).to.contain(sentence.slice(0, 40));
  });

  it('has a table with an interval for each score of several seeds', () => {
    const rows = renderMarkdown(reportOf(several)).match(/^\|.*\|$/gm)!;
    expect(rows[0]).to.equal('|  | baseline | batchnorm | difference | better in |');
    expect(rows.filter(row => row.includes('±')).length).to.equal(only(several, 'summary').length);
  });

  it('has the scores of one seed beside those of guessing', () => {
    const text = renderMarkdown(reportOf(one));
    expect(text).to.contain('|  | baseline | batchnorm | guessing |');
    expect(text).to.match(/\| best validation loss \| [\d.]+ \| [\d.]+ \| [\d.]+ \|/);
  });

  it('has curves of Braille, whose cells are all of one font', () => {
    for (const run of [one, several]) {
      const rows = renderMarkdown(reportOf(run)).match(/[┤│].*$/gm)!;
      expect(rows.filter(row => BRAILLE.test(row)).length).to.be.greaterThan(5);
      for (const row of rows) expect(row.slice(1)).to.match(/^[\u2800-\u28ff]*$/);
    }
  });

  it('has what was run, folded, with the version', () => {
    const text = renderMarkdown(reportOf(one));
    const folded = text.slice(text.indexOf('<details>'), text.indexOf('</details>'));
    expect(folded).to.contain('data        data/iris.csv: 150 rows, 4 features');
    expect(folded).to.contain(`bntrain \`${only(one, 'start')[0]!.version}\``);
  });

  it('lists warnings, few of many', () => {
    const warning = { event: 'warning', code: 'leakage', message: "column <b>: '@x' *gives* it away" } as TrainingEvent;
    const text = renderMarkdown(reportOf([one[0]!, ...Array(8).fill(warning), ...one.slice(1)]));
    expect(text.match(/^- column .*$/gm)).to.deep.equal(Array(5).fill("- column \\<b>: '`@`x' \\*gives\\* it away"));
    expect(text).to.contain('- 3 more warnings');
  });

  it('says so where no run came to a result', () => {
    const text = renderMarkdown(reportOf([one[0]!]));
    expect(text).to.match(/^## No run came to a result\n/);
    expect(text).to.contain('What was run');
  });

  it('has the same bytes each time', () => {
    expect(renderMarkdown(reportOf(several))).to.equal(renderMarkdown(reportOf(several)));
  });

  it('shows a title as text', () => {
    expect(renderMarkdown({ ...reportOf(one), title: '<b> & `code`' })).to.match(/^# \\<b> & &#96;code&#96;\n\n## /);
  });

  it('has no markup of hostile names, be they of files, columns, classes, arms or versions', () => {
    for (const word of ['iris.csv', 'species', 'setosa', 'batchnorm', '"0.1.0"']) {
      for (const name of hostileNames) {
        const other = word.startsWith('"') ? JSON.stringify(name) : name;
        const run = word.startsWith('"')
          ? (JSON.parse(
              JSON.stringify(one).replace(`"version":${word}`, () => `"version":${other}`),
            ) as TrainingEvent[])
          : withWord(one, word, name);
        const text = renderMarkdown(reportOf(run));
        const tags = new Set(
          [...marked.parse(text, { gfm: true, async: false }).matchAll(/<\/?([a-z]\w*)[^>]*>/gi)].map(([, tag]) => tag),
        );
        const known = [
          'h2',
          'p',
          'code',
          'pre',
          'table',
          'thead',
          'tbody',
          'tr',
          'th',
          'td',
          'details',
          'summary',
          'ul',
          'li',
          'strong',
        ];
        expect(
          [...tags].filter(tag => !known.includes(tag!)),
          `${word} ${name.slice(0, 60)}`,
        ).to.deep.equal([]);
        expect(text).to.not.match(/(?!\n)[\p{Bidi_Control}\p{Cc}]/u);
      }
    }
  });
});
