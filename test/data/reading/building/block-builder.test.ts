import { expect } from 'chai';
import fc from 'fast-check';
import { UserError } from '../../../../src/base/errors.ts';
import { BlockBuilder, type BuilderInput } from '../../../../src/data/reading/building/block-builder.ts';
import { type Block, DATE, EMPTY, lineOf, NUMBER, numberAt, TEXT } from '../../../../src/data/tables/blocks/block.ts';
import type { Cell } from '../../../../src/data/tables/cells/cell-text.ts';

const input: BuilderInput = {
  path: 'a.jsonl',
  file: 0,
  unit: 'line',
  names: ['x'],
  forced: new Map(),
  options: { na: null, onError: 'stop' },
};

/** A block of one column. */
function blockOf(cells: ArrayLike<Cell>, changed: Partial<BuilderInput> = {}, dates = false): Block {
  const builder = new BlockBuilder({ ...input, ...changed });
  builder.setRows(1, cells.length);
  builder.setColumn(0, cells, dates);
  return builder.build();
}

const numbers = (block: Block) => Array.from({ length: block.rows }, (_, row) => numberAt(block, row, 0));
const na = (...words: string[]) => ({ options: { na: words, onError: 'stop' as const } });
const at = (text: string) => Date.parse(text) / 1000;

