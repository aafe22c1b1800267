import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { version } from '../../src/base/version.ts';
import type { DatePartEncoding } from '../../src/data/encoding/encodings.ts';
import type { Input } from '../../src/data/encoding/inputs.ts';
import { onnxModel } from '../../src/export/onnx.ts';
import { readOutputs } from '../../src/prediction/predict.ts';
import { Predictor } from '../../src/prediction/predictor.ts';
import type { SavedModel } from '../../src/saved/model.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';
import { ensembleOf } from '../support/ensembles.ts';
import { type Column, loadOnnx, type Output, secondsOf } from '../support/onnx.ts';
import { engine, predictionsOf } from '../support/predictions.ts';
import { fieldsOf, messagesIn, textIn } from '../support/protobuf.ts';
import { type ModelChoices, randomModel } from '../support/random-model.ts';

const number = (name: string, mean = 0, deviation = 1): Input => {
  return { kind: 'numeric', name, mean, deviation, filler: mean, indicator: false };
};
const colour: Input = {
  kind: 'categorical',
  name: 'colour',
  categories: ['blue', 'red'],
  other: false,
  indicator: false,
};

async function run(model: SavedModel, rows: number, columns: Record<string, Column>): Promise<Map<string, Output>> {
  return (await loadOnnx(onnxModel(model, 'raw'))).run(rows, new Map(Object.entries(columns)));
}

/** As the file says: operators and their domains. */
function operatorsOf(file: Uint8Array): { operator: string; domain: string }[] {
  const [graph] = messagesIn(fieldsOf(file), 7);
  return messagesIn(graph!, 1).map(node => ({ operator: textIn(node, 4), domain: textIn(node, 7) }));
}

