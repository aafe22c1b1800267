import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, events, only, resultsOf, temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder.path, name);

function evaluate(...args: string[]): any {
  const { status, stdout, stderr } = bntrain(['evaluate', ...args, '--json']);
  expect(status, stderr).to.equal(0);
  return resultsOf(stdout)[0];
}

/** Every fourth row to validate with, in a file of its own. */
function halves(table: string): { training: string; validation: string } {
  const [header, ...rows] = readFileSync(table, 'utf8').trimEnd().split('\n');
  const part = (name: string, keep: (n: number) => boolean) =>
    folder.write(name, `${[header, ...rows.filter((_, n) => keep(n))].join('\n')}\n`);
  return { training: part('training.csv', n => n % 4 !== 0), validation: part('validation.csv', n => n % 4 === 0) };
}

describe('bntrain evaluate', () => {
  const penguins = readFileSync('data/penguins.csv', 'utf8').trimEnd().split('\n');
  let model: string;
  before(() => {
    model = path('penguins');
    events(['train', 'data/penguins.csv', '-t', 'species', '-l', '8', '-e', '2', '--save', model]);
  });

  it('gives the scores that training gave for the same rows, of classes and of numbers', () => {
    for (const [table, flags] of [
      ['data/penguins.csv', ['-t', 'species', '-l', '8', '-e', '3']],
      ['data/concrete.csv', ['--lr', '0.01', '-e', '5']],
      ['data/concrete.csv', ['--lr', '0.01', '-e', '5', '--weight', '1']],
      ['data/digits8x8.csv', ['-t', 'label', '-l', '20', '-e', '3']],
    ] as const) {
      const { training, validation } = halves(table);
      const args = ['train', training, ...flags, '--validation', validation, '--save', path('own')];
      const { best } = only(events(args), 'result')[0]!;
      const found = evaluate(path('own'), validation);
      const expected = [
        best!.validationLoss!,
        best!.validationScore!,
        best!.rmse ?? best!.balancedAccuracy!,
        best!.macroF1 ?? 0,
      ];
      const scores = [found.loss, found.accuracy ?? found.r2, found.rmse ?? found.balancedAccuracy, found.macroF1 ?? 0];
      // Weights are in the loss, and in no score.
      const from = (flags as readonly string[]).includes('--weight') ? 1 : 0;
      expectClose(scores.slice(from), expected.slice(from), { relative: 1e-5, what: `${table} ${flags}` });
    }
  });

  it('draws the confusion matrix, and the scores of each class', () => {
    const { stdout } = bntrain(['evaluate', model, 'data/penguins.csv']);
    const found = evaluate(model, 'data/penguins.csv');
    expect(stdout).to.match(/^accuracy +\d\d\.\d% \(guessing: 44\.2%\)$/m);
    expect(stdout).to.match(/^class +precision +recall +F1 +rows$/m);
    expect(stdout).to.match(/^Gentoo +\d+\.\d% +\d+\.\d% +\d+\.\d% +124$/m);
    expect(stdout).to.match(/^ +Adelie +Chinstrap +Gentoo$/m);
    const row = stdout
      .match(/^Adelie +(\S+) +(\S+) +(\S+)$/m)!
      .slice(1)
      .map(cell => (cell === '·' ? 0 : Number(cell)));
    expect(row.reduce((a, b) => a + b)).to.equal(152);
    const rows = (actual: number, predicted: number) =>
      found.confusion.find((each: any) => each.actual === actual && each.predicted === predicted)?.rows ?? 0;
    expect(row).to.deep.equal([rows(0, 0), rows(0, 1), rows(0, 2)]);
  });

  it('agrees with the predictions of each row', () => {
    const { stdout } = bntrain(['predict', model, 'data/penguins.csv', '--keep', 'species']);
    const pairs = stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(line => line.split(','));
    const hits = pairs.filter(([actual, predicted]) => actual === predicted).length;
    expect(evaluate(model, 'data/penguins.csv').accuracy).to.equal(hits / pairs.length);
  });

  it('sums up the residuals of numbers in their own units', () => {
    const own = path('concrete');
    events(['train', 'data/concrete.csv', '--lr', '0.01', '-e', '3', '--save', own]);
    const found = evaluate(own, 'data/concrete.csv');
    const { stdout } = bntrain(['predict', own, 'data/concrete.csv', '--keep', 'compressive_strength']);
    const residuals = stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(line => line.split(',').map(Number))
      .map(([a, b]) => a! - b!);
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const sorted = residuals.toSorted((a, b) => a - b);
    const median = (sorted[514]! + sorted[515]!) / 2;
    const { residuals: told, mae, rmse } = found;
    expectClose(
      [mae, rmse, told.mean, told.least, told.median, told.greatest],
      [
        mean(residuals.map(Math.abs)),
        Math.sqrt(mean(residuals.map(each => each ** 2))),
        mean(residuals),
        sorted[0]!,
        median,
        sorted.at(-1)!,
      ],
      { relative: 1e-4 },
    );
    const text = bntrain(['evaluate', own, 'data/concrete.csv']).stdout;
    expect(text)
      .to.match(/^R² +0\.\d+ \(guessing: 0\)$/m)
      .and.match(/^residuals +min +25% +median +75% +max +mean$/m);
    expect(text).to.include('in the units of compressive_strength');
  });

  it('skips rows without a target, and says how many', () => {
    const rows = penguins
      .slice(0, 20)
      .with(3, penguins[3]!.replace('Adelie', ''))
      .with(5, penguins[5]!.replace('Adelie', 'NA'));
    const table = folder.write('without.csv', `${rows.join('\n')}\n`);
    expect(evaluate(model, table)).to.include({ rows: 17, withoutTarget: 2 });
    const { stderr } = bntrain(['evaluate', model, table]);
    expect(stderr).to.equal(
      `warning: 2 of 19 rows are left out: no value in target 'species' (the first at ${table}:4); 'NA' means a missing value\n`,
    );
    const none = folder.write('none.csv', `${penguins[0]}\n,${penguins[1]!.slice('Adelie,'.length)}\n`);
    const { status, stderr: refusal } = bntrain(['evaluate', model, none]);
    expect([status, refusal]).to.deep.equal([2, `bntrain: ${none}: target 'species' has no value in any row\n`]);
  });

  it('counts unknown classes as wrong, with a warning', () => {
    const rows = penguins.slice(0, 21).map((line, n) => (n > 0 && n <= 5 ? line.replace('Adelie', 'Emperor') : line));
    const table = folder.write('unknown.csv', `${rows.join('\n')}\n`);
    const found = evaluate(model, table);
    expect(found).to.include({ rows: 20, unknown: 5 });
    const known = evaluate(model, folder.write('known.csv', `${[rows[0], ...rows.slice(6)].join('\n')}\n`));
    expect(found.loss).to.be.closeTo(known.loss, 1e-9);
    expect(found.accuracy).to.be.closeTo((known.accuracy * 15) / 20, 1e-12);
    expect(found.classes.at(-1)).to.include({ name: null, rows: 5, recall: 0, f1: 0 });
    const { stdout, stderr } = bntrain(['evaluate', model, table]);
    expect(stderr).to.match(/5 rows have a class that the model does not know \('Emperor'\)/);
    expect(stdout).to.match(/^\(unknown\) +- +0\.0% +0\.0% +5$/m);
  });

  it('recognizes classes that are numbers however they are written', () => {
    const rows = Array.from({ length: 60 }, (_, n) => `${(n * 7) % 11},${n % 2 ? '1.5' : '16777219'}`);
    const table = folder.write('numbers.csv', `x,y\n${rows.join('\n')}\n`);
    events(['train', table, '--task', 'classification', '-e', '1', '--save', path('numbers')]);
    const other = folder.write('other.csv', 'x,y\n1,1.50\n2,16777219.0\n3,15e-1\n4,16777218\n');
    expect(evaluate(path('numbers'), other)).to.include({ rows: 4, unknown: 1 });
  });

  it('names confused pairs where a matrix would be too wide', () => {
    const rows = Array.from({ length: 400 }, (_, n) => `${n % 17},class ${n % 30}`);
    const table = folder.write('many.csv', `x,y\n${rows.join('\n')}\n`);
    events(['train', table, '-e', '1', '--save', path('many')]);
    const { stdout } = bntrain(['evaluate', path('many'), table]);
    expect(stdout).to.match(/^actual +predicted +rows$/m);
    expect(stdout).to.match(/^\.\.\. and \d+ other pairs$/m);
  });

  it('refuses a table without the target', () => {
    const table = folder.write('lacking.csv', penguins.slice(0, 4).join('\n').replace('species', 'kind'));
    const { status, stderr } = bntrain(['evaluate', model, table]);
    expect(status).to.equal(2);
    expect(stderr).to.match(/^bntrain: .*lacking\.csv: has no column 'species', the target; /);
  });
});
