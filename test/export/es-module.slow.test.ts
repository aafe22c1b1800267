import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { esModule } from '../../src/export/es-module.ts';
import { linkedText } from '../../src/export/link.ts';
import { chooseEngine } from '../../src/kernels/engine.ts';
import type { ActivationName } from '../../src/kernels/reference/activations.ts';
import { readOutputs } from '../../src/prediction/predict.ts';
import { Predictor } from '../../src/prediction/predictor.ts';
import { foldModel } from '../../src/saved/fold.ts';
import type { SavedModel } from '../../src/saved/model.ts';
import { bntrain, events, resultsOf, temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';
import { ensembleOf } from '../support/ensembles.ts';
import { numericInput, randomModel, randomRows } from '../support/small-models.ts';

const folder = temporaryFolder();
const AGREES = { relative: 1e-5, absolute: 1e-5 };

type Row = Record<string, unknown>;
interface Exported {
  predict(row: Row): any;
  predictAll(rows: Iterable<Row>): any[];
  inputs: any[];
  target: any;
}

const textOf = (model: SavedModel) => Buffer.from(esModule(model, 'model.safetensors')).toString();
const imported = (model: SavedModel): Promise<Exported> =>
  import(`data:text/javascript;base64,${Buffer.from(textOf(model)).toString('base64')}`);

/** Predictions of a module that is alone in a folder, by a process of its own. */
function predictedBy(file: string, rows: unknown): any[] {
  const script = `
    import { readFileSync } from 'node:fs';
    import { predictAll } from './${file}';
    console.log(JSON.stringify(predictAll(JSON.parse(readFileSync(0, 'utf8')))));`;
  const args = ['--input-type=module', '-e', script];
  const options = { cwd: join(folder.path, 'alone'), input: JSON.stringify(rows), encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { ...options, maxBuffer: 2 ** 26 });
  expect(stderr).to.equal('');
  expect(status).to.equal(0);
  return JSON.parse(stdout);
}

/** A prediction of a module against that of the network itself. */
function expectSame(found: any, prediction: string | number, probabilities?: Record<string, number>): void {
  if (probabilities === undefined) expectClose([found.value], [Number(prediction)], AGREES);
  else {
    expect(found.class).to.equal(prediction);
    expect(Object.keys(found.probabilities)).to.deep.equal(Object.keys(probabilities));
    expectClose(Object.values(found.probabilities), Object.values(probabilities), AGREES);
  }
}

/** All that a module has to get right: dates, booleans, numbers far from 0, missing cells, and categories beyond the most frequent. */
function mixedTable(count: number, missing: string): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const day = n % 11 === 5 ? '' : `${1 + (n % 28)}/${1 + ((5 * n) % 12)}/${2020 + (n % 4)} 0${n % 10}:30`;
    const far = (1000 + ((n * 37) % 101) * 0.000013).toFixed(6);
    const colour = n % 13 === 7 ? missing : ['red', 'green', 'blue', 'grey', 'brown'][(n * n) % 5];
    return [
      n % 7 === 3 ? missing : (n % 6) / 4,
      far,
      day,
      colour,
      n % 2 ? 'yes' : 'no',
      ((n % 6) + (n % 2)) / 2,
    ].join();
  });
  return ['few,far,day,colour,flag,target', ...rows, ''].join('\n');
}

