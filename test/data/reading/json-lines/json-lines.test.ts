import { expect } from 'chai';
import fc from 'fast-check';
import { openJsonLines } from '../../../../src/data/reading/json-lines/json-lines.ts';
import { defaultLimits } from '../../../../src/data/reading/json-lines/json-records.ts';
import { looksLikeJsonLines } from '../../../../src/data/reading/json-lines/looks-like.ts';
import { type Block, DATE, EMPTY, lineOf, NUMBER, numberAt, TEXT } from '../../../../src/data/tables/blocks/block.ts';
import {
  defaultReadOptions,
  type ForcedKinds,
  type ReadOptions,
  type ReadProgress,
} from '../../../../src/data/tables/blocks/reader.ts';
import { collect, memorySource } from '../../../support/memory-source.ts';

const skipping: ReadOptions = { ...defaultReadOptions, onError: 'skip' };

function open(text: string | Uint8Array, options = defaultReadOptions, limits = defaultLimits, piece = 1 << 16) {
  return openJsonLines([memorySource('a.jsonl', text, piece)], options, limits);
}

async function read(text: string | Uint8Array, options = defaultReadOptions, forced: ForcedKinds = new Map()) {
  const reader = await open(text, options);
  return { names: reader.names, warnings: reader.warnings, blocks: await collect(reader.blocks(forced)) };
}

/** What a cell shows, of whatever kind. */
function cell(block: Block, row: number, column: number): string | number | null {
  const value = numberAt(block, row, column);
  if (Number.isNaN(value)) return null;
  return block.kinds[column] === TEXT ? block.texts.get(column)!.categories[value]! : value;
}

function rows(blocks: readonly Block[]) {
  return blocks.flatMap(block =>
    Array.from({ length: block.rows }, (_, row) =>
      Array.from({ length: block.columns }, (_, column) => cell(block, row, column)),
    ),
  );
}

