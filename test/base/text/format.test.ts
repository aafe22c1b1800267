import { expect } from 'chai';
import {
  duration,
  list,
  percent,
  plural,
  printable,
  printableMessage,
  quoted,
  shortest,
  shownName,
  significant,
} from '../../../src/base/text/format.ts';

describe('format', () => {
  it('significant shows four digits, and a dash for NaN', () => {
    const shown = [
      0.081234,
      12.3456,
      1234.5,
      0.00001234,
      1.5e9,
      0,
      -0.5,
      1,
      null,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    ];
    expect(shown.map(value => significant(value))).to.deep.equal([
      '0.08123',
      '12.35',
      '1235',
      '1.23e-5',
      '1.50e9',
      '0',
      '-0.5000',
      '1.000',
      '-',
      '-',
      '-',
    ]);
  });

  it('duration chooses a suitable unit', () => {
    expect([0.00035, 0.0123, 0.5, 1.237, 59.5, 125, null].map(value => duration(value))).to.deep.equal([
      '0.35 ms',
      '12 ms',
      '500 ms',
      '1.24 s',
      '59.50 s',
      '2 min 5 s',
      '-',
    ]);
    expect([119.7, 0.9996, 59.999, 3725].map(value => duration(value))).to.deep.equal([
      '2 min 0 s',
      '1.00 s',
      '1 min 0 s',
      '1 h 2 min',
    ]);
    expect(significant(9.99999)).to.equal('10.00');
  });

  it('plural groups thousands, and adds an s where needed', () => {
    expect([plural(1, 'row'), plural(1797, 'row'), plural(2, 'class', 'classes')]).to.deep.equal([
      '1 row',
      '1,797 rows',
      '2 classes',
    ]);
  });

  it('percent has one decimal', () =>
    expect([percent(0.9714), percent(1), percent(null)]).to.deep.equal(['97.1%', '100.0%', '-']));

  it('shortest finds the decimal that was rounded, and keeps whole numbers', () => {
    expect(shortest(Math.fround(0.1), Math.fround)).to.equal('0.1');
    expect(shortest(0.1 + 0.2, Number)).to.equal('0.30000000000000004');
    expect(shortest(134_217_744, Math.fround)).to.equal('134217744');
    expect([shortest(-Infinity, Math.fround), shortest(1e20, Math.fround)]).to.deep.equal([
      '-Infinity',
      '100000000000000000000',
    ]);
  });

  it('list names the first few', () => {
    expect([list(['a']), list(['a', 'b']), list(['a', 'b', 'c', 'd', 'e'])]).to.deep.equal([
      'a',
      'a and b',
      'a, b, c and 2 more',
    ]);
  });

  it('quoted shortens a long text without cutting a character in two, and gives its length', () => {
    expect(quoted('x'.repeat(40))).to.equal(`'${'x'.repeat(40)}'`);
    expect(quoted('x'.repeat(100_000))).to.equal(`'${'x'.repeat(40)}...' (100,000 characters)`);
    expect(quoted(`${'x'.repeat(39)}😀y`)).to.equal(`'${'x'.repeat(39)}...' (42 characters)`);
    expect(quoted(`${'x'.repeat(38)}😀y`)).to.equal(`'${'x'.repeat(38)}😀...' (41 characters)`);
    expect(quoted('a\nb')).to.equal(`'a\\nb'`);
  });

  it('shownName keeps a name of 200 characters, and shortens one of more, with its length', () => {
    expect(shownName('n'.repeat(200))).to.equal('n'.repeat(200));
    expect(shownName('n '.repeat(500_000))).to.equal(`${'n '.repeat(20)}... (1,000,000 characters)`);
  });

  it('printableMessage shortens a message of any length', () => {
    expect(printableMessage(`'${'x'.repeat(1e8)}'`)).to.match(/^'x+\.\.\. \(100,000,002 characters\) \.\.\.x+'$/);
  });

  it('printableMessage shortens very long names, in quotes and without, and gives their length', () => {
    const name = 'n'.repeat(10_000);
    const start = 'n'.repeat(40);
    expect(printableMessage(`column '${name}' is 'b'`)).to.equal(`column '${start}...' (10,000 characters) is 'b'`);
    expect(printableMessage(`the column is ${name}; x`)).to.equal(`the column is ${start}... (10,001 characters) x`);
    const path = `/${'d'.repeat(4000)}`;
    expect(printableMessage(`${path}: is empty`)).to.equal(`${path}: is empty`);
  });

  it('printableMessage shows no text whole that is longer than any message, whatever is in it', () => {
    for (const part of ["it's ", 'a b ', "'", `${'x'.repeat(4999)} `, 'é', "x'y"]) {
      const message = printableMessage(`column '${part.repeat(2_000_000 / part.length)}' holds 'a'`);
      expect(message.length).to.be.below(21_000);
      expect(message).to.match(/characters\)/);
      expect(message).to.match(/holds 'a'$/);
    }
  });

  it('printable spells what reorders or hides text, and what ends lines', () => {
    expect(printable('a\u202eb\u2066c\u200fd')).to.equal('a\\u202eb\\u2066c\\u200fd');
    expect(printable('x\u200by\ufeffz\u00ad\u2060')).to.equal('x\\u200by\\ufeffz\\xad\\u2060');
    expect(printable('one\u2028two\u2029\u0085')).to.equal('one\\u2028two\\u2029\\x85');
    expect(printable('tag\u{e0041}')).to.equal('tag\\u{e0041}');
  });

  it('printable keeps letters of any script, and emoji', () => {
    for (const text of ['Größe', '日本', 'עברית', 'हिन्दी', '👩🏽‍🔬', '❤️', '🇩🇪', '👨‍👩‍👧'])
      expect(printable(text)).to.equal(text);
    expect(printable('a\u200db')).to.equal('a\\u200db');
  });

  it('printable spells control characters', () => {
    expect(printable('a\u001b[31m\nb\tß日\u0000')).to.equal('a\\x1b[31m\\nb\\tß日\\x00');
  });
});
