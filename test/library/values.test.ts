/** A value is what the file says, from training over prediction and evaluation to exported files. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { evaluate, exportModel, predict, train } from '../../src/library/index.ts';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';
import { fixturePath } from '../support/fixtures.ts';
import { loadOnnx } from '../support/onnx.ts';

const folder = temporaryFolder();
const settings = { layers: [8], epochs: 30, lr: 0.01, batchSize: 8, threads: 1 };
const table = (name: string) => fixturePath(`values/${name}`);

/** Trains, and exports as the file of that name. */
async function trained(path: string, more: object = {}): Promise<string> {
  const model = join(folder.path, 'model.safetensors');
  await train(path, { ...settings, ...more }, { save: model });
  return model;
}

async function moduleOf(model: string): Promise<any> {
  const file = join(folder.path, `m${Math.random()}.mjs`);
  await exportModel(model, file);
  return import(file);
}

async function onnxOf(model: string) {
  const file = join(folder.path, 'm.onnx');
  await exportModel(model, file);
  return loadOnnx(readFileSync(file));
}

describe('booleans', () => {
  it('are one input whatever the spelling: learned from CSV, they are known in JSON, as digits, in a module and in ONNX', async () => {
    const model = await trained(table('boolean.csv'));
    for (const name of ['boolean.csv', 'boolean.jsonl']) {
      const { accuracy, warnings } = await evaluate(model, table(name));
      const others = warnings.filter(message => !message.includes('was trained on'));
      expect({ name, accuracy, others }).to.deep.equal({ name, accuracy: 1, others: [] });
    }
    const { predict: one } = await moduleOf(model);
    const onnx = await onnxOf(model);
    for (const [yes, no] of [
      [true, false],
      ['True', 'False'],
      ['TRUE', 'no'],
      [1, 0],
      ['1', '0'],
    ]) {
      const rows = [yes, no].map(b => ({ x: 0, b }));
      expect(
        rows.map(row => one(row).class),
        String(yes),
      ).to.deep.equal(['p', 'q']);
      const columns = new Map<string, Float32Array | string[]>([
        ['x', Float32Array.of(0, 0)],
        ['b', [String(yes), String(no)]],
      ]);
      expect((await onnx.run(2, columns)).get('label')!.values, String(yes)).to.deep.equal(['p', 'q']);
      const lines = folder.write('new.jsonl', rows.map(row => JSON.stringify(row)).join('\n'));
      const { predictions, warnings } = await predict(model, lines);
      expect(predictions.map(({ prediction }) => prediction)).to.deep.equal(['p', 'q']);
      expect(warnings).to.deep.equal([]);
    }
  });

  it('are one target whatever the spelling', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => [n, n % 2 === 0]);
    const written = (yes: unknown, no: unknown) => rows.map(([n, even]) => `${n},${even ? 1 : 0},${even ? yes : no}`);
    const csv = (name: string, yes: unknown, no: unknown) =>
      folder.write(name, `n,e,even\n${written(yes, no).join('\n')}\n`);
    for (const [yes, no] of [
      ['True', 'False'],
      [1, 0],
    ]) {
      const model = await trained(csv('even.csv', yes, no), { drop: 'n' });
      for (const [trueWord, falseWord] of [
        ['true', 'false'],
        [1, 0],
        ['1.0', '0.0'],
      ]) {
        const { accuracy, unknown } = await evaluate(model, csv('new.csv', trueWord, falseWord));
        expect({ trueWord, accuracy, unknown }).to.deep.equal({ trueWord, accuracy: 1, unknown: 0 });
      }
    }
  });
});

describe('whole numbers as classes', () => {
  it('are compared exactly, where they are equal as float32', async () => {
    const model = await trained(table('codes-beyond-2-24.csv'), { epochs: 100 });
    expect(await evaluate(model, table('codes-beyond-2-24.csv'))).to.include({ accuracy: 1, unknown: 0 });
  });
});