describe('an ONNX file', () => {
  it('names its versions, its producer, and the columns and the target', () => {
    const model = randomModel([number('x'), colour]);
    const file = fieldsOf(onnxModel(model, 'raw'));
    expect(file.get(1)).to.deep.equal([7]);
    expect([textIn(file, 2), textIn(file, 3)]).to.deep.equal(['bntrain', version]);
    const opsets = messagesIn(file, 8).map(opset => [textIn(opset, 1), opset.get(2)![0]]);
    expect(opsets).to.deep.equal([
      ['', 13],
      ['ai.onnx.ml', 2],
    ]);
    const metadata = Object.fromEntries(messagesIn(file, 14).map(entry => [textIn(entry, 1), textIn(entry, 2)]));
    expect(JSON.parse(metadata.inputs!)).to.deep.equal(model.inputs);
    expect(JSON.parse(metadata.target!)).to.deep.equal(model.target);
  });

  it('needs ai.onnx.ml only where it has inputs of text', () => {
    const domains = (file: Uint8Array) => messagesIn(fieldsOf(file), 8).map(opset => textIn(opset, 1));
    expect(domains(onnxModel(randomModel([number('x')]), 'raw'))).to.deep.equal(['']);
    expect(domains(onnxModel(randomModel([number('x'), colour]), 'encoded'))).to.deep.equal(['']);
  });

  it('has a node for each affine, batch norm and activation, and none for batch norm where there is none', () => {
    const nodes = (choices: ModelChoices) =>
      operatorsOf(onnxModel(randomModel([number('x')], choices), 'encoded')).map(({ operator }) => operator);
    const withNorm = ['Gemm', 'BatchNormalization', 'Tanh', 'Gemm', 'BatchNormalization', 'Tanh', 'Gemm', 'Softmax'];
    const without = withNorm.filter(operator => operator !== 'BatchNormalization');
    const choices = { hidden: [3, 4], activation: 'tanh' as const };
    expect(nodes({ ...choices, norm: 'batch' })).to.deep.equal(withNorm);
    expect(nodes({ ...choices, norm: 'none' })).to.deep.equal(without);
    const layerNorm = ['ReduceMean', 'Sub', 'Mul', 'ReduceMean', 'Add', 'Sqrt', 'Div', 'Mul', 'Add'];
    expect(nodes({ hidden: [3], norm: 'layer' })).to.deep.equal(['Gemm', ...layerNorm, 'Relu', 'Gemm', 'Softmax']);
    expect(nodes({ hidden: [] })).to.deep.equal(['Gemm', 'Softmax']);
  });

  it('has the same bytes for the same model', () => {
    const model = randomModel([number('x'), colour]);
    expect(Buffer.compare(onnxModel(model, 'raw'), onnxModel(model, 'raw'))).to.equal(0);
  });

  it('accepts any number of rows, and gives a label and the probabilities of each', async () => {
    const model = randomModel([number('x')]);
    for (const rows of [0, 1, 7, 1000]) {
      const found = await run(model, rows, { x: new Float32Array(rows).fill(0.5) });
      expect(found.get('label')!.dims).to.deep.equal([rows]);
      expect(found.get('probabilities')!.dims).to.deep.equal([rows, 3]);
    }
  });

  it('gives a number in the units of the target', async () => {
    const model = randomModel([number('x')], { classes: null, hidden: [] });
    const [weight, bias] = [model.tensors.get('0.weight')![0]!, model.tensors.get('0.bias')![0]!];
    const value = (await run(model, 2, { x: Float32Array.of(1, -2) })).get('value')!;
    expect(value.dims).to.deep.equal([2, 1]);
    for (const [n, x] of [1, -2].entries()) {
      expect(value.values[n]).to.be.closeTo((weight * x + bias) * 16 + 40, 1e-4);
    }
  });

  for (const classes of [['a', 'b', 'c'], null]) {
    it(`gives the mean of an ensemble (${classes === null ? 'numbers' : 'classes'})`, async () => {
      const models = [1, 2, 3].map(seed => randomModel([number('x', 2, 3), number('y')], { classes, seed }));
      const model = ensembleOf(models);
      const rows = [Float32Array.of(1, 7, -40), Float32Array.of(0.5, -2, 30)] as const;
      const found = await run(model, 3, { x: rows[0], y: rows[1] });
      const predictor = new Predictor(model, engine);
      predictor.input.set([0, 1, 2].flatMap(n => [(rows[0][n]! - 2) / 3, rows[1][n]!]));
      const out = predictor.run(3);
      for (const n of [0, 1, 2]) {
        const { value, probabilities } = readOutputs(out, n * predictor.outputs, model.target);
        if (classes === null)
          expectClose([found.get('value')!.values[n] as number], [value!], { relative: 1e-5, absolute: 1e-4 });
        else {
          const shares = found.get('probabilities')!.values.slice(3 * n, 3 * n + 3) as number[];
          expectClose(shares, [...probabilities!], { relative: 1e-5, absolute: 1e-6 });
          expect(found.get('label')!.values[n]).to.equal(classes[value!]);
        }
      }
      const encoded = await loadOnnx(onnxModel(model, 'encoded'));
      const x = Float32Array.from(predictor.input.subarray(0, 6));
      const [[, first]] = (await encoded.run(3, new Map([['x', x]]))) as unknown as [[string, Output]];
      const expected = classes === null ? [...out.subarray(0, 3)].map(z => z * 16 + 40) : [...out.subarray(0, 9)];
      expectClose(first.values as number[], expected, { relative: 1e-4, absolute: 1e-4 });
    });
  }

  it('has inputs in the order of the columns, of every kind', async () => {
    const inputs: Input[] = [
      colour,
      number('far', 1e6, 1),
      { kind: 'date', name: 'day', dayFirst: false, parts: [{ part: 'weekday' }], indicator: false },
      number('near'),
    ];
    const loaded = await loadOnnx(onnxModel(randomModel(inputs), 'raw'));
    const types = loaded.inputs.map(name => [name, loaded.typeOf(name)]);
    expect(types).to.deep.equal([
      ['colour', 'string'],
      ['far', 'float64'],
      ['day', 'float64'],
      ['near', 'float32'],
    ]);
  });

  it('omits a date that was the same in all training rows, as nothing depends on it', async () => {
    const date: Input = { kind: 'date', name: 'day', dayFirst: false, parts: [], indicator: false };
    const loaded = await loadOnnx(onnxModel(randomModel([date, number('x')]), 'raw'));
    expect(loaded.inputs).to.deep.equal(['x']);
  });
});

