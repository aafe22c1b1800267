import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { onnxModel } from '../../src/export/onnx.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, events, only, resultsOf, temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';
import { columnsFor, loadOnnx } from '../support/onnx.ts';
import { encodedRows } from '../support/predictions.ts';

/** A table of amounts with heavy tails, some missing, a day and a shop; the price grows with the amounts. */
function tableOf(rows: number, size: number): { csv: string; columns: Map<string, string[]> } {
  const names = ['amount', 'stamp', 'day', 'shop', 'price'];
  const columns = new Map(names.map(name => [name, [] as string[]]));
  for (let n = 0; n < rows; n++) {
    const tail = Math.tan(1.5 * Math.sin(1 + 7 * n)) * size;
    const day = new Date(Date.UTC(2020 + (n % 3), n % 12, 1 + (n % 28)));
    if (size > 1) day.setUTCFullYear(n % 2 === 0 ? 9998 : 2);
    columns.get('amount')!.push(n % 9 === 4 ? '' : String(Math.fround(tail)));
    columns.get('stamp')!.push(String(1e9 + Math.round(tail * 8) / 8));
    columns.get('day')!.push(day.toISOString().slice(0, 10));
    columns.get('shop')!.push('abc'[n % 3]!);
    columns.get('price')!.push(String(Math.round(100 * tail + (n % 3)) / 10));
  }
  const lines = Array.from({ length: rows }, (_, n) => names.map(name => columns.get(name)![n]).join());
  return { csv: `${names.join()}\n${lines.join('\n')}\n`, columns };
}

describe('a network that squashes its inputs and cuts its predictions', () => {
  const folder = temporaryFolder();
  const model = join(folder.path, 'm.safetensors');
  const table = folder.write('table.csv', tableOf(300, 1).csv);
  const outside = tableOf(60, 1e12);
  const far = folder.write('far.csv', outside.csv);
  const flags = ['-t', 'price', '--task', 'regression', '--recipe', 'tabular', '-l', '16', '-e', '8'];

  function train(...more: string[]) {
    return only(events(['train', table, ...flags, ...more, '--save', model]), 'result')[0]!;
  }

  function predictions(path: string): number[] {
    const { status, stdout, stderr } = bntrain(['predict', model, path, '--json']);
    expect(status, stderr).to.equal(0);
    return resultsOf(stdout).map(({ prediction }) => prediction);
  }

  it('predicts within the training targets, however far rows are outside, and so do both ONNX models and the module', async () => {
    train();
    const saved = readModel(model);
    const { min, max } = saved.target.range!;
    const prices = tableOf(300, 1).columns.get('price')!.map(Number);
    expect([prices.includes(min), prices.includes(max)]).to.deep.equal([true, true]);
    const { deviation } = saved.target;
    const expected = predictions(far);
    expect(expected.length).to.equal(60);
    expect(expected.filter(value => value === min || value === max).length).to.be.above(20);

    const raw = await loadOnnx(onnxModel(saved, 'raw'));
    expect(raw.typeOf('stamp')).to.equal('float64');
    const columns = columnsFor(raw, outside.columns, new Set(['day']));
    const units = (values: readonly (number | string)[]) => values.map(value => (value as number) / deviation);
    const found = (await raw.run(60, columns)).get('value')!.values;
    expectClose(units(found), units(expected), { absolute: 1e-5 });
    expect(found.every(value => (value as number) >= min && (value as number) <= max)).to.equal(true);

    const x = await encodedRows(saved, far);
    const encoded = await loadOnnx(onnxModel(saved, 'encoded'));
    expectClose(units((await encoded.run(60, new Map([['x', x]]))).get('value')!.values), units(expected), {
      absolute: 1e-5,
    });

    const module = join(folder.path, 'm.mjs');
    expect(bntrain(['export', model, '-o', module, '--fold']).status).to.equal(0);
    const { predictAll } = await import(module);
    const rows = Array.from({ length: 60 }, (_, n) =>
      Object.fromEntries([...outside.columns].map(([name, cells]) => [name, cells[n]])),
    );
    const byModule = predictAll(rows).map(({ value }: { value: number }) => value);
    expectClose(units(byModule), units(expected), { absolute: 1e-5 });
  });

  it('has the validation loss of training in evaluate too, with R² of the numbers that predict gives', () => {
    const { best } = train('--no-refit');
    const held = JSON.parse(
      bntrain(['evaluate', model, table, '--held-out', '--json']).stdout.trim().split('\n').at(-1)!,
    );
    expect(held.loss).to.equal(best!.validationLoss);
    expect(held.r2).to.be.closeTo(best!.validationScore!, 1e-6);
    // Prices near the training targets, so that it matters to the loss whether predictions are cut.
    const near = folder.write('near.csv', outside.csv.replaceAll(/,[^,p\n]+$/gm, ',1'));
    const evaluated = JSON.parse(bntrain(['evaluate', model, near, '--json']).stdout.trim().split('\n').at(-1)!);
    const squares = predictions(far).reduce((sum, value) => sum + (1 - value) ** 2, 0);
    expect(evaluated.loss / (squares / 60 / readModel(model).target.deviation ** 2)).to.be.closeTo(1, 1e-5);
    expect(evaluated.rmse / Math.sqrt(squares / 60)).to.be.closeTo(1, 1e-6);
  });

  it('shows both, and neither where they are off: then predictions leave the range', () => {
    train();
    const shown = bntrain(['show', model]).stdout;
    expect(shown).to.match(/\npredictions +cut to the range of the training targets, -?[\d.]+ to [\d.]+\n/);
    expect(shown).to.match(/amount +numeric +2 +mean \S+, deviation \S+, asinh;/);
    const { min, max } = readModel(model).target.range!;
    train('--no-clip-predictions', '--squash', 'none');
    expect(readFileSync(model).includes('"squash":"asinh"')).to.equal(false);
    expect(readModel(model).target).to.not.have.property('range');
    expect(bntrain(['show', model]).stdout).to.not.include('cut to');
    expect(predictions(far).some(value => value < min || value > max)).to.equal(true);
  });
});
