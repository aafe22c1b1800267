import { expect } from 'chai';
import fc from 'fast-check';
import { argmax } from '../../src/base/numbers/argmax.ts';
import type { DatePartEncoding } from '../../src/data/encoding/encodings.ts';
import type { Input } from '../../src/data/encoding/inputs.ts';
import { inputWidth } from '../../src/data/encoding/inputs.ts';
import { onnxModel } from '../../src/export/onnx.ts';
import type { SavedModel } from '../../src/saved/model.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { columnsFor, loadOnnx } from '../support/onnx.ts';
import { predictionsOf } from '../support/predictions.ts';
import { randomModel } from '../support/random-model.ts';

/** A column of a model, and cells for it. */
interface Case {
  input: Input;
  cells: string[];
}

const ROWS = 12;
const NA = ['absent', '-999'];

const cellsOf = (cell: fc.Arbitrary<string>) => fc.array(cell, { minLength: ROWS, maxLength: ROWS });
const orMissing = (cell: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 6, arbitrary: cell }, { weight: 1, arbitrary: fc.constantFrom('', ...NA) });

/** Means up to 15 deviations from 0, and far beyond 16. */
const numeric = fc
  .record({
    deviation: fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
    away: fc.oneof(fc.double({ min: -15, max: 15, noNaN: true }), fc.constantFrom(17, -1e3, 1e6, 3e9)),
    cells: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: ROWS, maxLength: ROWS }),
    missing: fc.array(fc.constantFrom(null, null, null, '', ...NA, '-999.0'), { minLength: ROWS, maxLength: ROWS }),
    indicator: fc.boolean(),
    squashing: fc.constantFrom({}, { squash: 'asinh' } as const),
  })
  .map(({ deviation, away, cells, missing, indicator, squashing }): [(name: string) => Input, string[]] => {
    const mean = away * deviation;
    const texts = cells.map((cell, n) => missing[n] ?? String(mean + cell * deviation));
    const filler = mean + deviation / 3;
    return [name => ({ kind: 'numeric', name, mean, deviation, ...squashing, filler, indicator }), texts];
  });

const words = ['red', 'green', 'blue', "it's", 'größer', '日本', 'yes', 'a,b "c"'];

const categorical = fc
  .tuple(
    fc.subarray(words, { minLength: 1 }),
    fc.boolean(),
    fc.boolean(),
    cellsOf(orMissing(fc.constantFrom(...words))),
  )
  .map(([categories, other, indicator, cells]): [(name: string) => Input, string[]] => [
    name => ({ kind: 'categorical', name, categories, other, indicator }),
    cells,
  ]);

const boolean = fc
  .tuple(fc.boolean(), cellsOf(orMissing(fc.constantFrom('yes', 'no', 'no', 'Yes'))))
  .map(([indicator, cells]): [(name: string) => Input, string[]] => [
    name => ({ kind: 'boolean', name, no: 'no', yes: 'yes', indicator }),
    cells,
  ]);

const dateParts: fc.Arbitrary<DatePartEncoding[]> = fc.subarray<DatePartEncoding>([
  { part: 'year', mean: 1990, deviation: 300 },
  { part: 'month', mean: 6.5, deviation: 3.4, squash: 'asinh' },
  { part: 'day of year' },
  { part: 'weekday' },
  { part: 'time of day' },
]);

/** All dates that can be written with a year of four digits; with times, some of them between two seconds. */
const moment = fc
  .tuple(
    fc.integer({ min: Date.parse('0001-01-01'), max: Date.parse('9999-12-31') }),
    fc.constantFrom(86_400_000, 1000, 250, 1),
  )
  .map(([time, step]) => new Date(Math.floor(time / step) * step).toISOString())
  .map(text => text.replace('T00:00:00.000Z', ''));
/** So short before midnight that a cell, or float64 of seconds since long ago, may have no room for the difference. */
const almostMidnight = fc
  .tuple(
    fc.integer({ min: Date.parse('0001-01-01'), max: Date.parse('9999-12-31') }),
    fc.constantFrom('9999', '99995', '99999', '999995', '999999', '9999999'),
  )
  .map(([time, digits]) => `${new Date(time).toISOString().slice(0, 10)}T23:59:59.${digits}Z`);