describe('names of columns in an ONNX file', () => {
  it('are unchanged, and never equal names of other values', async () => {
    const names = ['/IsNaN_1', '/Where_2', '///x', '/0.weight', '/classes', '/float_0', ' a"b\' ', '日本', 'N', 'x y'];
    const loaded = await loadOnnx(onnxModel(randomModel(names.map(name => number(name))), 'raw'));
    expect(loaded.inputs).to.deep.equal(names);
    const columns = new Map(names.map(name => [name, Float32Array.of(1)]));
    const found = (await loaded.run(1, columns)).get('probabilities')!.values as number[];
    expect(found.reduce((a, b) => a + b)).to.be.closeTo(1, 1e-6);
  });

  it('that are names of outputs too add an underscore to those', async () => {
    const names = ['label', 'probabilities', 'probabilities_', 'value'];
    const inputs = names.map(name => number(name));
    const loaded = await loadOnnx(onnxModel(randomModel(inputs), 'raw'));
    expect(loaded.outputs).to.deep.equal(['label_', 'probabilities__']);
    const regression = await loadOnnx(onnxModel(randomModel(inputs, { classes: null }), 'raw'));
    expect(regression.outputs).to.deep.equal(['value_']);
  });

  it('are refused in one line where ONNX cannot hold them', () => {
    for (const name of ['', 'a\0b', 'a\ud800']) {
      const make = () => onnxModel(randomModel([number(name)]), 'raw');
      expect(make, JSON.stringify(name)).to.throw(UserError, 'cannot have this name');
    }
    expect(() => onnxModel(randomModel([number('')]), 'encoded')).not.to.throw();
  });
});

describe('texts in an ONNX model', () => {
  it('may have no category with its own input', async () => {
    const none = { ...colour, categories: [], indicator: true } as Input;
    const model = randomModel([none, { ...none, name: 'other', other: true } as Input]);
    const rows = await run(model, 3, { colour: ['any', '', 'any'], other: ['any', 'any', ''] });
    const probabilities = rows.get('probabilities')!.values as number[];
    const encoded = Float32Array.of(0, 1, 0, 1, 1, 0, 0, 0, 1);
    const expected = await (await loadOnnx(onnxModel(model, 'encoded'))).run(3, new Map([['x', encoded]]));
    expectClose(probabilities, expected.get('probabilities')!.values as number[], { absolute: 1e-6 });
    expect(new Set(probabilities).size).to.equal(9);
  });
});

describe('texts that UTF-8 cannot hold', () => {
  const lone = ['a\ud800', 'a\udc00', '\ud800'];
  const said = ['a\\ud800', 'a\\udc00', '\\ud800'];

  function refuses(model: SavedModel, what: string): void {
    const rest = 'in UTF-8, of which the texts of an ONNX model are; rename it and train again, or take ⟪encoded⟫';
    expect(() => onnxModel(model, 'raw')).to.throw(UserError, `${what} cannot be written ${rest}`);
    expect(() => onnxModel(model, 'encoded')).not.to.throw();
  }

  it('are refused in one line among categories, where they would become equal', () => {
    for (const [n, text] of lone.entries()) {
      const input = { ...colour, categories: ['red', text] } as Input;
      refuses(randomModel([input]), `column 'colour': category '${said[n]}'`);
    }
  });

  it('are refused as the words of a boolean', () => {
    const input: Input = { kind: 'boolean', name: 'b', no: 'no', yes: 'yes', indicator: false };
    refuses(randomModel([{ ...input, yes: lone[0]! }]), `column 'b': category '${said[0]}'`);
    refuses(randomModel([{ ...input, no: lone[1]! }]), `column 'b': category '${said[1]}'`);
  });

  it('are refused among classes', () => {
    refuses(randomModel([number('x')], { classes: ['b', ...lone] }), `column 'y': class '${said[0]}'`);
  });

  it('are never matched as words for missing, as no cell holds them', async () => {
    const input = { ...colour, categories: ['red'], other: true } as Input;
    const [plain, withWord] = [null, ['\ud800']].map(na => randomModel([input], { na }));
    const probabilities = async (model: SavedModel) =>
      (await run(model, 1, { colour: ['\ufffd'] })).get('probabilities');
    expect(await probabilities(withWord!)).to.deep.equal(await probabilities(plain!));
  });

  it('are distinguished from texts with surrogate pairs, which stay', async () => {
    const found = await run(
      randomModel([{ ...colour, categories: ['😀', '日'] } as Input], { classes: ['😀', '日'] }),
      1,
      {
        colour: ['😀'],
      },
    );
    expect(['😀', '日']).to.include(found.get('label')!.values[0]);
  });
});