/** The message of the error that opening and reading end in. */
async function refusal(
  text: string | Uint8Array,
  options = defaultReadOptions,
  limits = defaultLimits,
  piece = 1 << 16,
) {
  try {
    const reader = await open(text, options, limits, piece);
    for await (const _ of reader.blocks(new Map()));
  } catch (error) {
    expect((error as Error).name).to.equal('UserError');
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('JSON lines', () => {
  it('become rows, with the columns in the order in which their keys occur first', async () => {
    const { names, blocks } = await read('{"b": 1, "a": "x"}\n{"a": "y", "c": 2.5}\n');
    expect(names).to.deep.equal(['b', 'a', 'c']);
    expect(rows(blocks)).to.deep.equal([
      [1, 'x', null],
      [null, 'y', 2.5],
    ]);
    expect([...blocks[0]!.kinds]).to.deep.equal([NUMBER, TEXT, NUMBER]);
  });

  it('have a column for a key that only the last line brings', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `{"a": ${i}}`);
    const { names, blocks } = await read([...lines, '{"late": 1}'].join('\n'));
    expect(names).to.deep.equal(['a', 'late']);
    expect([...blocks[0]!.kinds]).to.deep.equal([NUMBER, EMPTY]);
  });

  it('may lack the last line end, have CRLF, a byte order mark, and blank lines, which are counted', async () => {
    const { blocks } = await read('\uFEFF\n{"a": 1}\r\n\r\n  \n{"a": 2}');
    expect(rows(blocks)).to.deep.equal([[1], [2]]);
    expect(blocks[0]!.blankLines).to.equal(3);
    expect([lineOf(blocks[0]!, 0), lineOf(blocks[0]!, 1)]).to.deep.equal([2, 5]);
  });

  it('with nested objects become columns with points in their names', async () => {
    const { names, blocks } = await read('{"a": {"b": 1, "c": {"d": "x"}}, "e": 2}\n{"a": null}\n{"a": {}}');
    expect(names).to.deep.equal(['a.b', 'a.c.d', 'e']);
    expect(rows(blocks)[0]).to.deep.equal([1, 'x', 2]);
  });

  it('with arrays skip those, with the location of the first', async () => {
    const { names, warnings, blocks } = await read('{"a": 1, "t": null}\n{"a": 2, "t": [1]}\n{"a": 3, "t": [2]}');
    expect(names).to.deep.equal(['a']);
    expect(warnings).to.deep.equal([
      { file: 0, message: "'t' holds arrays (the first in line 2), which are left out" },
    ]);
    expect(rows(blocks)).to.deep.equal([[1], [2], [3]]);
  });

  it('keep the other values of a key that sometimes has an array', async () => {
    const { blocks } = await read('{"t": 5}\n{"t": [1]}');
    expect(rows(blocks)).to.deep.equal([[5], [null]]);
  });

  it('keep a column that is null throughout, as an empty one', async () => {
    const { names, blocks } = await read('{"a": 1, "n": null}');
    expect(names).to.deep.equal(['a', 'n']);
    expect(blocks[0]!.kinds[1]).to.equal(EMPTY);
  });

  it('refuse a key that an object has twice, and no text that looks like one', async () => {
    expect(await refusal('{"a": 1, "b": {"a": 2}}\n{"b": {"a": 1, "\\u0061": 2}}')).to.equal(
      "a.jsonl:2: has the key 'a' twice in one object",
    );
    expect(await refusal('[{"a": 1, "a": 2}]')).to.equal("a.jsonl: has the key 'a' twice in one object");
    expect(rows((await read('{"a": 1, "b": "\\"a\\": 1"}')).blocks)).to.deep.equal([[1, '"a": 1']]);
  });

  it('keep two keys that lead to one name apart', async () => {
    const { names, blocks, warnings } = await read('{"p": {"q": 1}, "p.q": 100}\n{"p": {"q": 2}, "p.q": 200}');
    expect(names).to.deep.equal(['p.q', 'p.q (2)']);
    expect(rows(blocks)).to.deep.equal([
      [1, 100],
      [2, 200],
    ]);
    expect(warnings).to.deep.equal([
      { file: 0, message: "two keys lead to the name 'p.q'; the second is called 'p.q (2)'" },
    ]);
  });

  it('may be arrays, whose names are in the first of them or given by position', async () => {
    const table = {
      names: ['column 1', 'column 2'],
      rows: [
        [1, 2],
        [3, 4],
      ],
    };
    for (const text of ['[1, 2]\n[3, 4]\n', '[[1, 2], [3, 4]]', '[\n  [1,\n  2],\n  [3, 4]\n]\n']) {
      const { names, blocks } = await read(text);
      expect({ names, rows: rows(blocks) }, text).to.deep.equal(table);
    }
    for (const text of ['["a", "b"]\n[1, 2]\n[3, 4]', '[["a", "b"], [1, 2], [3, 4]]']) {
      const { names, blocks } = await read(text);
      expect({ names, rows: rows(blocks) }, text).to.deep.equal({ ...table, names: ['a', 'b'] });
    }
    expect((await read('["a", "b"]\n["c", "d"]')).names).to.deep.equal(['column 1', 'column 2']);
    expect(await refusal('[1, 2]\n[3]\n')).to.equal('a.jsonl:2: 1 value, the first row has 2');
    expect(await refusal('[1, 2]\n{"a": 3}\n')).to.equal(
      'a.jsonl:2: holds an object; each line must be one JSON array',
    );
  });

  it('treat names of object properties as plain names', async () => {
    const { names, blocks } = await read('{"__proto__": 1, "constructor": 2, "": 3}');
    expect(names).to.deep.equal(['__proto__', 'constructor', '']);
    expect(rows(blocks)).to.deep.equal([[1, 2, 3]]);
  });

  it('read strings as CSV cells are read: numbers, dates and words for missing', async () => {
    const { blocks } = await read('{"n": "1.5", "d": "2024-03-01", "b": true}\n{"n": "NA", "d": "", "b": false}');
    expect([...blocks[0]!.kinds]).to.deep.equal([NUMBER, DATE, TEXT]);
    expect(rows(blocks)).to.deep.equal([
      [1.5, Date.parse('2024-03-01') / 1000, 'true'],
      [null, null, 'false'],
    ]);
  });

  it('are read as the requested kinds, any number of times', async () => {
    const reader = await open('{"a": 1}\n{"a": 2}');
    const texts = await collect(reader.blocks(new Map([[0, 'text']])));
    expect(rows(texts)).to.deep.equal([['1'], ['2']]);
    expect(rows(await collect(reader.blocks(new Map())))).to.deep.equal([[1], [2]]);
  });

  it('refuse a word where a number is requested, with its line', async () => {
    const reader = await open('{"a": 1}\n\n{"a": "two"}');
    const message = await collect(reader.blocks(new Map([[0, 'number']]))).catch((error: Error) => error.message);
    expect(message).to.equal(
      "a.jsonl:3: column 'a' holds 'two', but is numeric. If it means a missing number, name it with ⟪na⟫; " +
        '⟪onError=skip⟫ leaves such rows out',
    );
  });

  it('become the same blocks with pieces of any size', async () => {
    const line = fc.oneof(
      fc
        .dictionary(
          fc.constantFrom('a', 'b', 'ü'),
          fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()),
        )
        .map(o => JSON.stringify(o)),
      fc.constant(''),
      fc.constant('broken'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), async (lines, piece) => {
        const text = ['{"a": 1}', ...lines].join('\n');
        const [whole, parts] = await Promise.all([open(text, skipping), open(text, skipping, defaultLimits, piece)]);
        expect(await collect(parts.blocks(new Map()))).to.deep.equal(await collect(whole.blocks(new Map())));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('come in blocks of 4,096 rows, of fewer when there are many columns or long lines', async () => {
    const sizes = async (text: string) => (await read(text)).blocks.map(block => block.rows);
    expect(await sizes('{"a": 1}\n'.repeat(10_000))).to.deep.equal([4096, 4096, 1808]);
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 1024 }, (_, i) => [`c${i}`, i])));
    expect(await sizes(`${wide}\n`.repeat(1500))).to.deep.equal([1024, 476]);
    expect(await sizes(`${JSON.stringify({ a: 'x'.repeat(2 ** 24) })}\n`.repeat(3))).to.deep.equal([2, 1]);
  });

  it('count lines from one block to the next', async () => {
    const { blocks } = await read('{"a": 1}\n'.repeat(5000));
    expect(blocks.map(block => block.location)).to.deep.equal([
      { file: 0, unit: 'line', first: 1, offsets: null },
      { file: 0, unit: 'line', first: 4097, offsets: null },
    ]);
  });

  it('of several files have the columns of all, and locations in each', async () => {
    const reader = await openJsonLines(
      [memorySource('a.jsonl', '{"a": 1}'), memorySource('b.jsonl', '{"b": 2}')],
      defaultReadOptions,
    );
    expect([reader.names, reader.paths]).to.deep.equal([
      ['a', 'b'],
      ['a.jsonl', 'b.jsonl'],
    ]);
    const blocks = await collect(reader.blocks(new Map()));
    expect(rows(blocks)).to.deep.equal([
      [1, null],
      [null, 2],
    ]);
    expect(blocks.map(block => block.location.file)).to.deep.equal([0, 1]);
  });

  it('report their progress in stored bytes and rows', async () => {
    const sources = [memorySource('a.jsonl', '{"a": 1}\n'), memorySource('b.jsonl', '{"a": 2}\n{"a": 3}\n')];
    const reader = await openJsonLines(sources, defaultReadOptions);
    const told: ReadProgress[] = [];
    for await (const _ of reader.blocks(new Map(), progress => told.push(progress)));
    expect(told).to.deep.equal([
      { bytes: 9, totalBytes: 27, rows: 1 },
      { bytes: 27, totalBytes: 27, rows: 3 },
    ]);
  });

  it('name their format, and close their sources', async () => {
    const source = memorySource('a.jsonl', '{"a": 1}');
    const reader = await openJsonLines([source], defaultReadOptions);
    expect(reader.format).to.include({ format: 'json-lines', encoding: 'utf-8', delimiter: null, compression: null });
    await reader.close();
    expect(source.closed).to.equal(true);
  });
});