const oddDays = fc.constantFrom('1900-02-28', '1900-03-01', '2000-02-29', '2000-12-31', '1969-12-31T23:59:59.5Z');

const date = fc
  .tuple(dateParts, fc.boolean(), cellsOf(orMissing(fc.oneof(moment, almostMidnight, oddDays))))
  .map(([parts, indicator, cells]): [(name: string) => Input, string[]] => [
    name => ({ kind: 'date', name, dayFirst: false, parts, indicator }),
    cells,
  ]);

const odd = ['x', 'label', 'value', 'probabilities', '/Gemm_0', '//', 'a b', 'ünï 日本', "it's", '"', 'N', '0.weight'];

const columns: fc.Arbitrary<Case[]> = fc
  .uniqueArray(fc.constantFrom(...odd), { minLength: 1, maxLength: 6 })
  .chain(names =>
    fc
      .array(fc.oneof(numeric, categorical, boolean, date), { minLength: names.length, maxLength: names.length })
      .map(made => made.map(([input, cells], n) => ({ input: input(names[n]!), cells }))),
  )
  .filter(cases => cases.some(({ input }) => inputWidth(input) > 0));

const model: fc.Arbitrary<{ model: SavedModel; cases: Case[] }> = fc
  .record({
    cases: columns,
    hidden: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }),
    activation: fc.constantFrom<SavedModel['network']['activation'][]>('relu', 'leaky-relu', 'sigmoid', 'tanh', 'gelu'),
    norm: fc.constantFrom('none' as const, 'batch' as const, 'layer' as const),
    classes: fc.option(fc.subarray(['a', '7', '', 'ü', 'NA'], { minLength: 2 }), { freq: 3 }),
    seed: fc.nat(),
  })
  .map(({ cases, ...choices }) => {
    const inputs = cases.map(({ input }) => input);
    return { model: randomModel(inputs, { ...choices, na: NA }), cases };
  });

function csv(cases: readonly Case[]): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  // A last column, so that no line is empty.
  const lines = [
    [...cases.map(({ input }) => input.name), 'row'],
    ...Array.from({ length: ROWS }, (_, row) => [...cases.map(({ cells }) => cells[row]!), `${row}`]),
  ];
  return lines.map(line => `${line.map(quoted).join(',')}\n`).join('');
}

/** What a program that calls the model passes. */
function tableOf(cases: readonly Case[]): Map<string, string[]> {
  return new Map(
    cases.map(({ input, cells }) => {
      const standsForNone = (cell: string) => cell === 'absent' || (input.kind === 'date' && NA.includes(cell));
      return [input.name, cells.map(cell => (input.kind !== 'categorical' && standsForNone(cell) ? '' : cell))];
    }),
  );
}

describe('a raw ONNX model', () => {
  const folder = temporaryFolder();

  it('predicts what predict does, with any columns, network and cells', async () => {
    await fc.assert(
      fc.asyncProperty(model, async ({ model, cases }) => {
        const path = folder.write('table.csv', csv(cases));
        const expected = await predictionsOf(model, path);
        const loaded = await loadOnnx(onnxModel(model, 'raw'));
        const dates = new Set(model.inputs.filter(({ kind }) => kind === 'date').map(({ name }) => name));
        const found = await loaded.run(ROWS, columnsFor(loaded, tableOf(cases), dates));
        const { classes, deviation } = model.target;
        const [labels, numbers] = loaded.outputs.map(name => found.get(name)!.values);
        if (classes === null) {
          for (const [row, { value }] of expected.entries()) {
            expect(labels![row] as number, `row ${row}`).to.be.closeTo(value!, 1e-5 * deviation);
          }
          return;
        }
        for (const [row, { value, probabilities }] of expected.entries()) {
          const own = (numbers as number[]).slice(row * classes.length, (row + 1) * classes.length);
          for (const [m, probability] of own.entries()) {
            expect(probability, `row ${row}, class ${m}`).to.be.closeTo(probabilities![m]!, 1e-5);
          }
          expect(labels![row], `row ${row}`).to.equal(classes[argmax(Float64Array.from(own), 0, own.length)]);
          const others = probabilities!.filter((_, m) => m !== value);
          if (probabilities![value!]! > Math.max(...others) + 2e-5) expect(labels![row]).to.equal(classes[value!]);
        }
      }),
      { numRuns: 100, seed: 5 },
    );
  });
});
