import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { chooseEngine } from '../../src/kernels/engine.ts';
import { Predictor } from '../../src/prediction/predictor.ts';
import { type SavedNetwork, stateDictOf } from '../../src/saved/model.ts';

const engines = ['wide', 'fused', 'plain', 'reference'] as const;
const activations = ['relu', 'leaky-relu', 'sigmoid', 'tanh', 'gelu'] as const;

/** The engine, where this Node runs it. */
function engineOf(name: (typeof engines)[number]) {
  try {
    return chooseEngine(name, message => {
      throw new Error(message);
    });
  } catch {
    return null;
  }
}

function randomModel(network: SavedNetwork, random: Random) {
  const tensors = new Map<string, Float32Array>();
  for (const { name, dtype, shape } of stateDictOf(network)) {
    if (dtype !== 'F32') continue;
    const size = shape.reduce((product, length) => product * length, 1);
    const positive = name.endsWith('running_var');
    const values = Float32Array.from({ length: size }, () => (positive ? 0.1 + random.uniform() : random.normal()));
    tensors.set(name, values);
  }
  return { network, tensors };
}

describe('a predictor', () => {
  for (const name of engines) {
    const engine = engineOf(name);
    (engine === null ? it.skip : it)(`gives a row the same bits alone and in any batch, on ${name}`, () => {
      const random = Random.stream(11, 'init');
      // Widths around those of tiles, and one whose rows are a page apart.
      const shapes = [
        [1, 1],
        [3, 5, 2],
        [7, 16, 17, 3],
        [33, 100, 31, 10],
        [5, 1024, 4],
      ];
      for (const [n, widths] of shapes.entries()) {
        for (const [at, norm] of (['none', 'batch', 'layer'] as const).entries()) {
          const activation = activations[(n + at) % activations.length]!;
          const network = { widths, activation, norm, bnMomentum: 0.1, bnEps: 1e-5, bnStats: 'pytorch' } as const;
          const model = randomModel(network, random);
          const capacity = 70;
          const predictor = new Predictor(model, engine!, capacity);
          const [features, outputs] = [widths[0]!, widths.at(-1)!];
          const rows = Float32Array.from({ length: capacity * features }, () => random.normal());
          const bits = (from: number, count: number) => {
            // What other rows have left behind must not matter.
            predictor.input.fill(Number.NaN);
            predictor.input.set(rows.subarray(from * features, (from + count) * features));
            return new Uint32Array(Float32Array.from(predictor.run(count).subarray(0, count * outputs)).buffer);
          };
          const alone = Array.from({ length: capacity }, (_, row) => [...bits(row, 1)]);
          for (const count of [2, 3, 4, 5, 6, 7, 8, 9, 13, 23, 24, 25, 31, 64, capacity]) {
            const from = capacity - count;
            expect([...bits(from, count)], `${widths} ${activation}, ${count} rows`).to.deep.equal(
              alone.slice(from).flat(),
            );
          }
        }
      }
    });
  }
});
