import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { isFar } from '../../src/data/encoding/encodings.ts';
import { onnxModel } from '../../src/export/onnx.ts';
import { softmax } from '../../src/network/loss/softmax.ts';
import { Predictor } from '../../src/prediction/predictor.ts';
import type { SavedModel } from '../../src/saved/model.ts';
import { readModel } from '../../src/saved/read-model.ts';
import { bntrain, resultsOf, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';
import { columnsFor, loadOnnx, type Output, type Texts } from '../support/onnx.ts';
import { encodedRows, engine } from '../support/predictions.ts';

const TOLERANCE = 1e-5;

/** A table of the checkout, and how a network is trained on it here. */
const tables = [
  { file: 'penguins.csv', flags: ['-t', 'species', '-l', '16,16'] },
  { file: 'iris.csv', flags: ['-l', 'none', '--no-batch-norm'] },
  { file: 'seattle_weather.csv', flags: ['-l', '20', '--activation', 'leaky-relu'] },
  { file: 'digits8x8.csv', flags: ['-t', 'label', '-l', '30', '--activation', 'tanh'] },
  { file: 'breast_cancer_wdbc.csv', flags: ['-l', '10,10', '--activation', 'sigmoid', '--no-batch-norm'] },
  { file: 'concrete.csv', flags: ['-l', '20,20', '--activation', 'gelu'] },
  { file: 'house_lucas_oh_4k.csv', flags: ['-t', 'price', '-l', '16'] },
];

function read(path: string): { table: Texts; rows: number } {
  const [names, ...records] = parse(readFileSync(path), { trim: true }) as [string[], ...string[][]];
  return { table: new Map(names.map((name, at) => [name, records.map(record => record[at]!)])), rows: records.length };
}

/** What the program says of each row: its label, or its number; and probabilities. */
function predict(model: string, table: string, { target }: SavedModel) {
  const flags = target.classes === null ? [] : ['--probabilities'];
  const { status, stdout, stderr } = bntrain(['predict', model, table, '--json', ...flags]);
  if (status !== 0) throw new Error(stderr);
  return resultsOf(stdout) as { prediction: string | number; probabilities: Record<string, number> }[];
}

/** The largest difference. */
function distance(found: Output, expected: ArrayLike<number>, unit = 1): number {
  expect(found.values.length).to.equal(expected.length);
  return found.values.reduce<number>((most, value, n) => {
    const difference = Math.abs((value as number) - expected[n]!) / unit;
    return difference <= most ? most : difference;
  }, 0);
}

async function checkRaw(model: SavedModel, modelPath: string, tablePath: string): Promise<void> {
  const { table, rows } = read(tablePath);
  const loaded = await loadOnnx(onnxModel(model, 'raw'));
  expect(loaded.inputs).to.deep.equal(model.inputs.map(({ name }) => name));
  const dates = new Set(model.inputs.filter(({ kind }) => kind === 'date').map(({ name }) => name));
  const found = await loaded.run(rows, columnsFor(loaded, table, dates));
  const expected = predict(modelPath, tablePath, model);
  expect(expected.length).to.equal(rows);
  const { classes, deviation } = model.target;
  if (classes === null) {
    const values = expected.map(({ prediction }) => prediction as number);
    expect(distance(found.get('value')!, values, deviation)).to.be.at.most(TOLERANCE);
    return;
  }
  expect(found.get('label')!.values).to.deep.equal(expected.map(({ prediction }) => prediction));
  const probabilities = expected.flatMap(({ probabilities }) => classes.map(name => probabilities[name]!));
  expect(distance(found.get('probabilities')!, probabilities)).to.be.at.most(TOLERANCE);
}

async function checkEncoded(model: SavedModel, tablePath: string): Promise<void> {
  const x = await encodedRows(model, tablePath);
  const rows = x.length / model.network.widths[0]!;
  const found = await (await loadOnnx(onnxModel(model, 'encoded'))).run(rows, new Map([['x', x]]));
  const predictor = new Predictor(model, engine, rows);
  predictor.input.set(x);
  const out = predictor.run(rows);
  const { classes, mean, deviation } = model.target;
  if (classes === null) {
    const values = Array.from(out, value => value * deviation + mean);
    expect(distance(found.get('value')!, values, deviation)).to.be.at.most(TOLERANCE);
    return;
  }
  const each = Array.from({ length: rows }, (_, row) => [...softmax(out, row * classes.length, classes.length)]);
  expect(distance(found.get('logits')!, out)).to.be.at.most(TOLERANCE);
  expect(distance(found.get('probabilities')!, each.flat())).to.be.at.most(TOLERANCE);
}

/**
 * A table with all kinds of columns: row n holds much the same in all tables but for what training has not seen, and for what is
 * missing.
 */
function mixedTable(rows: number, first: number, colours: readonly string[], missing: (n: number) => boolean): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const n = first + row;
    const hidden = (cell: string | number, turn: number) => (missing(n + turn) ? '' : String(cell));
    const moment = new Date(
      Date.UTC(1965 + (n % 70), n % 12, 1 + (n % 31), n % 24, n % 60, n % 50, n % 4 === 0 ? 250 : 0),
    );
    const day = new Date(Date.UTC(2020, 0, 1 + ((37 * n) % 1500))).toISOString().slice(0, 10);
    const cells = [
      hidden((Math.sin(n) * 4).toFixed(4), 0),
      1_700_000_000 + 61 * n + 0.125,
      hidden(moment.toISOString(), 1),
      day,
      n % 3 === 0 ? 'yes' : 'no',
      hidden(colours[(7 * n) % colours.length]!, 2),
      Math.sin(n) > 0.2 === (n % 3 === 0) ? 'good' : n % 5 === 0 ? 'bad' : 'so-so',
    ];
    return cells.join();
  });
  return `size,stamp,moment,day,member,colour,verdict\n${lines.join('\n')}\n`;
}

