import { expect } from 'chai';
import { Random } from '../../src/base/numbers/random.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import type { InitialLayer, InitialNorm } from '../../src/network/layers/layer.ts';
import { Network, type NetworkSpec } from '../../src/network/network.ts';
import type { Norm } from '../../src/network/plan.ts';
import { expectClose } from '../support/close.ts';

const EPS = 0.01;
const WIDTHS = [2, 3, 2, 1];
const ROWS = 4;
const x = Float64Array.of(0.5, -1, 2, 0.25, -0.75, 1.5, 3, -2);

/** Numbers that differ from each other, and from the default start. */
function numbers(size: number, first: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => Math.sin(3 * i + first) + 0.1);
}

function stateOf(width: number, first: number): InitialNorm {
  const running_var = numbers(width, first + 3).map(value => 0.5 + value * value);
  const [weight, bias, running_mean] = [0, 1, 2].map(n => numbers(width, first + n)) as [any, any, any];
  return { kind: 'batch', parts: { weight, bias, running_mean, running_var } };
}

/** Layers for WIDTHS, with biases and batch norm, both or none, in the hidden ones. */
function layersWith({ bias, batchNorm }: { bias: boolean; batchNorm: boolean }): InitialLayer[] {
  return WIDTHS.slice(1).map((outputs, n) => {
    const hidden = n < WIDTHS.length - 2;
    return {
      weight: numbers(WIDTHS[n]! * outputs, 10 * n),
      bias: bias || !hidden ? numbers(outputs, 10 * n + 5) : null,
      norm: hidden && batchNorm ? stateOf(outputs, 10 * n + 6) : null,
    };
  });
}

function networkFrom(layers: readonly InitialLayer[], norm: Norm, changes: Partial<NetworkSpec> = {}): Network {
  const spec = {
    widths: WIDTHS,
    activation: 'relu',
    norm,
    bnMomentum: 0.1,
    bnEps: EPS,
    bnStats: 'pytorch',
  } as const;
  const network = new Network({ ...spec, capacity: ROWS, ...changes }, reference, 'float64');
  // What was there before must not matter.
  for (const block of [network.blocks.parameters, network.blocks.buffers]) block.fill(Number.NaN);
  network.startFrom(layers);
  return network;
}

/** In eval mode, by the formulas: affine with its bias, batch norm by its running statistics, relu. */
function outputs(layers: readonly InitialLayer[]): number[] {
  return Array.from({ length: ROWS }, (_, row) => {
    let values = [...x.subarray(2 * row, 2 * row + 2)];
    for (const [n, { weight, bias, norm }] of layers.entries()) {
      const M = WIDTHS[n + 1]!;
      const affine = Array.from({ length: M }, (_, m) =>
        values.reduce((sum, value, d) => sum + value * weight[d * M + m]!, bias?.[m] ?? 0),
      );
      const normalized = affine.map((value, m) => {
        if (norm === null) return value;
        const { parts } = norm;
        const xhat = (value - parts.running_mean![m]!) / Math.sqrt(parts.running_var![m]! + EPS);
        return parts.weight![m]! * xhat + parts.bias![m]!;
      });
      values = n === layers.length - 1 ? affine : normalized.map(value => Math.max(0, value));
    }
    return values;
  }).flat();
}

const usual = (width: number): InitialNorm => ({
  kind: 'batch',
  parts: {
    weight: new Float64Array(width).fill(1),
    bias: new Float64Array(width),
    running_mean: new Float64Array(width),
    running_var: new Float64Array(width).fill(1),
  },
});

const evaluated = (network: Network) => network.forward(x, ROWS, 'eval').slice(0, ROWS * WIDTHS.at(-1)!);

