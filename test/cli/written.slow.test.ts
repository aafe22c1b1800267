import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { bntrain, resultsOf, temporaryFolder } from '../support/bntrain.ts';
import { fixturePath } from '../support/fixtures.ts';

const folder = temporaryFolder();
const written = (name: string) => fixturePath(`written/${name}`);

/** A model of the table, and what `predict` says of rows. */
function modelOf(table: string, ...flags: string[]) {
  const model = join(folder.path, `${table}.safetensors`);
  expect(bntrain(['train', written(table), '--save', model, '-l', '4', '-e', '2', '-q', ...flags]).status).to.equal(0);
  const predict = (rows: string) => bntrain(['predict', model, folder.write('rows', rows), '--probabilities']);
  return { model, predict };
}

describe('a model', () => {
  it('reads new rows as its table was written', async () => {
    const { model, predict } = modelOf('german.csv');
    const header = 'age;income;city;signup date;plan;support calls\n';
    const row = (income: string) => `${header}33;${income};Bonn;03.10.2023;team;1\n`;
    const expected = predict(row('34.700,00')).stdout;
    expect(predict(row('34.700')).stdout).to.equal(expected);
    expect(predict(row('34700')).stdout).to.equal(expected);
    const cells = { age: 33, city: 'Bonn', 'signup date': '03.10.2023', plan: 'team', 'support calls': 1 };
    for (const income of ['34.700', 34_700]) {
      expect(predict(JSON.stringify({ ...cells, income })).stdout).to.equal(expected);
    }
    expect(predict(row('34.7')).stderr).to.include("column 'income' holds '34.7'");
    expect(predict(JSON.stringify({ ...cells, income: '34.7' })).stderr).to.include("written as in '1.234,5'");
    const module = join(folder.path, 'german.mjs');
    expect(bntrain(['export', model, '-o', module]).status).to.equal(0);
    const exported = await import(pathToFileURL(module).href);
    expect(exported.predict({ ...cells, income: '34.700' })).to.deep.equal(
      exported.predict({ ...cells, income: 34_700 }),
    );
    expect(() => exported.predict({ ...cells, income: '34.7' })).to.throw("written as in '1.234,5'");
  });

  it('reads cells of a plain table as that table was read', () => {
    const rows = Array.from({ length: 20 }, (_, n) => `${n + 0.25},${n % 2},${n % 2 ? 'a' : 'b'}\n`).join('');
    const table = folder.write('plain.csv', `p,f,y\n${rows}`);
    const model = join(folder.path, 'plain.safetensors');
    bntrain(['train', table, '--save', model, '-l', '4', '-e', '2', '-q']);
    const predict = (text: string, ...flags: string[]) =>
      bntrain(['predict', model, folder.write('rows', text), '--probabilities', ...flags]);
    const expected = predict('p,f\n34.7,1\n').stdout;
    expect(predict('p;f\n34.700;1\n').stdout).to.equal(expected);
    expect(predict('p;f\n34,700;1\n').stderr).to.include('--thousands , reads it as a number');
    expect(predict('p;f\n34.700,65;1\n').stderr).to.include('--decimal , and --thousands . read it as a number');
    expect(predict('p;f\n34,7;1\n', '--decimal', ',').stdout).to.equal(expected);
    for (const yes of ['true', 'TRUE', 'yes']) expect(predict(`p,f\n34.7,${yes}\n`).stdout, yes).to.equal(expected);
    expect(predict('{"p":34.7,"f":true}\n').stdout).to.equal(expected);
    expect(predict('p,f\n34.7,perhaps\n').stderr).to.include("column 'f' holds 'perhaps', but is numeric");
  });

  it('takes a bare number of JSON as it stands, also where the column is copied', () => {
    const { predict, model } = modelOf('german.csv');
    const cells = { age: 33, city: 'Bonn', 'signup date': '03.10.2023', plan: 'team', 'support calls': 1 };
    const lines = (...incomes: unknown[]) =>
      incomes.map(income => `${JSON.stringify({ ...cells, income })}\n`).join('');
    const alone = predict(lines(34.123)).stdout.split('\n')[1];
    expect(predict(lines('34.123', 34.123)).stdout.split('\n')[2]).to.equal(alone);
    const path = folder.write('copied.jsonl', lines('34.123', 34.123));
    const copied = bntrain(['predict', model, path, '--probabilities', '--copy', 'income']).stdout;
    expect(copied.split('\n')[2]).to.equal(`34.123,${alone}`);
  });

  it('takes signs around numbers, and refuses other ones', () => {
    const { predict } = modelOf('money-percent.csv');
    const row = (income: string, rate: string) => `age,income,rate\n33,"${income}",${rate}\n`;
    const expected = predict(row('$34,700.65', '20.9%')).stdout;
    expect(predict(row('34700.65', '20.9%')).stdout).to.equal(expected);
    expect(predict(row('€34,700.65', '20.9%')).stderr).to.include("and its numbers are written as in '$34,700.65'");
    expect(predict(row('$34,700.65', '0.209')).stderr).to.include("and its numbers are written as in '20.9%'");
  });

  it('evaluates a target that is written with signs', () => {
    const { model } = modelOf('money-percent.csv', '-t', 'income');
    const { stdout } = bntrain(['evaluate', model, written('money-percent.csv'), '--json']);
    const [{ rows, rmse }] = resultsOf(stdout);
    expect(rows).to.equal(400);
    expect(rmse).to.be.within(1000, 30_000);
  });

  it('reads dates in the format of its table', () => {
    const { predict } = modelOf('dates-am-pm.csv');
    expect(predict('d,x\n04/15/2024 05:00:00 PM,0.5\n').status).to.equal(0);
    expect(predict('d,x\n15/04/2024 05:00:00 PM,0.5\n').stderr).to.include("written as in '04/15/2024 05:00:00 PM'");
  });
});

describe('the suffix of an output', () => {
  it('says the format of predictions, and refuses others', () => {
    const { model } = modelOf('german.csv');
    const out = (name: string, ...more: string[]) =>
      bntrain([
        'predict',
        model,
        written('german-new-row.csv'),
        '-o',
        join(folder.path, name),
        '--copy',
        'city',
        ...more,
      ]);
    const text = (name: string) => readFileSync(join(folder.path, name), 'utf8').split('\n');
    expect(out('p.tsv').status).to.equal(0);
    expect(text('p.tsv')[0]).to.equal('city\tprediction');
    expect(out('p.jsonl').status).to.equal(0);
    expect(JSON.parse(text('p.jsonl')[0]!).kept).to.deep.equal({ city: 'Bonn' });
    expect(out('p.parquet').stderr).to.match(
      /predictions are not written as \.parquet; .*p\.csv, .*p\.tsv or .*p\.jsonl/,
    );
    expect(out('p.tsv.gz').stderr).to.match(/not written as \.gz; \S*\/p\.csv, \S*\/p\.tsv or \S*\/p\.jsonl names/);
    expect(out('p.csv', '--json').status).to.equal(2);
  });

  it('is that of safetensors where a network is saved', () => {
    const save = (name: string) =>
      bntrain(['train', written('german.csv'), '--save', join(folder.path, name), '-e', '1']);
    expect(save('m.onnx').stderr).to.match(
      /saved as safetensors; name it .*m\.safetensors, and bntrain export .* writes it as \.onnx/,
    );
    expect(save('m.pt').stderr).to.include('a network is saved as safetensors');
  });
});
