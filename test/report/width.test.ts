import { expect } from 'chai';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { Random } from '../../src/base/numbers/random.ts';
import { columnsOf, shorten, wrap } from '../../src/report/width.ts';

describe('columnsOf', () => {
  const texts: [string, string, number][] = [
    ['ASCII', 'species', 7],
    ['nothing', '', 0],
    ['Latin with accents, composed', 'été', 3],
    ['Latin with accents, decomposed', 'e\u0301te\u0301', 3],
    ['Han', '東京', 4],
    ['kana, and halfwidth kana', 'カﾅ', 3],
    ['Hangul syllables', '서울', 4],
    ['fullwidth letters', 'ＡＢ', 4],
    ['an emoji', '🙂', 2],
    ['a family joined into one emoji', '👩‍👩‍👧', 2],
    ['a flag of two letters', '🇨🇭', 2],
    ['a heart that is an emoji by its selector', '❤\ufe0f', 2],
    ['a sign that may be an emoji and is none by itself', '©', 1],
    ['Devanagari with a vowel sign that takes room', 'हि', 2],
    ['block characters and an ellipsis', '▁█…', 3],
    ['a byte order mark and a zero-width space', '\ufeff\u200b', 0],
    ['colours', '\u001b[36m東\u001b[39m', 2],
  ];
  for (const [what, text, columns] of texts) {
    it(`counts ${what}`, () => expect(columnsOf(text)).to.equal(columns));
  }
});

describe('the width of a character', () => {
  it('is that which terminals give it, for every character that is taken for narrow', () => {
    for (let code = 0x20; code < 0x3000; code++) {
      const character = String.fromCharCode(code);
      expect(columnsOf(character), code.toString(16)).to.equal(stringWidth(character));
      expect(columnsOf(`a${character}b`), `a ${code.toString(16)} b`).to.equal(stringWidth(`a${character}b`));
    }
  });
});

describe('shorten', () => {
  it('keeps what fits', () => {
    expect(shorten('species', 7, '…')).to.equal('species');
    expect(shorten('東京', 4, '…')).to.equal('東京');
  });

  it('removes the middle, so that names which differ at their ends still do', () => {
    expect(shorten('sensor_temperature_01', 12, '…')).to.equal('sensor_t…_01');
    expect(shorten('sensor_temperature_02', 12, '...')).to.equal('sensor..._02');
  });

  it('never separates an accent from its letter, or splits an emoji', () => {
    expect(shorten('e\u0301'.repeat(10), 4, '…')).to.equal('e\u0301e\u0301…e\u0301');
    expect(shorten('👩‍👩‍👧'.repeat(4), 4, '…')).to.equal('👩‍👩‍👧…');
  });

  it('takes texts of a megabyte, of which it looks at the ends', () => {
    for (const text of ['é', '東', '🙂', 'e\u0301']) {
      const name = `${text.repeat(1e6)}`;
      expect(shorten(name, 12, '…')).to.equal(shorten(text.repeat(100), 12, '…'));
    }
  });

  it('is never wider than requested, with any text', () => {
    for (const text of ['x'.repeat(200), '東'.repeat(99), 'a東b京'.repeat(20), '🙂'.repeat(50)]) {
      for (let width = 0; width < 20; width++) {
        for (const ellipsis of ['…', '...']) expect(columnsOf(shorten(text, width, ellipsis))).to.be.at.most(width);
      }
    }
  });
});

describe('wrap', () => {
  it('breaks between words, and only a word that is longer than a line within', () => {
    expect(wrap('a longish sentence', 10)).to.equal('a longish\nsentence');
    expect(wrap('see /a/very/long/path', 10)).to.equal('see\n/a/very/lo\nng/path');
  });

  it('indents every line, and counts wide letters as two columns', () => {
    expect(wrap('東京 大阪 京都', 10, '  ')).to.equal('  東京\n  大阪\n  京都');
  });

  it('breaks texts with signs and colours where a library for terminals does', () => {
    const random = Random.stream(1, 'synthetic');
    const parts = [
      'a',
      'word',
      ' ',
      ' ',
      '×',
      '→',
      '–',
      '1.2',
      '`',
      '⡇',
      '\u001b[36m',
      '\u001b[39m',
      '\n',
      'é',
      '東',
      '#',
    ];
    for (let n = 0; n < 500; n++) {
      const text = Array.from({ length: 30 }, () => parts[random.below(parts.length)]).join('');
      expect(wrap(text, 9), JSON.stringify(text)).to.equal(wrapAnsi(text, 9, { hard: true }));
    }
  });

  it('takes a character that the text lacks in the place of signs', () => {
    expect(wrap('`^~|\\{}#$@ × ×', 10)).to.equal('`^~|\\{}#$@\n× ×');
  });
});