describe('numbers in an ONNX model', () => {
  const folder = temporaryFolder();

  /** The largest difference between its probabilities and those of predict. */
  async function difference(model: SavedModel, columns: Record<string, Float32Array | Float64Array>): Promise<number> {
    const names = Object.keys(columns);
    const rows = columns[names[0]!]!.length;
    const lines = Array.from({ length: rows }, (_, row) => names.map(name => columns[name]![row]).join());
    const path = folder.write('numbers.csv', `${names.join()}\n${lines.join('\n')}\n`);
    const expected = (await predictionsOf(model, path)).flatMap(({ probabilities }) => [...probabilities!]);
    const found = (await run(model, rows, columns)).get('probabilities')!.values as number[];
    expect(new Set(expected).size, 'different probabilities').to.be.greaterThan(rows);
    return Math.max(...found.map((value, n) => Math.abs(value - expected[n]!)));
  }

  it('are standardized by the first affine, except where that is not exact', () => {
    const operators = (input: Input) =>
      operatorsOf(onnxModel(randomModel([input], { norm: 'none' }), 'raw')).map(({ operator }) => operator);
    expect(operators(number('x', 15, 1))).to.deep.equal([
      'IsNaN',
      'Where',
      'Gemm',
      'Relu',
      'Gemm',
      'Softmax',
      'ArgMax',
      'Gather',
    ]);
    for (const [mean, deviation] of [
      [17, 1],
      [-17, 1],
      [0, 1e-40],
      [0, 1e38],
    ] as const)
      expect(operators(number('x', mean, deviation)), `${mean}, ${deviation}`).to.include.members(['Sub', 'Div']);
  });

  it('keep all digits that matter where their mean is far from 0', async () => {
    const model = randomModel([number('time', 1.7e9, 100), number('micro', 1.7e15, 1e6)]);
    const time = Float64Array.from({ length: 50 }, (_, n) => 1.7e9 + 6 * (n - 25) + 0.25);
    const micro = Float64Array.from({ length: 50 }, (_, n) => 1.7e15 + 87_654 * (n - 20) + 1);
    expect(await difference(model, { time, micro })).to.be.below(1e-6);
  });

  it('are squashed, however far from the mean, and in columns that are not exact in float32', async () => {
    const squash = 'asinh';
    const squashed = (name: string, mean: number, deviation: number) =>
      ({ ...number(name, mean, deviation), squash }) as Input;
    const model = randomModel([
      squashed('near', 15, 2),
      number('plain'),
      squashed('far', 1e9, 10),
      squashed('tiny', 0, 1e-30),
    ]);
    const near = Float32Array.from({ length: 30 }, (_, n) => 15 + (n % 2 === 0 ? 1 : -1) * 2 ** n);
    const plain = Float32Array.from({ length: 30 }, (_, n) => Math.sin(n));
    const far = Float64Array.from({ length: 30 }, (_, n) => 1e9 + (n - 9) ** 3 / 8);
    const tiny = Float32Array.from({ length: 30 }, (_, n) => n * 1e-30);
    expect(await difference(model, { near, plain, far, tiny })).to.be.below(1e-5);
  });

  it('can be so small or large that a weight divided by their standard deviation is not in float32', async () => {
    const model = randomModel([number('small', 1e-40, 1e-40), number('large', -1e38, 1e38)], { norm: 'none' });
    const small = Float32Array.from({ length: 20 }, (_, n) => n * 1e-41);
    const large = Float32Array.from({ length: 20 }, (_, n) => (10 - n) * 2e37);
    expect(await difference(model, { small, large })).to.be.below(1e-6);
  });

  it('can be in hundreds of columns, beside hundreds of texts, with means of up to 16 standard deviations', async () => {
    const numbers = Array.from({ length: 400 }, (_, n) => number(`n${n}`, (n % 33) - 16, 1 + (n % 3)));
    const model = randomModel(numbers, { hidden: [50, 50] });
    const columns = numbers.map((input, n) => {
      const { mean, deviation } = input as { mean: number; deviation: number };
      return [input.name, Float32Array.from({ length: 20 }, (_, row) => mean + deviation * Math.sin(n * row))];
    });
    expect(await difference(model, Object.fromEntries(columns))).to.be.below(1e-5);
    const texts = Array.from({ length: 300 }, (_, n): Input => ({ ...colour, name: `t${n}` }) as Input);
    const both = await run(randomModel([...numbers, ...texts]), 20, {
      ...Object.fromEntries(columns),
      ...Object.fromEntries(texts.map(({ name }) => [name, new Array(20).fill('red')])),
    });
    expect(both.get('label')!.dims).to.deep.equal([20]);
  });
});