describe('JSON lines that cannot be read', () => {
  it('are refused with line, column and what was expected', async () => {
    expect(await refusal('{"a": 1}\n\n{"a": 2,}\n')).to.equal(
      "a.jsonl:3: column 9: a name in double quotes is expected, not '}'",
    );
  });

  it('are refused with a way out when an object spans several lines', async () => {
    expect(await refusal('{\n  "a": 1\n}\n')).to.equal(
      'a.jsonl:1: column 2: a name in double quotes is expected, the text ends here; ' +
        'an object must stand on one line: jq -c . writes it so',
    );
  });

  for (const [line, kind] of [
    ['5', 'a number'],
    ['"x"', 'a text'],
    ['null', 'null'],
    ['true', 'true or false'],
    ['[{"a": 1}]', 'an array'],
  ]) {
    it(`are refused when a line holds ${kind}`, async () => {
      expect(await refusal(`{"a": 1}\n${line}`)).to.equal(
        `a.jsonl:2: holds ${kind}; each line must be one JSON object`,
      );
    });
  }

  it('are skipped when asked to, counted, and the first three listed', async () => {
    const { blocks } = await read('x\n{"a": 1}\n5\n{"a": 2}\n{"a"\n[]\n', skipping);
    expect(rows(blocks)).to.deep.equal([[1], [2]]);
    expect([lineOf(blocks[0]!, 0), lineOf(blocks[0]!, 1)]).to.deep.equal([2, 4]);
    expect(blocks[0]!.faults.rows).to.equal(4);
    expect(blocks[0]!.faults.first).to.deep.equal([
      { line: 1, message: "column 1: a value is expected, not 'x'" },
      { line: 3, message: 'holds a number; each line must be one JSON object' },
      {
        line: 5,
        message:
          'column 5: a colon is expected, the text ends here; an object must stand on one line: jq -c . writes it so',
      },
    ]);
  });

  for (const text of ['', '\n \n', '{}', '{"a": [1]}', '[]']) {
    it(`are refused when there is no value in them: ${JSON.stringify(text)}`, async () => {
      expect(await refusal(text)).to.include('a.jsonl: holds no values');
    });
  }

  it('are refused when they are not UTF-8, with the line', async () => {
    expect(await refusal(Buffer.from('{"a": 1}\n{"a": "\xe9"}\n', 'latin1'))).to.equal(
      'a.jsonl:2: is not UTF-8 text; save the file as UTF-8',
    );
  });

  it('are refused when a line is too long, in one piece or in many', async () => {
    const limits = { ...defaultLimits, longestLine: 100 };
    const text = `{"a": 1}\n{"a": "${'x'.repeat(100)}"}\n{"a": 2}\n`;
    for (const piece of [10, 1000]) {
      expect(await refusal(text, defaultReadOptions, limits, piece)).to.equal(
        'a.jsonl:2: is longer than 100 bytes; one line is one row',
      );
    }
  });

  it('are refused when objects are nested without end', async () => {
    for (const depth of [5000, 300_000]) {
      const text = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      expect(await refusal(text)).to.include('nested more than 100 deep');
    }
  });
});

