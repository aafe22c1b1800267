import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, events, type Outcome, resultsOf, temporaryFolder } from '../support/bntrain.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder.path, name);
const model = path('penguins.safetensors');
const numbers = path('concrete.safetensors');
const bare = path('bare.safetensors');

const exported = (...args: string[]): Outcome => bntrain(['export', ...args]);
function lines(...args: string[]): string[] {
  const { status, stdout, stderr } = exported(...args);
  expect([status, stderr]).to.deep.equal([0, '']);
  return stdout.trimEnd().split('\n');
}
const eventOf = (...args: string[]) => JSON.parse(lines(...args, '--json')[0]!);
const predictions = (file: string, table: string) => bntrain(['predict', file, table]).stdout.split('\n').slice(1, -1);

describe('bntrain export', () => {
  before(() => {
    events(['train', '--no-refit', 'data/penguins.csv', '-t', 'species', '-l', '8,8', '-e', '2', '--save', model]);
    events(['train', '--no-refit', 'data/concrete.csv', '-l', '8', '-e', '2', '--lr', '0.01', '--save', numbers]);
    events([
      'train',
      '--no-refit',
      'data/penguins.csv',
      '-t',
      'species',
      '-l',
      '8',
      '-e',
      '1',
      '--no-batch-norm',
      '--save',
      bare,
    ]);
  });

  it('writes the same ES module for .js and .mjs in upper and lower case, and says how to use it', () => {
    for (const name of ['a.js', 'a.mjs', 'a.MJS']) {
      const [said, ...rest] = lines(model, '-o', path(name));
      expect(said).to.match(/^Wrote .* \(\d+ KiB\), an ES module: import \{ predict \} from /);
      expect(said!.endsWith(`from "./${name}"`)).to.equal(true);
      expect(rest).to.deep.equal([]);
      expect(readFileSync(path(name))).to.deep.equal(readFileSync(path('a.js')));
    }
  });

  it('folds a model file, which show, predict and evaluate accept', () => {
    const folded = path('folded.safetensors');
    expect(lines(model, '-o', folded, '--fold')[0]).to.match(
      /a model file with batch norm folded: bntrain predict folded/,
    );
    const shown = bntrain(['show', folded]).stdout;
    expect(shown).to.match(/network .* relu, batch norm folded into the affines/);
    expect(shown).to.not.include('running mean');
    const [before, after] = [model, folded].map(file => JSON.parse(bntrain(['show', file, '--json']).stdout));
    for (const part of ['config', 'result', 'inputs', 'target', 'data', 'version']) {
      expect(after[part]).to.deep.equal(before[part]);
    }
    expect(predictions(folded, 'data/penguins.csv')).to.deep.equal(predictions(model, 'data/penguins.csv'));
    const [score, folds] = [model, folded].flatMap(file =>
      resultsOf(bntrain(['evaluate', file, 'data/penguins.csv', '--json']).stdout),
    );
    expect(folds.loss).to.be.closeTo(score.loss, 1e-6);
    expect(folds.confusion).to.deep.equal(score.confusion);
  });

  it('reports how much folding changes predictions on the validation rows, of classes and of numbers', () => {
    expect(lines(model, '-o', path('b.js'), '--fold')[1]).to.match(
      /^Folding changes probabilities by \S+ at most and the class of no row \(69 validation rows\)\.$/,
    );
    expect(lines(numbers, '-o', path('b.js'), '--fold')[1]).to.match(
      /^Folding changes predictions by \S+ at most, \S+ of the target's deviation \(206 validation rows\)\.$/,
    );
    const { difference } = eventOf(model, '-o', path('b.js'), '--fold');
    expect(difference).to.include({ on: 'validation', rows: 69, relative: null, classesChanged: 0 });
    expect(difference.greatest).to.be.within(1e-9, 1e-5);
    const ofNumbers = eventOf(numbers, '-o', path('b.js'), '--fold').difference;
    expect(ofNumbers.classesChanged).to.equal(null);
    expect(ofNumbers.relative).to.be.within(1e-9, 1e-5);
  });

  it('measures the same when the rows are larger than --memory', () => {
    const stored = path('stored.safetensors');
    const flags = ['-t', 'species', '-l', '8,8', '-e', '2', '--memory', '1', '--no-cache'];
    const [start] = events(['train', '--no-refit', 'data/penguins.csv', ...flags, '--save', stored]) as any[];
    expect(start.data.location).to.equal('file');
    const { greatest, ...rest } = eventOf(stored, '-o', path('b.js'), '--fold').difference;
    expect(rest).to.deep.equal({ on: 'validation', rows: 69, relative: null, classesChanged: 0 });
    expect(greatest).to.be.within(1e-9, 1e-5);
  });

  it('measures the change on the rows of --check that can be read, and warns of the others', () => {
    const rows = readFileSync('data/penguins.csv', 'utf8').split('\n').slice(0, 11);
    const table = folder.write('check.csv', `${[...rows, rows[1]!.replace('Torgersen', 'Mars')].join('\n')}\n`);
    const { status, stdout, stderr } = exported(model, '-o', path('c.js'), '--fold', '--check', table);
    expect(status).to.equal(0);
    expect(stdout).to.match(/\(11 rows\)\.\n$/);
    expect(stderr).to.include("warning: column 'island': 1 row has a category that no training row has");
    const wrong = folder.write('wrong.csv', readFileSync(table, 'utf8').replace('3750', 'heavy'));
    const refused = exported(model, '-o', path('d.js'), '--fold', '--check', wrong);
    expect(refused.stderr).to.include("column 'body_mass_g' holds 'heavy'");
    expect([refused.status, existsSync(path('d.js'))]).to.deep.equal([2, false]);
    const left = exported(model, '-o', path('d.js'), '--fold', '--check', wrong, '--on-error', 'skip');
    expect(left.stdout).to.match(/\(10 rows\)\.\n$/);
  });

  it('says that the change was not measured, and why, where the training rows are not available', () => {
    const own = path('own.safetensors');
    const table = path('own.csv');
    copyFileSync('data/penguins.csv', table);
    events(['train', '--no-refit', table, '-t', 'species', '-l', '4', '-e', '1', '--save', own]);
    const said = () => lines(own, '-o', path('f.js'), '--fold')[1];
    expect(said()).to.include('(69 validation rows)');
    const text = readFileSync(table, 'utf8');
    for (const changed of [text.replaceAll('3750', '3751'), text.replace(/\n[^\n]*\n$/, '\n')]) {
      writeFileSync(table, changed);
      expect(said()).to.equal(
        `What folding changes was not measured: ${table} is not what it was in training; add --check FILE to measure it on the rows of a file.`,
      );
    }
    writeFileSync(table, text.replace(/species/, 'kind'));
    expect(said()).to.match(/not measured: --target: .*own\.csv has no column 'species'/);
    const { status, stdout, stderr } = bntrain(['export', own, '-o', path('f.js'), '--fold', '--json'], {
      cwd: folder.path,
    });
    expect([status, resultsOf(stdout)[0].difference]).to.deep.equal([0, null]);
    expect(stderr).to.match(/^warning: What folding changes was not measured: /);
  });

  it('does not look for validation rows that never existed, came through a pipe, or are gone', () => {
    const args = ['-t', 'species', '-l', '4', '-e', '1'];
    events([
      'train',
      '--no-refit',
      'data/penguins.csv',
      ...args,
      '--validation',
      '0',
      '--save',
      path('none.safetensors'),
    ]);
    const input = readFileSync('data/penguins.csv');
    const options = { input, stdio: ['pipe', 'pipe', 'pipe'] } as const;
    expect(
      bntrain(['train', '--no-refit', '-', ...args, '-q', '--save', path('pipe.safetensors')], options as never).status,
    ).to.equal(0);
    const elsewhere = path('elsewhere');
    mkdirSync(elsewhere);
    const why = (file: string) => {
      const { status, stdout } = bntrain(['export', path(file), '-o', path('g.js'), '--fold'], { cwd: elsewhere });
      expect(status).to.equal(0);
      return stdout.split('\n')[1]!.replace(/^What folding changes was not measured: (.*);.*$/, '$1');
    };
    expect(why('none.safetensors')).to.equal('no row validated in training');
    expect(why('pipe.safetensors')).to.equal('the table of training was the standard input');
    expect(why('penguins.safetensors')).to.equal('data/penguins.csv, a file of training, does not exist');
  });

  it('writes one event with --json', () => {
    const out = path('h.mjs');
    expect(eventOf(bare, '-o', out)).to.deep.equal({
      event: 'exported',
      model: bare,
      path: out,
      format: 'es-module',
      bytes: readFileSync(out).length,
      encoded: false,
      folded: false,
      difference: null,
    });
    eventOf(model, '-o', path('again.safetensors'), '--fold');
    expect(eventOf(path('again.safetensors'), '-o', out)).to.include({ folded: true, difference: null });
  });

  const refusals: [string, string[], string][] = [
    [
      'a suffix that says nothing',
      [model, '-o', 'a.txt'],
      "-o: got 'a.txt', takes a name that ends in one of .js, .mjs",
    ],
    ['the standard output', [model, '-o', '-'], "-o: got '-', takes a name that ends in one of"],
    ['no file to write', [model], '-o: is required'],
    ['a copy of the model', [model, '-o', 'b.safetensors'], 'b.safetensors would be the same as'],
    ['the model itself', [model, '-o', model, '--fold'], 'is read here, and would be lost'],
    ['the rows of --check', [model, '-o', 'rows.js', '--fold', '--check', 'rows.js'], 'rows.js: is read here'],
    ['--encoded for a module', [model, '-o', 'a.js', '--encoded'], '--encoded: an ES module takes columns as they are'],
    ['--check without --fold', [model, '-o', 'a.js', '--check', 'a.csv'], '--check: measures what folding changes'],
    ['rows that are not there', [model, '-o', 'a.js', '--fold', '--check', 'a.csv'], 'a.csv: no such file'],
    ['a place that is none', [model, '-o', 'no/a.js'], '-o: no/a.js: there is no directory no'],
    ['a network without batch norm', [bare, '-o', 'a.js', '--fold'], '--fold: the network has no batch norm'],
    ['what is no model', ['rows.js', '-o', 'a.js'], 'rows.js: is not a model of bntrain, or is damaged'],
  ];
  for (const [what, args, message] of refusals) {
    it(`refuses ${what} in one line, and writes nothing`, () => {
      const own = path('refusals');
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'rows.js'), 'x\n1\n');
      const { status, stdout, stderr } = bntrain(['export', ...args], { cwd: own });
      expect(stderr).to.include(message);
      expect(stderr).to.match(/^bntrain: [^\n]*\n$/);
      expect([status, stdout, readdirSync(own)]).to.deep.equal([2, '', ['rows.js']]);
    });
  }
});