describe('an ES module', () => {
  before(() => mkdirSync(join(folder.path, 'alone')));

  const tables: [string, string, string[], string[]][] = [
    ['iris', 'data/iris.csv', [], []],
    ['penguins', 'data/penguins.csv', ['-t', 'species', '--activation', 'gelu'], []],
    ['concrete', 'data/concrete.csv', ['--lr', '0.01'], ['--fold']],
    ['weather', 'data/seattle_weather.csv', ['--no-batch-norm'], []],
    [
      'mixed',
      folder.write('mixed.csv', mixedTable(120, '')),
      ['--max-categories', '3', '--task', 'regression', '--lr', '0.01'],
      [],
    ],
    ['words', folder.write('words.csv', mixedTable(120, 'none')), ['--na', 'none,-999'], ['--fold']],
  ];
  for (const [name, table, flags, exportFlags] of tables) {
    it(`alone in an empty folder predicts the rows of ${name} as bntrain predict does`, () => {
      const model = join(folder.path, `${name}.safetensors`);
      events(['train', table, '-l', '8,8', '-e', '3', '--save', model, ...flags]);
      const file = join(folder.path, 'alone', `${name}.mjs`);
      expect(bntrain(['export', model, '-o', file, ...exportFlags]).stderr).to.equal('');
      const rows: Row[] = parse(readFileSync(table), { columns: true, trim: true });
      // A text that no training row has, and a missing cell in each column of texts.
      const texts = Object.keys(rows[0]!).filter(column => /^(island|sex|colour|flag)$/.test(column));
      for (const column of texts) rows.push({ ...rows[0], [column]: 'unseen' }, { ...rows[0], [column]: '' });
      const lines = folder.write(`${name}.jsonl`, rows.map(row => JSON.stringify(row)).join('\n'));
      const shares = ['iris', 'penguins', 'weather', 'words'].includes(name) ? ['--probabilities'] : [];
      const own = resultsOf(bntrain(['predict', model, lines, '--json', ...shares]).stdout);
      const predicted = predictedBy(`${name}.mjs`, rows);
      expect(predicted.length).to.equal(rows.length);
      predicted.forEach((found, n) => {
        expectSame(found, own[n].prediction, own[n].probabilities);
      });
      expect(new Set(predicted.map(found => JSON.stringify(found))).size).to.be.greaterThan(10);
    });
  }

  const engine = chooseEngine('reference', () => {});
  for (const norm of ['none', 'batch', 'layer'] as const) {
    for (const activation of ['relu', 'leaky-relu', 'sigmoid', 'tanh', 'gelu'] satisfies ActivationName[]) {
      it(`computes a network with ${activation} and norm ${norm}`, async () => {
        const names = ['a', 'b', 'c'];
        const inputs = names.map(numericInput);
        for (const [hidden, classes] of [
          [
            [6, 5],
            ['x', 'y', 'z'],
          ],
          [[4], null],
          [[], ['x', 'y']],
        ] as const) {
          const model = randomModel(hidden, { norm, activation }, inputs, classes);
          const { predictAll } = await imported(model);
          const x = randomRows(20, 3);
          const predictor = new Predictor(model, engine);
          predictor.input.set(x);
          const out = predictor.run(20);
          const rows = Array.from({ length: 20 }, (_, n) =>
            Object.fromEntries(names.map((name, d) => [name, x[3 * n + d]])),
          );
          predictAll(rows).forEach((found, n) => {
            const { value, probabilities } = readOutputs(out, n * predictor.outputs, model.target);
            if (classes === null) expectSame(found, value!);
            else
              expectSame(
                found,
                classes[value!]!,
                Object.fromEntries(classes.map((name, m) => [name, probabilities![m]!])),
              );
          });
        }
      });
    }
  }

  for (const classes of [['x', 'y', 'z'], null]) {
    it(`predicts the mean of an ensemble (${classes === null ? 'numbers' : 'classes'})`, async () => {
      const models = [1, 2, 3].map(seed =>
        randomModel([6, 5], { norm: 'batch' }, ['a', 'b'].map(numericInput), classes, seed),
      );
      const model = ensembleOf(models);
      const { predict } = await imported(model);
      const predictor = new Predictor(model, engine);
      predictor.input.set([0.3, -1.2]);
      const { value, probabilities } = readOutputs(predictor.run(1), 0, model.target);
      const named = classes?.map((name, m) => [name, probabilities![m]!] as const);
      expectSame(predict({ a: 0.3, b: -1.2 }), classes?.[value!] ?? value!, named && Object.fromEntries(named));
    });
  }

  it('needs nothing from Node: JavaScript and atob are enough', () => {
    const model = randomModel([3], { norm: 'batch' }, [numericInput('a')], ['x', 'y']);
    const script = textOf(model).replace('export { inputs, predict, predictAll, target };', 'predict({ a: 1 }).class');
    expect(script).to.not.match(/^(import|export) /m);
    expect(vm.runInNewContext(script, { atob })).to.be.oneOf(['x', 'y']);
    expect(() => vm.runInNewContext(script, {})).to.throw('atob is not defined');
  });

  it('accepts any text as a name of a column or class, and runs none of it', async () => {
    const names = [
      '__proto__',
      'constructor',
      `it's "$\{a}" \`b\``,
      '</script><!--',
      '\u2028\u2029\n\0\\',
      '*/ throw 1; /*',
      '\ud800',
    ];
    const model = randomModel([4], { norm: 'batch' }, names.map(numericInput), names);
    const named = {
      ...model,
      target: { ...model.target, name: '*/ throw 2; /* </script>' },
      data: { ...model.data, paths: names },
    };
    const text = Buffer.from(esModule(named, "*/ throw 3; /* \u2028'</script>.safetensors")).toString();
    expect(text).to.not.match(/<\/?script|<!--|[\u2028\u2029]/);
    const { predict, inputs, target } = await imported(named);
    expect(inputs.map(({ name }) => name)).to.deep.equal(names);
    expect(target.classes).to.deep.equal(names);
    const row = JSON.parse(JSON.stringify(names.map(name => [name, 1])));
    const { class: name, probabilities } = predict(Object.fromEntries(row));
    expect(names).to.include(name);
    expect(Object.keys(probabilities)).to.have.members(names);
    expect(Object.getPrototypeOf(probabilities)).to.equal(Object.prototype);
    const bare = Object.fromEntries(row.slice(1));
    expect(() => predict(bare)).to.throw("has no column '__proto__', which the model takes");
  });

  it('says which row was wrong and why, and predicts the next', async () => {
    const { predict, predictAll } = await imported(randomModel([3], {}, ['a', 'b'].map(numericInput), null));
    expect(() => predictAll([{ a: 1, b: 2 }, { a: 1 }])).to.throw("row 2: has no column 'b', which the model takes");
    expect(() => predict({ a: 'much', b: 2 })).to.throw("column 'a' holds 'much', but is numeric");
    expect(() => predict({ a: 1e300, b: 2 })).to.throw("column 'a' holds 1e+300, which is too large");
    expect(predict({ a: '1', b: 2, c: 3 })).to.deep.equal(predictAll([{ a: 1, b: 2 }])[0]);
    expect(predict({ a: null, b: '' })).to.deep.equal(predict({ a: 0, b: 0 }));
  });

  it('gives null where an output is not finite', async () => {
    const classes = randomModel([3], {}, [numericInput('a')], ['x', 'y']);
    const numbers = randomModel([3], {}, [numericInput('a')], null);
    expect((await imported(classes)).predict({ a: 3e38 })).to.deep.equal({ class: null, probabilities: null });
    expect((await imported(numbers)).predict({ a: 3e38 })).to.deep.equal({ value: null });
  });

  it('says at its top what it is, and whether batch norm is folded', () => {
    const model = randomModel([3], { norm: 'batch' }, ['a', 'b', 'c', 'd'].map(numericInput), ['x', 'y']);
    expect(textOf(model)).to.match(
      /^\/\*\*\n \* Predicts target: a network 4-3-2, trained by bntrain .* on\n \* a\.csv and b\.csv, exported from model\.safetensors by bntrain /,
    );
    expect(textOf(model)).to.include('predict({ "a": 0, "b": 0, "c": 0, ... }) gives { class, probabilities }');
    expect(textOf(foldModel(model))).to.match(/a network 4-3-2, batch norm folded, trained/);
  });

  it('accepts a column of texts whose categories have no inputs of their own', async () => {
    const none = { kind: 'categorical', name: 'c', categories: [], other: false, indicator: false } as const;
    const inputs = [numericInput('a'), none, { ...none, name: 'd', other: true, indicator: true }];
    const model = randomModel([3], {}, inputs, null);
    const { predict } = await imported(model);
    const predictor = new Predictor(model, engine, 1);
    for (const [d, encoded] of [
      ['any', [1, 0]],
      ['', [0, 1]],
    ] as const) {
      predictor.input.set([0.5, ...encoded]);
      expectClose([predict({ a: 0.5, c: 'any', d }).value], [predictor.run(1)[0]! * 16 + 40], AGREES);
    }
    expect(textOf(model)).to.include('predict({ "a": 0, "c": "", "d": "" }) gives { value }');
  });

  it('is refused where the weights are larger than 256 MiB, the limit of a module', () => {
    const model = randomModel([1], {}, [numericInput('a')], null);
    const tensors = new Map(model.tensors).set('0.weight', new Float32Array(2 ** 26 + 1));
    expect(() => esModule({ ...model, tensors }, 'big.safetensors')).to.throw(
      '-o: big.safetensors has 256 MiB of weights, and a module takes 256 MiB at most',
    );
  });
});

describe('linking', () => {
  it('includes each module once, before those that import it, without its imports', () => {
    const write = (name: string, text: string) => writeFileSync(join(folder.path, name), text);
    write(
      'a.js',
      "import { b } from './b.js';\nimport {\n  c,\n} from './c.js';\nexport const a = b + c;\n//# sourceMappingURL=a.js.map",
    );
    write('b.js', "import { c } from './c.js';\nexport const b = 2 * c;\n");
    write('c.js', 'export const c = 1;\n');
    expect(linkedText(new URL('a.js', `file://${folder.path}/`))).to.equal(
      'const c = 1;\n\nconst b = 2 * c;\n\nconst a = b + c;\n',
    );
  });

  it('refuses a file that is not part of the program', () => {
    writeFileSync(join(folder.path, 'd.js'), "import { readFileSync } from 'node:fs';\n");
    expect(() => linkedText(new URL('d.js', `file://${folder.path}/`))).to.throw(
      'imports node:fs, which cannot be linked',
    );
  });
});