/** The outputs of the network itself: those that are cut have tests of their own. */
const uncut = ['--recipe', 'plain'];

describe('a model as ONNX', () => {
  const folder = temporaryFolder();

  for (const { file, flags } of tables) {
    it(`predicts ${file} as the program does, in both forms: ${flags.join(' ')}`, async () => {
      const tablePath = join(root, 'data', file);
      const path = join(folder.path, `${file}.safetensors`);
      const trained = bntrain(['train', tablePath, ...flags, '-e', '5', ...uncut, '--save', path, '--quiet']);
      expect(trained.status, trained.stderr).to.equal(0);
      const model = readModel(path);
      await checkRaw(model, path, tablePath);
      await checkEncoded(model, tablePath);
    });
  }

  for (const task of ['classification', 'regression'] as const) {
    it(`predicts rows with unseen categories and missing cells, dates and booleans, as the program does: ${task}`, async () => {
      const colours = ['red', 'green', 'blue', 'NA', 'grey', 'größer', 'black'];
      const train = folder.write(
        'train.csv',
        mixedTable(400, 0, colours, n => n % 9 === 0),
      );
      const others = folder.write(
        'new.csv',
        mixedTable(200, 150, [...colours, 'new', 'Red'], n => n % 4 === 0),
      );
      const path = join(folder.path, `${task}.safetensors`);
      const target = task === 'classification' ? 'verdict' : 'size';
      const flags = [
        '-t',
        target,
        '-l',
        '20,20',
        '-e',
        '5',
        ...uncut,
        '--max-categories',
        '5',
        '--save',
        path,
        '--quiet',
      ];
      const trained = bntrain(['train', train, ...flags]);
      expect(trained.status, trained.stderr).to.equal(0);
      const model = readModel(path);
      const kinds = new Set(model.inputs.map(({ kind }) => kind));
      expect([...kinds]).to.have.members(['numeric', 'date', 'boolean', 'categorical']);
      expect(
        model.inputs.some(input => input.kind === 'numeric' && isFar(input)),
        'a column far from 0',
      ).to.equal(true);
      await checkRaw(model, path, others);
      await checkEncoded(model, others);
    });
  }
});