describe('a class that looks like a missing cell', () => {
  it('is a class in training, with a warning, and in evaluation', async () => {
    const path = table('classes-plus-minus.csv');
    const model = join(folder.path, 'classes.safetensors');
    const { warnings, start } = await train(path, settings, { save: model });
    expect(start.data.classes).to.deep.equal(['+', '-']);
    expect(warnings.join()).to.match(
      /target 'class': '-' \(20 rows\) is a class; na: \[.*"-"\] makes it a missing value/,
    );
    expect(await evaluate(model, path)).to.include({ rows: 40, withoutTarget: 0, unknown: 0 });
  });

  it('is one where a whole file of several holds nothing else', async () => {
    const rows = (from: number, word: string) => Array.from({ length: 20 }, (_, n) => `${from + n},${word}\n`).join('');
    const files = [folder.write('a.csv', `x,y\n${rows(0, '+')}`), folder.write('b.csv', `x,y\n${rows(40, '-')}`)];
    const { start } = await train(files, { ...settings, epochs: 1 });
    expect(start.data).to.deep.include({ classes: ['+', '-'], rows: 40, without: { target: 0, where: 0, sample: 0 } });
  });
});

describe('a message', () => {
  it('shows no number that the file does not have', async () => {
    const refused = async (cells: string[], more: object = {}) => {
      const path = folder.write('t.csv', `x,w,t\n${cells.map((cell, n) => `${n % 3},${n % 2},${cell}\n`).join('')}`);
      return String(await train(path, { ...settings, ...more }).catch(error => error.message));
    };
    const same = (cell: string) => Array<string>(20).fill(cell);
    expect(await refused(same('1e-300'))).to.contain("target 't' has one class only (1e-300 in all rows)");
    expect(await refused(same('16777217'))).to.contain("target 't' has one class only (16777217 in all rows)");
    expect(await refused([...same('1'), '-0.1'], { weight: 't', target: 'w' })).to.contain('got weight -0.1,');
  });
});

describe('predictions of numbers', () => {
  const path = table('target-epoch-seconds.csv');
  const targets = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map(line => Number(line.split(',')[1]));
  const rmse = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, value, n) => sum + (value - targets[n]!) ** 2, 0) / values.length);

  it('keep what the network knows far from 0: as text, JSON, in a module and in ONNX they score as evaluate says', async () => {
    const model = await trained(path, { epochs: 300, seed: 4 });
    const { rmse: expected } = await evaluate(model, path);
    expect(expected).to.be.below(20);
    const { predictions } = await predict(model, path);
    const x = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(line => Number(line.split(',')[0]));
    const { predictAll } = await moduleOf(model);
    const onnx = await (await onnxOf(model)).run(40, new Map([['x', Float32Array.from(x)]]));
    const found = {
      printed: bntrain(['predict', model, path]).stdout.trimEnd().split('\n').slice(1).map(Number),
      json: predictions.map(({ prediction }) => prediction as number),
      module: predictAll(x.map(each => ({ x: each }))).map(({ value }: { value: number }) => value),
      onnx: onnx.get('value')!.values as number[],
    };
    expect(rmse(found.printed)).to.be.closeTo(expected!, 1e-6 * expected!);
    expect(found.json).to.deep.equal(found.printed);
    // These two sum in another order.
    for (const other of [found.module, found.onnx]) expect(rmse(other)).to.be.closeTo(expected!, 1e-4);
  });

  it('are not compared with a target that is infinite or no number: its place is told', async () => {
    const model = await trained(path);
    const refused = async (cell: string) =>
      String(
        await evaluate(model, folder.write('bad.csv', `x,t\n0,1700000000\n1,${cell}\n`)).catch(error => error.message),
      );
    expect(await refused('1e39')).to.match(/bad\.csv:3: target 't' holds a number beyond 3\.4e38, which is too large$/);
    expect(await refused('-inf')).to.match(/bad\.csv:3: target 't'/);
    expect(await refused('soon')).to.match(/bad\.csv:3: column 't' holds 'soon', but is numeric/);
  });
});
