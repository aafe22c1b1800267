import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { digits } from '../../src/report/predictions.ts';
import { tableLine } from '../../src/report/written-table.ts';
import { bntrain, events, plainEnv, program, resultsOf, temporaryFolder } from '../support/bntrain.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder.path, name);

/** Trains with --save; returns where. */
function train(name: string, table: string, ...flags: string[]): string {
  events(['train', table, '-l', '8', '-e', '2', '--save', path(name), ...flags]);
  return path(name);
}

function predict(model: string, table: string, ...flags: string[]): { lines: string[]; stderr: string } {
  const { status, stdout, stderr } = bntrain(['predict', model, table, ...flags]);
  expect(status, stderr).to.equal(0);
  expect(stdout.endsWith('\n')).to.equal(true);
  return { lines: stdout.slice(0, -1).split('\n'), stderr };
}

const penguins = readFileSync('data/penguins.csv', 'utf8').trimEnd().split('\n');
/** Everything that makes blocks differ: numbers far from 0, dates in either order, texts, missing cells. */
function mixedRows(count: number): string[] {
  const missing = (n: number, text: string) => (n % 7 === 3 ? '' : text);
  return Array.from({ length: count }, (_, n) => {
    const day = `${1 + (n % 12)}/${1 + ((3 * n) % 12)}/2024`;
    const far = (1000 + n * 0.000013).toFixed(6);
    return [
      far,
      missing(n, (n % 5).toString()),
      day,
      ['red', 'green', 'blue'][n % 3],
      n % 2 ? 'yes' : 'no',
      n % 4 < 2 ? 'a' : 'b',
    ].join();
  });
}
const mixedHeader = 'far,few,day,colour,flag,target';

