import { expect } from 'chai';
import fc from 'fast-check';
import { marked } from 'marked';
import { printable, shownName } from '../../../src/base/text/format.ts';
import { code, fenced, inline, line, name } from '../../../src/report/markdown/escape.ts';
import { hostileNames } from '../../support/reports.ts';

/** HTML as GitHub makes it of Markdown, with links for addresses. */
const html = (markdown: string) => marked.parse(markdown, { gfm: true, async: false }).trim();

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** The text of HTML whose only tags are those; throws for another. */
function textOf(source: string, tags: readonly string[]): string {
  const text = source.replaceAll(/<\/?(\w+)( align="\w+")?>/g, (tag, element: string) => {
    if (!tags.includes(element)) throw new Error(`${tag} in ${source}`);
    return '';
  });
  if (text.includes('<')) throw new Error(`a tag in ${source}`);
  return text.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, entity: string) => entities[entity]!);
}

/** Runs of spaces are shown as one. */
const shown = (text: string) => text.trim().replaceAll(/ +/g, ' ');

const pieces = [
  ...[
    '`',
    '``',
    '|',
    '\\',
    '*',
    '_',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '&',
    '&lt;',
    '#',
    '# ',
    '- ',
    '+ ',
    '1. ',
    '= ',
    '~~~',
  ],
  ...[
    '$',
    '@',
    ':',
    '://',
    'http',
    'www.',
    'a@b.c',
    'a',
    'b',
    ' ',
    '!',
    '"',
    "'",
    '\n',
    '\t',
    '---',
    '.',
    '<b>',
    '<!--',
  ],
  ...['[x]: y', '[^1]', 'mailto:', '{', '}', '^', '\u202e', '\u2028', '👩‍👩‍👧', '\0'],
];
const texts = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map(all => all.join('')),
);

describe('text in Markdown', () => {
  it('is shown as it is on a line of its own', () => {
    fc.assert(
      fc.property(texts, text => {
        expect(shown(textOf(html(line(text)), ['p', 'code']))).to.equal(shown(printable(text.trim())));
      }),
      { numRuns: 500, examples: hostileNames.map(each => [each]) },
    );
  });

  it('is shown as it is in a cell of a table', () => {
    fc.assert(
      fc.property(texts, text => {
        const table = html(`| a | b |\n| --- | --: |\n| ${inline(text.trim())} | ${code(text)} |`);
        const cells = [...table.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => textOf(cell!, ['code']));
        expect(cells.map(shown)).to.deep.equal([shown(printable(text.trim())), shown(asCode(text))]);
      }),
      { numRuns: 500, examples: hostileNames.map(each => [each]) },
    );
  });

  it('is one piece of code where it is a name', () => {
    fc.assert(
      fc.property(texts, text => {
        const [, inside] = /^<p>a <code>(.*)<\/code> b<\/p>$/s.exec(html(`a ${code(text)} b`)) ?? [];
        if (text.trim() !== '') expect(textOf(inside!, [])).to.equal(asCode(text));
      }),
      { numRuns: 500, examples: hostileNames.map(each => [each]) },
    );
  });

  it('does not end the block of code that it is in', () => {
    fc.assert(
      fc.property(texts, text => {
        const [, inside] =
          /^<p>a<\/p>\n<pre><code class="language-text">(.*)<\/code><\/pre>\n<p>b<\/p>$/s.exec(
            html(`a\n\n${fenced(text, 'text')}\n\nb`),
          ) ?? [];
        expect(textOf(inside!, []).replace(/\n$/, '')).to.equal(text.split('\n').map(printable).join('\n'));
      }),
      { numRuns: 500, examples: hostileNames.map(each => [each]) },
    );
  });

  it('mentions nobody, and leads to no issue, where GitHub looks at the text of the page', () => {
    expect(line('by @user, see #12 and $x$ :smile: http://a.b')).to.equal(
      'by `@`user, see `#`12 and `$`x`$` `:`smile: http`:`//a.b',
    );
  });

  it('stays readable in its source', () => {
    const sentence =
      'Batch norm needs 1.3× as many steps (95% interval 1.09× to 1.6×; p = 0.031, p < 0.05): -2.2 & more.';
    expect(line(sentence)).to.equal(sentence);
  });

  it('is a name without code if it consists of letters, digits and spaces', () => {
    expect(['baseline', 'batch norm 2', 'a_b', '<b>', '', ' '].map(name)).to.deep.equal([
      ...['baseline', 'batch norm 2', '`a_b`', '`<b>`', '(empty)', '(blank)'],
    ]);
  });
});

/** A name that is very long is shown shortened, and empty ones with words. */
function asCode(text: string): string {
  if (text === '') return '(empty)';
  const shortened = shownName(text).replaceAll('|', '\\x7c');
  return shortened.trim() === '' ? '(blank)' : shortened;
}