describe('a network that starts from given layers', () => {
  it('gives the same outputs in eval mode, with biases in front of batch norm', () => {
    for (const bias of [false, true]) {
      const layers = layersWith({ bias, batchNorm: true });
      expectClose(evaluated(networkFrom(layers, 'batch')), outputs(layers), { relative: 1e-13, what: `bias ${bias}` });
    }
  });

  it('moves a bias in front of batch norm into the running mean', () => {
    const layers = layersWith({ bias: true, batchNorm: true });
    const [mean] = networkFrom(layers, 'batch').buffers;
    const { bias, norm } = layers[0]!;
    expect([...mean!.view]).to.deep.equal([...norm!.parts.running_mean!].map((value, m) => value - bias![m]!));
  });

  it('starts batch norm from its defaults where they have none, and still moves their biases into the running means', () => {
    const layers = layersWith({ bias: true, batchNorm: false });
    const network = networkFrom(layers, 'batch');
    const hidden = (layer: InitialLayer, n: number) => ({ ...layer, norm: n < 2 ? usual(WIDTHS[n + 1]!) : null });
    expectClose(evaluated(network), outputs(layers.map(hidden)), { relative: 1e-13 });
    expect([...network.buffers[0]!.view]).to.deep.equal([...layers[0]!.bias!].map(value => -value));
    const plain = networkFrom(layersWith({ bias: false, batchNorm: false }), 'batch', { bnStats: 'cs231n' });
    expect([...plain.buffers[0]!.view, ...plain.buffers[1]!.view]).to.deep.equal([0, 0, 0, 0, 0, 0]);
  });

  it('without batch norm uses only affine weights and biases, 0 where there is none', () => {
    for (const bias of [false, true]) {
      const layers = layersWith({ bias, batchNorm: true });
      const without = layers.map(layer => ({ ...layer, norm: null }));
      expectClose(evaluated(networkFrom(layers, 'none')), outputs(without), { relative: 1e-13, what: `bias ${bias}` });
    }
  });

  it('with layer norm takes biases and layer norm as they are, and starts layer norm as usual behind a batch norm', () => {
    const layer = (width: number, first: number): InitialNorm => ({
      kind: 'layer',
      parts: { weight: numbers(width, first), bias: numbers(width, first + 1) },
    });
    const given = layersWith({ bias: true, batchNorm: true });
    const hidden = given.map((each, n) => ({ ...each, norm: n < 2 ? layer(WIDTHS[n + 1]!, n) : null }));
    const named = (layers: readonly InitialLayer[]) =>
      new Map(networkFrom(layers, 'layer').parameters.map(({ name, view }) => [name, [...view]]));
    expect(named(hidden).get('1.weight')).to.deep.equal([...hidden[0]!.norm!.parts.weight!]);
    expect(named(hidden).get('1.bias')).to.deep.equal([...hidden[0]!.norm!.parts.bias!]);
    expect(named(hidden).get('0.bias')).to.deep.equal([...given[0]!.bias!]);
    expect(named(given).get('1.weight')).to.deep.equal([1, 1, 1]);
    expect(named(given).get('1.bias')).to.deep.equal([0, 0, 0]);
    expect(named(given).get('0.bias')).to.deep.equal([...given[0]!.bias!]);
  });

  it('starts batch norm as usual behind affines of layer norm', () => {
    const layers = layersWith({ bias: false, batchNorm: false }).map((each, n) => ({
      ...each,
      norm: n < 2 ? ({ kind: 'layer', parts: { weight: numbers(3, 1), bias: numbers(3, 2) } } as const) : null,
    }));
    const [gamma] = networkFrom(layers, 'batch').parameters.filter(({ name }) => name === '1.weight');
    expect([...gamma!.view]).to.deep.equal([1, 1, 1]);
  });

  it('has the same affine weights with and without batch norm, with any other tensors', () => {
    const layers = layersWith({ bias: true, batchNorm: true });
    const hash = networkFrom(layers, 'batch').weightHash();
    expect(networkFrom(layers, 'none').weightHash()).to.equal(hash);
    const other = networkFrom(layers, 'batch');
    other.initialize('he', 1, Random.stream(1, 'init'));
    expect(other.weightHash()).to.not.equal(hash);
  });
});