describe('bntrain predict', () => {
  let model: string;
  before(() => {
    model = train('penguins', 'data/penguins.csv', '-t', 'species');
  });

  it('predicts each row alone as it does inside a table, with columns of every kind', () => {
    const all = mixedRows(60);
    const table = folder.write('mixed.csv', [mixedHeader, ...all, '1000.5,1,25/12/2024,red,no,a', ''].join('\n'));
    const mixed = train('mixed', table, '--batch-size', '16');
    for (const flags of [[], ['--keep', 'far,day']]) {
      const { lines } = predict(mixed, table, '--probabilities', ...flags);
      expect(new Set(lines).size).to.be.greaterThan(20);
      for (let n = 0; n < all.length; n += 7) {
        const one = folder.write('one.csv', `${mixedHeader}\n${all[n]}\n`);
        expect(predict(mixed, one, '--probabilities', ...flags).lines[1]).to.equal(lines[n + 1]);
      }
    }
  });

  it('predicts numbers far from 0, dates and missing cells in JSON lines as it does in CSV', () => {
    const names = mixedHeader.split(',');
    const objects = mixedRows(60).map(row => {
      const cells = row.split(',').map((cell, n) => (cell === '' ? null : n < 2 ? Number(cell) : cell));
      return JSON.stringify(Object.fromEntries(names.map((name, n) => [name, cells[n]])));
    });
    const lines = (table: string) => predict(path('mixed'), table, '--probabilities').lines.slice(0, 61);
    const own = folder.write('mixed.jsonl', `${objects.join('\n')}\n`);
    expect(lines(own)).to.deep.equal(lines(path('mixed.csv')));
  });

  it('keeps the order of the rows in a table of many blocks, and predicts each as before', () => {
    const { lines: once } = predict(model, 'data/penguins.csv', '--probabilities');
    const [header, ...rows] = penguins;
    const many = folder.write('many.csv', [header, ...Array(400).fill(rows.join('\n')), ''].join('\n'));
    const { lines } = predict(model, many, '--probabilities', '--threads', '2');
    expect(lines.length).to.equal(1 + 400 * rows.length);
    const different = lines.slice(1).filter((line, n) => line !== once[1 + (n % rows.length)]);
    expect(different).to.deep.equal([]);
  });

  it('writes the class, and probabilities by class that sum to 1 when asked to', () => {
    const { lines, stderr } = predict(model, 'data/penguins.csv');
    expect(lines[0]).to.equal('prediction');
    expect(lines.length).to.equal(penguins.length);
    expect(stderr).to.equal('');
    const { lines: full } = predict(model, 'data/penguins.csv', '--probabilities');
    expect(full[0]).to.equal('prediction,p(Adelie),p(Chinstrap),p(Gentoo)');
    full.slice(1).forEach((line, n) => {
      const [name, ...probabilities] = line.split(',');
      expect(name).to.equal(lines[n + 1]);
      const numbers = probabilities.map(Number);
      expect(numbers.reduce((a, b) => a + b)).to.be.closeTo(1, 1e-6);
      expect(['Adelie', 'Chinstrap', 'Gentoo'][numbers.indexOf(Math.max(...numbers))]).to.equal(name);
    });
  });

  it('writes a number in the units of the target', () => {
    const concrete = train('concrete', 'data/concrete.csv', '--lr', '0.01', '-e', '20');
    const { lines } = predict(concrete, 'data/concrete.csv');
    const strengths = lines.slice(1).map(Number);
    const mean = strengths.reduce((a, b) => a + b) / strengths.length;
    expect(mean).to.be.within(30, 42);
    const refused = bntrain(['predict', concrete, 'data/concrete.csv', '--probabilities']);
    expect(refused.status).to.equal(2);
    expect(refused.stderr).to.include('--probabilities');
  });

  it('copies columns unchanged, inputs and others, and predicts the same', () => {
    const table = folder.write(
      'semicolons.csv',
      'id;x;note;y\n007;1,50;"a ""b"", c";1\n008;2,5;;2\n009;,25;"two\nlines";1\n010;3,0;ü;2\n',
    );
    const own = train(
      'own',
      table,
      '--drop',
      'id,note',
      '--task',
      'classification',
      '--validation',
      '0',
      '--batch-size',
      '4',
    );
    const { lines } = predict(own, table, '--keep', 'id,x,note');
    const plain = predict(own, table).lines.slice(1);
    expect(lines.join('\n')).to.equal(
      [
        'id,x,note,prediction',
        `007,"1,50","a ""b"", c",${plain[0]}`,
        `008,"2,5",,${plain[1]}`,
        `009,",25","two\nlines",${plain[2]}`,
        `010,"3,0",ü,${plain[3]}`,
      ].join('\n'),
    );
    const kept = predict(own, table, '--keep', 'x', '--probabilities').lines.map(line =>
      line.replace(/^"[^"]*",|^x,/, ''),
    );
    expect(kept).to.deep.equal(predict(own, table, '--probabilities').lines);
  });

  it('renames a copied column that has the name of an output', () => {
    const { lines } = predict(model, 'data/penguins.csv', '--keep', 'species');
    expect(lines[0]).to.equal('species,prediction');
    const table = folder.write('named.csv', penguins.slice(0, 3).join('\n').replace('species', 'prediction'));
    expect(predict(model, table, '--keep', 'prediction').lines[0]).to.equal('prediction,prediction (2)');
  });

  it('writes JSON lines', () => {
    const { lines } = predict(model, 'data/penguins.csv', '--json', '--keep', 'island', '--probabilities');
    expect(lines.length).to.equal(penguins.length - 1);
    const first = JSON.parse(lines[0]!);
    expect(Object.keys(first)).to.deep.equal(['event', 'row', 'prediction', 'probabilities', 'kept']);
    expect(first.kept).to.deep.equal({ island: 'Torgersen' });
    expect(Object.keys(first.probabilities)).to.deep.equal(['Adelie', 'Chinstrap', 'Gentoo']);
  });

  it('works as a filter, from standard input to standard output', () => {
    const input = penguins.join('\n');
    const { stdout, status } = bntrain(['predict', model, '-'], { input, stdio: ['pipe', 'pipe', 'pipe'] });
    expect(status).to.equal(0);
    expect(stdout.trimEnd().split('\n')).to.deep.equal(predict(model, 'data/penguins.csv').lines);
  });

  it('writes a file completely or not at all', () => {
    const { status, stdout } = bntrain(['predict', model, 'data/penguins.csv', '-o', path('out.csv')]);
    expect([status, stdout]).to.deep.equal([0, '']);
    const written = readFileSync(path('out.csv'), 'utf8');
    expect(written.trimEnd().split('\n')).to.deep.equal(predict(model, 'data/penguins.csv').lines);
    const broken = folder.write('broken.csv', `${penguins.join('\n')}\nAdelie,Dream\n`);
    const failed = bntrain(['predict', model, broken, '-o', path('out.csv')]);
    expect(failed.status).to.equal(2);
    expect(failed.stderr).to.include('broken.csv:346: 2 fields');
    expect(readFileSync(path('out.csv'), 'utf8')).to.equal(written);
    expect(bntrain(['predict', model, broken, '-o', broken]).stderr).to.include('is read here, and would be lost');
  });

  it('leaves nothing behind when it is ended by Ctrl-C', async () => {
    const own = path('interrupted');
    mkdirSync(own);
    const args = ['predict', model, '-', '-o', join(own, 'out.csv')];
    const child = spawn(process.execPath, [program, ...args], { env: plainEnv, stdio: ['pipe', 'ignore', 'inherit'] });
    const ended = once(child, 'close');
    // More rows would come.
    child.stdin.on('error', () => {});
    child.stdin.write(`${penguins[0]}\n${`${penguins.slice(1).join('\n')}\n`.repeat(200)}`);
    while (readdirSync(own).length === 0) await setTimeout(10);
    child.kill('SIGINT');
    expect(await ended).to.deep.equal([130, null]);
    expect(readdirSync(own)).to.deep.equal([]);
  });

  it('ends silently when the reader closes the pipe', async () => {
    const many = path('many.csv');
    const child = spawn(process.execPath, [program, 'predict', model, many], { env: plainEnv });
    let complaint = '';
    child.stderr.on('data', data => {
      complaint += data;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    expect((await once(child, 'close'))[0]).to.equal(0);
    expect(complaint).to.equal('');
  });

  it('reads JSON lines as it reads the same rows in CSV', () => {
    const [header, ...rows] = penguins.map(line => line.split(','));
    const numeric = /^-?[\d.]+$/;
    const objects = rows.map(row =>
      JSON.stringify(
        Object.fromEntries(
          header!.map((name, n) => [
            name,
            numeric.test(row[n]!) ? Number(row[n]) : row[n] === 'NA' && name !== 'sex' ? null : row[n],
          ]),
        ),
      ),
    );
    const table = folder.write('penguins.jsonl', `${objects.join('\n')}\n`);
    expect(predict(model, table, '--probabilities').lines).to.deep.equal(
      predict(model, 'data/penguins.csv', '--probabilities').lines,
    );
  });

  it('needs no target, and accepts columns in another order', () => {
    const other = penguins.map(line => line.split(',').slice(1).reverse().join());
    const table = folder.write('other.csv', `${other.join('\n')}\n`);
    expect(predict(model, table).lines).to.deep.equal(predict(model, 'data/penguins.csv').lines);
  });

  it('writes only a header for a table without rows', () => {
    const table = folder.write('empty.csv', `${penguins[0]}\n`);
    expect(predict(model, table, '--keep', 'year').lines).to.deep.equal(['year,prediction']);
    expect(bntrain(['predict', model, table, '--json'])).to.include({ status: 0, stdout: '' });
  });

  it('refuses a table without a column that the model needs, and names it', () => {
    const table = folder.write('lacking.csv', penguins.slice(0, 4).join('\n').replace('island', 'iland'));
    const { status, stdout, stderr } = bntrain(['predict', model, table]);
    expect([status, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.equal(
      `bntrain: ${table}: has no column 'island', which the model takes; did you mean 'iland'?\n`,
    );
  });

  it('names the columns that are not used once', () => {
    const table = folder.write(
      'more.csv',
      penguins.map((line, n) => `${line},${n ? 'x' : 'a'},${n ? 1 : 'b'}`).join('\n'),
    );
    const { lines, stderr } = predict(model, table);
    expect(stderr).to.equal(`warning: ${table}: 2 columns are not used by the model: 'a' and 'b'\n`);
    expect(lines).to.deep.equal(predict(model, 'data/penguins.csv').lines);
  });

  it('counts unknown categories, and missing cells in columns that had none in training', () => {
    const rows = [
      'Torgersen,39.1,18.7,181,3750,male,',
      'Atlantis,39.1,18.7,181,3750,male,2007',
      'Mars,39.1,18.7,181,3750,,2007',
    ];
    const header = 'island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year';
    const { lines, stderr } = predict(model, folder.write('strange.csv', `${[header, ...rows].join('\n')}\n`));
    expect(lines.length).to.equal(4);
    expect(stderr).to.equal(
      "warning: column 'year': 1 row has no value, and no training row lacks one\n" +
        "warning: column 'sex': 1 row has no value, and no training row lacks one\n" +
        "warning: column 'island': 2 rows have a category that no training row has; all inputs of the column are 0 there\n",
    );
  });

  it('refuses a word in a column of numbers with its location, or skips the row with --on-error skip', () => {
    const table = folder.write(
      'word.csv',
      [...penguins.slice(0, 4), penguins[4]!.replace(/,\d+$/, ',soon'), ...penguins.slice(5, 9)].join('\n'),
    );
    for (const flags of [[], ['--keep', 'year']]) {
      const refused = bntrain(['predict', model, table, ...flags]);
      expect(refused.status).to.equal(2);
      const told = `bntrain: ${table}:5: column 'year' holds 'soon', but is numeric`;
      expect(refused.stderr.slice(0, told.length)).to.equal(told);
      expect(refused.stderr).to.match(/^[^\n]*\n$/);
      const { lines, stderr } = predict(model, table, '--on-error', 'skip', ...flags);
      expect(lines.length).to.equal(9);
      expect(lines[4]).to.equal(flags.length === 0 ? '""' : 'soon,');
      expect(stderr).to.include(
        `1 row could not be read and got no prediction: ${table}:5: column 'year' holds 'soon'`,
      );
    }
    expect(predict(model, table, '--na', 'NA,soon').stderr).to.include("column 'year': 1 row has no value");
  });

  it('keeps their places among a hundred thousand bad rows too', () => {
    const [head, ...whole] = penguins.slice(0, 9);
    const bad = (count: number) => 'x\n'.repeat(count);
    const table = folder.write('mostly-bad.csv', `${head}\n${whole.map(row => `${row}\n${bad(35_000)}`).join('')}`);
    const expected = predict(model, folder.write('whole.csv', penguins.slice(0, 9).join('\n'))).lines.slice(1);
    const { lines } = predict(model, table, '--on-error', 'skip');
    expect(lines.length).to.equal(1 + 8 * 35_001);
    const places = lines.flatMap((line, n) => (n > 0 && line !== '""' ? [n] : []));
    expect(places).to.deep.equal(whole.map((_, n) => 1 + n * 35_001));
    expect(places.map(n => lines[n])).to.deep.equal(expected);
  });

  it('keeps the place of rows that could not be read, with an empty prediction', () => {
    const whole = penguins.slice(0, 9);
    const broken = [...whole.slice(0, 3), 'too,few', 'fields', ...whole.slice(3, 6), ...whole.slice(6)];
    broken.push('x');
    const expected = predict(model, folder.write('whole.csv', whole.join('\n'))).lines;
    const table = folder.write('broken.csv', broken.join('\n'));
    const { lines } = predict(model, table, '--on-error', 'skip');
    expect(lines.slice(0, 8)).to.deep.equal([...expected.slice(0, 3), '""', '""', ...expected.slice(3, 6)]);
    const { stdout } = bntrain(['predict', model, table, '--on-error', 'skip', '--json']);
    const events = resultsOf(stdout);
    expect(events.map(({ row }) => row)).to.deep.equal(events.map((_, n) => n + 1));
    expect(events[2]).to.deep.include({ row: 3, prediction: null });
  });

  it('refuses text that is no date, and a date that only the other order allows', () => {
    const rows = Array.from({ length: 30 }, (_, n) => `${1 + (n % 28)}/2/2024,${n % 2 ? 'a' : 'b'}`);
    const dates = train('dates', folder.write('dates.csv', `day,target\n${rows.join('\n')}\n`));
    const one = (cell: string) => bntrain(['predict', dates, folder.write('date.csv', `day\n1/2/2024\n${cell}\n`)]);
    expect(one('2024-02-03').status).to.equal(0);
    expect(one('soon').stderr).to.include("date.csv:3: column 'day' holds 'soon', and is a column of dates");
    expect(one('2/13/2024').stderr).to.include('takes such dates with the day first');
    const same = ['3/2/2024', '03.02.2024', '2024-02-03'].map(cell => one(cell).stdout);
    expect(new Set(same).size).to.equal(1);
  });

  it('ignores blanks in quotes around dates and numbers, and reads blank cells as missing, as training does', () => {
    const rows = Array.from({ length: 30 }, (_, n) => `2024-02-${10 + (n % 19)},${n},${n % 2 ? 'a' : 'b'}`);
    const dates = train('blanks', folder.write('blanks.csv', `day,number,target\n" ",1,a\n${rows.join('\n')}\n`));
    for (const flags of [[], ['--keep', 'number']]) {
      const table = folder.write('blank.csv', 'day,number\n2024-02-12,3\n" 2024-02-12 "," 3"\n,\n" "," "\n');
      const { lines } = predict(dates, table, '--probabilities', ...flags);
      const probabilities = lines.map(line => line.split(',').at(-1));
      expect(probabilities[2]).to.equal(probabilities[1]);
      expect(probabilities[4]).to.equal(probabilities[3]);
      expect(probabilities[3]).to.not.equal(probabilities[1]);
    }
  });

  it('accepts a table without a header where the training table had none', () => {
    const rows = penguins.slice(1).join('\n');
    const table = folder.write('bare.csv', rows);
    const bare = train('bare', table, '--no-header', '-t', '1');
    const { lines } = predict(bare, folder.write('two.csv', penguins.slice(1, 3).join('\n')));
    expect(lines).to.deep.equal(['prediction', 'Adelie', 'Adelie']);
  });
});

describe('predictions as CSV', () => {
  it('are read back unchanged, with any text in them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ü') }), { minLength: 1 }),
        fields => {
          expect(parse(tableLine(fields, 'csv'), { skip_empty_lines: true })).to.deep.equal([fields]);
        },
      ),
    );
  });

  it('have just the digits that float32 needs', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), value => {
        expect(Math.fround(Number(digits(value)))).to.equal(value + 0 || 0);
      }),
    );
    expect(digits(0.1)).to.equal('0.1');
    expect(digits(Math.fround(1 / 3))).to.equal('0.33333334');
    expect(digits(452_600)).to.equal('452600');
  });
});