describe('dates in an ONNX model', () => {
  const folder = temporaryFolder();
  const parts: DatePartEncoding[] = [
    { part: 'year', mean: 2000, deviation: 10 },
    { part: 'month', mean: 6.5, deviation: 3.4 },
    { part: 'day of year' },
    { part: 'weekday' },
    { part: 'time of day' },
  ];
  const model = randomModel([{ kind: 'date', name: 'day', dayFirst: false, parts, indicator: true }]);

  /** Probabilities of dates, of predict and of the ONNX model. */
  async function probabilitiesOf(dates: readonly string[]): Promise<{ expected: number[]; found: number[] }> {
    const path = folder.write('dates.csv', `day\n${dates.join('\n')}\n`);
    const expected = (await predictionsOf(model, path)).flatMap(({ probabilities }) => [...probabilities!]);
    const found = await run(model, dates.length, { day: Float64Array.from(dates, secondsOf) });
    return { expected, found: found.get('probabilities')!.values as number[] };
  }

  it('are rounded as cells are: they are the next day where float32 cannot hold the time left to midnight', async () => {
    const dates = ['2050-12-31', '1930-12-31', '0001-12-31', '9998-12-31'].map(day => `${day}T23:59:59.999999Z`);
    const { expected, found } = await probabilitiesOf([...dates, '2051-01-01']);
    expect(expected.slice(0, 3)).to.deep.equal(expected.slice(-3));
    expectClose(found, expected, { relative: 1e-5, absolute: 1e-5 });
  });

  it('are not rounded more than cells are: they are the day before where cells can hold the time left', async () => {
    const dates = ['2023-12-31', '1968-12-31'].map(day => `${day}T23:59:59.999999Z`);
    const { expected, found } = await probabilitiesOf([...dates, '2024-01-01']);
    expect(expected.slice(0, 3)).not.to.deep.equal(expected.slice(-3));
    expectClose(found, expected, { relative: 1e-5, absolute: 1e-5 });
  });
});

describe('the size of an ONNX file', () => {
  it('is at most the limit of protocol buffers: a larger one is refused in one line', () => {
    const width = 2 ** 14;
    const model = randomModel([number('x')], { hidden: [], norm: 'none', classes: null });
    const widths = [1, width, width, width, 1];
    const [square, row] = [new Float32Array(width * width), new Float32Array(width)];
    const tensors = new Map(
      [0, 2, 4, 6].flatMap(
        n =>
          [
            [`${n}.weight`, square],
            [`${n}.bias`, row],
          ] as const,
      ),
    );
    tensors.set('0.weight', row).set('6.weight', row).set('6.bias', Float32Array.of(0));
    const make = () => onnxModel({ ...model, network: { ...model.network, widths }, tensors }, 'raw');
    expect(make).to.throw(UserError, 'the network takes 2.0 GiB, and an ONNX file has to be smaller than 2 GiB');
  });
});
