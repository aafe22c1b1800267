import { expect } from 'chai';
import { NUMBER, TEXT } from '../../../../../src/data/tables/blocks/block.ts';
import { allText, columnOf, rowsOf, scan } from '../../../../support/scan.ts';

describe('a column of texts', () => {
  it('has its different texts as categories, in the order in which they come, and counts them', () => {
    const block = columnOf(['b', 'a', '"b"', '', 'c', 'a ', 'b']);
    const { categories, counts } = block.texts.get(0)!;
    expect(categories).to.deep.equal(['b', 'a', 'c']);
    expect(Array.from(counts)).to.deep.equal([3, 2, 1]);
    expect(rowsOf(block).map(row => row[0])).to.deep.equal(['b', 'a', 'b', null, 'c', 'a', 'b']);
    expect([block.missing[0], block.min[0], block.integral[0]]).to.deep.equal([1, NaN, 0]);
  });

  it('keeps numbers as they are written', () => {
    const block = columnOf(['1.50', '01', 'x', '1.5']);
    expect(block.texts.get(0)!.categories).to.deep.equal(['1.50', '01', 'x', '1.5']);
  });

  it('knows how many cells are numbers or words for missing, and the first that is neither', () => {
    const { numbers, missingWords, firstWord } = columnOf(['1', 'NA', '', '2', '1', 'oops', 'x', '?']).texts.get(0)!;
    expect([numbers, missingWords, firstWord]).to.deep.equal([3, 2, 5]);
  });

  it('has words for missing as categories, unless they are given for texts too', () => {
    const cells = ['x', 'NA', '', 'NA', 'y'];
    const usual = columnOf(cells);
    expect([usual.texts.get(0)!.categories, usual.missing[0]]).to.deep.equal([['x', 'NA', 'y'], 1]);
    const given = columnOf(cells, { missingWords: ['NA'], wordsAreMissingInText: true });
    const part = given.texts.get(0)!;
    expect([part.categories, given.missing[0], part.missingWords]).to.deep.equal([['x', 'y'], 3, 0]);
    expect(Array.from(part.counts)).to.deep.equal([1, 1]);
    expect(rowsOf(given).map(row => row[0])).to.deep.equal(['x', null, null, null, 'y']);
  });

  it('has blank texts as a category, even where words for missing are given for texts too', () => {
    const block = columnOf(['x', '"  "', ' ', '" NA "'], { missingWords: ['NA'], wordsAreMissingInText: true });
    expect([block.texts.get(0)!.categories, block.missing[0]]).to.deep.equal([['x', '  '], 2]);
    expect(columnOf(['1', '"  "']).missing[0]).to.equal(1);
  });

  it('has a number missing that is given as a word for missing', () => {
    const block = columnOf(['x', '-999', '7'], { missingWords: ['-999'], wordsAreMissingInText: true });
    expect([block.texts.get(0)!.categories, block.missing[0]]).to.deep.equal([['x', '7'], 1]);
    expect(block.texts.get(0)!.numbers).to.equal(1);
  });

  it('is made of any column when asked for, numbers and empty ones too', () => {
    const { block } = scan('1,\n2,\n1,\n', 2, { forced: allText(2) });
    expect(Array.from(block.kinds)).to.deep.equal([TEXT, TEXT]);
    expect(block.texts.get(0)).to.deep.equal({
      categories: ['1', '2'],
      counts: Uint32Array.of(2, 1),
      numbers: 3,
      missingWords: 0,
      firstWord: -1,
    });
    expect(block.texts.get(1)!.categories).to.deep.equal([]);
  });

  it('distinguishes texts that differ in their last bytes, or in length only', () => {
    const texts = Array.from({ length: 40 }, (_, length) => ['a'.repeat(length + 1), `${'a'.repeat(length)}b`]).flat();
    const block = columnOf([...texts, ...texts]);
    expect(block.texts.get(0)!.categories).to.deep.equal(texts);
    expect(rowsOf(block).map(row => row[0])).to.deep.equal([...texts, ...texts]);
  });

  it('distinguishes texts with the same hash, which some of many texts have', () => {
    const count = 300_000;
    const texts = Array.from({ length: count }, (_, i) => `t${i}`).join('\n');
    expect(scan(texts, 1).block.texts.get(0)!.categories.length).to.equal(count);
  });

  it('distinguishes a doubled quote inside quotes from two quotes without', () => {
    expect(columnOf(['"a""b"', 'a""b', 'a"b']).texts.get(0)!.categories).to.deep.equal(['a"b', 'a""b']);
  });

  it('may have a category for each row', () => {
    const texts = Array.from({ length: 5000 }, (_, i) => `name ${i}`);
    const block = columnOf(texts);
    expect(block.texts.get(0)!.categories).to.deep.equal(texts);
    expect(rowsOf(block).map(row => row[0])).to.deep.equal(texts);
  });

  it('does not change its neighbours', () => {
    const { block } = scan('1,x,2\n3,y,4\n', 3);
    expect(Array.from(block.kinds)).to.deep.equal([NUMBER, TEXT, NUMBER]);
    expect(rowsOf(block)).to.deep.equal([
      [1, 'x', 2],
      [3, 'y', 4],
    ]);
  });
});