describe('An array of objects', () => {
  it('is read as JSON lines are, with elements as locations', async () => {
    const { names, blocks } = await read('\uFEFF \n[\n  {"a": 1},\n  {"a": 2, "b": "x"}\n]\n');
    expect(names).to.deep.equal(['a', 'b']);
    expect(rows(blocks)).to.deep.equal([
      [1, null],
      [2, 'x'],
    ]);
    expect(blocks[0]!.location).to.deep.equal({ file: 0, unit: 'element', first: 1, offsets: null });
  });

  it('is refused, with a command that makes lines of it, when it is too large', async () => {
    const limits = { ...defaultLimits, largestArray: 20 };
    expect(await refusal('[{"a": 1}, {"a": 2}, {"a": 3}]', defaultReadOptions, limits)).to.equal(
      "a.jsonl: is one JSON array of more than 20 bytes; convert it to JSON lines: jq -c '.[]' a.jsonl",
    );
  });

  it('is refused with line and column when it is broken, also when rows are left out', async () => {
    expect(await refusal('[\n  {"a": 1}\n  {"a": 2}\n]', skipping)).to.equal(
      "a.jsonl:3: column 3: a comma or ] is expected, not '{'",
    );
  });

  it('is refused when an element is no object, or that element is skipped', async () => {
    const text = '[{"a": 1}, 5]';
    expect(await refusal(text)).to.equal(
      'a.jsonl, element 2: the array holds a number here; each element must be an object',
    );
    const { blocks } = await read(text, skipping);
    expect([blocks[0]!.rows, blocks[0]!.faults.rows]).to.deep.equal([1, 1]);
  });

  it('has its own locations beside files of lines', async () => {
    const sources = [memorySource('a.jsonl', '{"a": 1}'), memorySource('b.json', '[{"a": 2}, {"b": [1]}]')];
    const reader = await openJsonLines(sources, defaultReadOptions);
    const blocks = await collect(reader.blocks(new Map()));
    expect(blocks.map(({ location }) => [location.file, location.unit])).to.deep.equal([
      [0, 'line'],
      [1, 'element'],
    ]);
    expect(reader.warnings).to.deep.equal([
      { file: 1, message: "'b' holds arrays (the first in element 2), which are left out" },
    ]);
  });
});

describe('looksLikeJsonLines', () => {
  for (const head of ['{"a": 1}', ' \n{ "a', '\uFEFF{"a": 1}', '[{"a": 1}]', '[\n {\n "a"', '{}']) {
    it(`is true of ${JSON.stringify(head)}`, () => expect(looksLikeJsonLines(Buffer.from(head))).to.equal(true));
  }
  for (const head of ['', 'a,b\n1,2', '"{""a"": 1}"', '[x],y', '[1;2],5', '{a},b', '5', 'PAR1']) {
    it(`is false of ${JSON.stringify(head)}`, () => expect(looksLikeJsonLines(Buffer.from(head))).to.equal(false));
  }
});

describe('arrays that are too short', () => {
  const text = '["a", "b"]\n[1, "x"]\n[2]\n[]\n[3, "y"]\n';

  it('get missing values where that is asked for, and are counted', async () => {
    const { blocks } = await read(text, { ...defaultReadOptions, onError: 'fill' });
    expect(blocks.map(({ rows }) => rows)).to.deep.equal([4]);
    expect([...blocks[0]!.missing]).to.deep.equal([1, 2]);
    expect(blocks[0]!.filled).to.deep.equal({ rows: 2, first: 3, fields: 1 });
  });

  it('are errors where that is not asked for, and arrays that are too long always are', async () => {
    expect(await refusal(text)).to.equal('a.jsonl:3: 1 value, the header has 2');
    expect(await refusal('[1]\n[1, 2]\n', { ...defaultReadOptions, onError: 'fill' })).to.equal(
      'a.jsonl:2: 2 values, the first row has 1',
    );
  });
});