describe('BlockBuilder, of numbers', () => {
  it('reads NaN, null and undefined as missing, and counts them', () => {
    const block = blockOf([1, Number.NaN, null, undefined, 2]);
    expect(block.kinds[0]).to.equal(NUMBER);
    expect(block.missing[0]).to.equal(3);
    expect(numbers(block)).to.deep.equal([1, Number.NaN, Number.NaN, Number.NaN, 2]);
  });

  it('has min, max, and whether all are whole', () => {
    const block = blockOf([3, -1, null, 7]);
    expect([block.min[0], block.max[0], block.integral[0]]).to.deep.equal([-1, 7, 1]);
    expect(blockOf([3, 0.5]).integral[0]).to.equal(0);
    expect(blockOf([3, Number.POSITIVE_INFINITY]).integral[0]).to.equal(0);
  });

  it('has no low parts where float32 is enough', () => {
    expect(blockOf([0.1, 1000, -3]).low.has(0)).to.equal(false);
    expect(blockOf([2 ** 24, 2 ** 30]).low.has(0)).to.equal(false);
    expect(blockOf([65_536, 65_536]).low.has(0)).to.equal(false);
    expect(blockOf([1000.5, 1000.5078125]).low.has(0)).to.equal(false);
    expect(blockOf([1e39, 0.1]).low.has(0)).to.equal(false);
  });

  it('keeps low parts of numbers beyond 2^24 that float32 cannot hold', () => {
    const block = blockOf([2 ** 24 + 1, 5, null]);
    expect(numbers(block)).to.deep.equal([2 ** 24 + 1, 5, Number.NaN]);
    expect(numbers(blockOf([-(2 ** 24) - 1, 0]))[0]).to.equal(-(2 ** 24) - 1);
  });

  it('keeps low parts of numbers that differ by less than 1/65536 of their size, or not at all', () => {
    expect(numbers(blockOf([1000.1, 1000.11]))[1]).to.be.closeTo(1000.11, 1e-9);
    expect(blockOf([1000.1, 1000.12]).low.has(0)).to.equal(false);
    expect(blockOf([0.1, 0.1]).low.has(0)).to.equal(true);
  });

  it('has min and max as float32, of 0 and -0 the first', () => {
    const block = blockOf([-5e-324, 0]);
    expect([Object.is(block.min[0], -0), Object.is(block.max[0], -0)]).to.deep.equal([true, true]);
  });

  it('does not count numbers beyond the range of float32 as whole', () => {
    expect(blockOf([1e39, 1]).integral[0]).to.equal(0);
  });

  it('reads numbers beyond the range of float32 as infinite, not as missing', () => {
    expect(numbers(blockOf([1e300, -1e300, 1]))).to.deep.equal([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]);
  });

  it('reads bigints as numbers', () => {
    expect(numbers(blockOf([2n ** 40n + 1n, 1n]))).to.deep.equal([2 ** 40 + 1, 1]);
  });

  it('accepts typed arrays unchanged', () => {
    expect(numbers(blockOf(Float64Array.of(1, Number.NaN, 0.5)))).to.deep.equal([1, Number.NaN, 0.5]);
  });

  it('holds every number to 2^-48 of its size where it keeps low parts', () => {
    const value = fc.double({ min: 2 ** 24, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), values => {
        numbers(blockOf(values)).forEach((number, i) => {
          expect(Math.abs(number - values[i]!)).to.be.at.most(values[i]! * 2 ** -47);
        });
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('BlockBuilder, of texts', () => {
  it('has categories in the order in which they occur first, counted, and empty cells missing', () => {
    const block = blockOf(['b', 'a', '', null, 'b', '']);
    expect(block.kinds[0]).to.equal(TEXT);
    expect([...block.cells]).to.deep.equal([0, 1, Number.NaN, Number.NaN, 0, Number.NaN]);
    const text = block.texts.get(0)!;
    expect(text.categories).to.deep.equal(['b', 'a']);
    expect([...text.counts]).to.deep.equal([2, 1]);
    expect(block.missing[0]).to.equal(3);
    expect([block.min[0], block.max[0]]).to.deep.equal([Number.NaN, Number.NaN]);
  });

  it('keep the blanks around them, and may be blank throughout; what is blank throughout is no number', () => {
    const block = blockOf(['a', ' a', 'a\t', '  ', '']);
    expect(block.texts.get(0)!.categories).to.deep.equal(['a', ' a', 'a\t', '  ']);
    const given = blockOf(['a', '  ', ' x '], { options: { na: ['x'], onError: 'stop' } });
    expect([given.texts.get(0)!.categories, given.missing[0]]).to.deep.equal([['a', '  '], 1]);
    expect(numbers(blockOf([' 5\t', '  ', ' NA ']))).to.deep.equal([5, Number.NaN, Number.NaN]);
    expect(blockOf([' 2024-03-01 ', '\t']).kinds[0]).to.equal(DATE);
    expect(blockOf(['\u00a05']).kinds[0]).to.equal(TEXT);
  });

  it('writes booleans as true and false', () => {
    expect(blockOf([true, null, false]).texts.get(0)!.categories).to.deep.equal(['true', 'false']);
  });

  it('writes numbers among words as String does, and counts them', () => {
    const text = blockOf([1.5, 'NA', 'two', 7n, '8', 'two']).texts.get(0)!;
    expect(text.categories).to.deep.equal(['1.5', 'NA', 'two', '7', '8']);
    expect([text.numbers, text.missingWords, text.firstWord]).to.deep.equal([3, 1, 2]);
  });

  it('keeps words for a missing number as categories', () => {
    const block = blockOf(['red', 'NA']);
    expect(block.texts.get(0)!.categories).to.deep.equal(['red', 'NA']);
    expect(block.missing[0]).to.equal(0);
  });

  it('reads given words for missing as missing in texts too, and then the default ones as text', () => {
    const block = blockOf(['red', 'none', 'NA'], na('none'));
    expect(block.texts.get(0)!.categories).to.deep.equal(['red', 'NA']);
    expect([block.missing[0], block.texts.get(0)!.missingWords]).to.deep.equal([1, 0]);
  });

  it('treats names of object properties as plain texts', () => {
    expect(blockOf(['constructor', '__proto__']).texts.get(0)!.categories).to.deep.equal(['constructor', '__proto__']);
  });
});

describe('BlockBuilder, of strings that hold numbers', () => {
  it('reads every decimal form as a number, with blanks around it', () => {
    const block = blockOf(['1e-3', '+5', '.5', '5.', ' -2 ', '1E+2']);
    expect(block.kinds[0]).to.equal(NUMBER);
    expect(numbers(block).map(Math.fround)).to.deep.equal([1e-3, 5, 0.5, 5, -2, 100].map(Math.fround));
  });

  it('reads inf as a number', () => {
    expect(numbers(blockOf(['inf', '-Infinity', '1']))).to.deep.equal([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1,
    ]);
  });

  for (const text of ['0x10', '1_000', '1,5', '--1', '.', 'e5', '1e', '١', 'information']) {
    it(`takes ${text} for a word`, () => expect(blockOf(['1', text]).kinds[0]).to.equal(TEXT));
  }

  it('reads the default words among numbers as missing', () => {
    const block = blockOf(['1', 'NA', 'NaN', '?', '-', '', 2]);
    expect([block.kinds[0], block.missing[0]]).to.deep.equal([NUMBER, 5]);
  });

  it('reads only the words that the user gave as missing', () => {
    expect(blockOf(['1', 'none'], na('none')).kinds[0]).to.equal(NUMBER);
    expect(blockOf(['1', 'NA'], na('none')).kinds[0]).to.equal(TEXT);
  });

  it('keeps numeric words for missing among numbers, where a later step removes them, and nowhere else', () => {
    expect(numbers(blockOf(['1', '-999'], na('-999')))).to.deep.equal([1, -999]);
    expect(blockOf(['a', '-999'], na('-999')).missing[0]).to.equal(1);
    expect(blockOf(['2024-03-01', '-999'], na('-999')).kinds[0]).to.equal(DATE);
  });
});

describe('BlockBuilder, of dates', () => {
  it('reads strings that are all dates as seconds, with low parts', () => {
    const block = blockOf(['2024-03-01T14:30:15', 'NA', null]);
    expect(block.kinds[0]).to.equal(DATE);
    expect(numbers(block)).to.deep.equal([at('2024-03-01T14:30:15Z'), Number.NaN, Number.NaN]);
    expect(block.dates.get(0)).to.deep.equal({ order: 'ymd', time: true });
    expect(block.integral[0]).to.equal(0);
    expect(block.min[0]).to.equal(Math.fround(at('2024-03-01T14:30:15Z')));
  });

  it('keeps low parts even where float32 would be enough', () =>
    expect(blockOf(['1970-01-02']).low.has(0)).to.equal(true));

  it('reads Date objects, with or without a time of day; an invalid one is missing', () => {
    const block = blockOf([new Date('2024-03-01'), new Date('2024-03-02T10:00Z'), new Date(Number.NaN)]);
    expect(numbers(block)).to.deep.equal([at('2024-03-01'), at('2024-03-02T10:00Z'), Number.NaN]);
    expect(block.dates.get(0)).to.deep.equal({ order: 'ymd', time: true });
    expect(blockOf([new Date('2024-03-01')]).dates.get(0)!.time).to.equal(false);
  });

  it('reads numbers as dates when asked to', () => {
    const block = blockOf(Float64Array.of(86_400, Number.NaN), {}, true);
    expect([block.kinds[0], block.dates.get(0)!.time]).to.deep.equal([DATE, false]);
  });

  it('has texts where a date stands among words, or among numbers', () => {
    expect(blockOf(['2024-03-01', 'soon']).kinds[0]).to.equal(TEXT);
    expect(blockOf(['2024-03-01', 5]).kinds[0]).to.equal(TEXT);
    expect(blockOf([new Date('2024-03-01'), 'soon']).texts.get(0)!.categories).to.deep.equal(['2024-03-01', 'soon']);
  });
});

describe('BlockBuilder, of nothing', () => {
  for (const cells of [[null, undefined, Number.NaN], ['', 'NA'], []]) {
    it(`has an empty column of ${JSON.stringify(cells)}`, () => {
      const block = blockOf(cells);
      expect([block.kinds[0], block.missing[0], block.rows]).to.deep.equal([EMPTY, cells.length, cells.length]);
      expect(block.texts.size + block.dates.size + block.low.size).to.equal(0);
      expect([block.min[0], block.integral[0]]).to.deep.equal([Number.NaN, 0]);
    });
  }
});

describe('BlockBuilder, forced', () => {
  const text = { forced: new Map([[0, 'text' as const]]) };
  const number = { forced: new Map([[0, 'number' as const]]) };
  const skipping = { ...number, options: { na: null, onError: 'skip' as const } };

  it('turns all numbers and dates into texts when asked to, with words for missing as categories', () => {
    expect(blockOf([1, null, 2.5], text).texts.get(0)!.categories).to.deep.equal(['1', '2.5']);
    expect(blockOf(Float64Array.of(86_400), text, true).texts.get(0)!.categories).to.deep.equal(['1970-01-02']);
    expect(blockOf(['NA', '1'], text).texts.get(0)!.categories).to.deep.equal(['NA', '1']);
    expect(blockOf(['1'], text).texts.get(0)!.firstWord).to.equal(-1);
  });

  it('refuses a word where numbers must be, with the location of the first', () => {
    expect(() => blockOf(['1', 'two', 'three'], number)).to.throw(
      UserError,
      "a.jsonl:2: column 'x' holds 'two', but is numeric. If it means a missing number, name it with ⟪na⟫; " +
        '⟪onError=skip⟫ leaves such rows out',
    );
    expect(() => blockOf([1, true], number)).to.throw(UserError, "holds 'true'");
  });

  it('skips such rows when asked to, counts them, and lists the first three', () => {
    const block = blockOf(['1', 'b', '2', 'd', 'e', 'f', 'NA'], skipping);
    expect(numbers(block)).to.deep.equal([1, 2, Number.NaN]);
    expect([0, 1, 2].map(row => lineOf(block, row))).to.deep.equal([1, 3, 7]);
    expect(block.faults.rows).to.equal(4);
    expect(block.faults.first.map(({ line }) => line)).to.deep.equal([2, 4, 5]);
  });

  it('decides the other columns without the skipped rows', () => {
    const builder = new BlockBuilder({ ...input, ...skipping, names: ['x', 'y'] });
    builder.setRows(1, 3);
    builder.setColumn(0, ['1', 'word', '3'], false);
    builder.setColumn(1, [5, 'other', 6], false);
    const block = builder.build();
    expect([...block.kinds]).to.deep.equal([NUMBER, NUMBER]);
    expect([...block.cells]).to.deep.equal([1, 5, 3, 6]);
  });

  it('refuses dates where numbers must be', () => {
    expect(() => blockOf(['2024-03-01'], number)).to.throw(UserError, "a.jsonl:1: column 'x' holds '2024-03-01'");
    const block = blockOf(['2024-03-01', 'NA'], skipping);
    expect([block.kinds[0], block.rows, block.faults.rows]).to.deep.equal([EMPTY, 1, 1]);
    expect(() => blockOf(['5', '2024-03-01'], number)).to.throw(UserError, "a.jsonl:2: column 'x' holds '2024-03-01'");
  });

  it('makes a block without rows when all are skipped', () => {
    const block = blockOf(['a', 'b'], skipping);
    expect([block.rows, block.faults.rows, block.cells.length, block.kinds[0]]).to.deep.equal([0, 2, 0, EMPTY]);
  });

  it('escapes control characters and shortens long cells, so that a message is one line', () => {
    expect(() => blockOf([`\u001b[31m${'y'.repeat(100)}`], number)).to.throw(
      UserError,
      /holds '\\x1b\[31my{35}\.\.\.'/,
    );
  });
});

describe('BlockBuilder, row by row', () => {
  it('puts cells in their places, row-major, and leaves the others missing', () => {
    const builder = new BlockBuilder({ ...input, names: ['x', 'y'] });
    builder.addRow(1);
    builder.set(1, 10);
    builder.addRow(2);
    builder.set(0, 20);
    builder.addRow(3);
    expect(builder.rows).to.equal(3);
    const block = builder.build();
    expect([...block.cells]).to.deep.equal([Number.NaN, 10, 20, Number.NaN, Number.NaN, Number.NaN]);
    expect(block.location).to.deep.equal({ file: 0, unit: 'line', first: 1, offsets: null });
  });

  it('records lines that do not follow each other, and blank ones, and is empty afterwards', () => {
    const builder = new BlockBuilder(input);
    builder.addRow(4);
    builder.addBlankLines(2);
    builder.addRow(7);
    const block = builder.build();
    expect([lineOf(block, 0), lineOf(block, 1), block.blankLines]).to.deep.equal([4, 7, 2]);
    const next = builder.build();
    expect([next.rows, next.blankLines]).to.deep.equal([0, 0]);
  });

  it('throws at a fault, or counts it when rows are skipped', () => {
    expect(() => new BlockBuilder(input).addFault(3, 'is broken')).to.throw(UserError, 'a.jsonl:3: is broken');
    const builder = new BlockBuilder({ ...input, options: { na: null, onError: 'skip' } });
    builder.addFault(3, 'is broken');
    expect(builder.build().faults).to.deep.equal({ rows: 1, first: [{ line: 3, message: 'is broken' }], lines: [3] });
  });
});
