import { expect } from 'chai';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { type ActivationName, activationNames } from '../../src/kernels/reference/activations.ts';
import { lossNames } from '../../src/kernels/reference/losses.ts';
import { reference } from '../../src/kernels/reference/reference.ts';
import { derivative } from '../../src/network/derivative.ts';
import { checkGradients } from '../../src/network/gradcheck.ts';
import { initDeviationOf } from '../support/init.ts';

const options = {
  features: 5,
  layers: [10, 8],
  classes: 3,
  batchSize: 8,
  activation: 'relu' as ActivationName,
  bnEps: 1e-5,
  seed: 1,
  tolerance: 1e-6,
};

/** What failed, as "part: tensor". */
function failures(kernels: Kernels, changed: Partial<typeof options> = {}): string[] {
  const checks = [...checkGradients({ ...options, ...changed }, kernels)];
  // Three gradients of each backward pass, one of each activation and loss, one of smoothed labels, and every parameter of three networks.
  expect(checks).to.have.lengthOf(3 * 3 + activationNames.length + lossNames.length + 1 + 8 + 10 + 6);
  return checks.filter(check => !check.passed).map(check => `${check.part}: ${check.tensor}`);
}

/** Tensors of one part that failed. */
function failuresOf(kernels: Kernels, part: string): string[] {
  return failures(kernels).filter(failure => failure.startsWith(`${part}: `));
}

describe('checkGradients', () => {
  for (const activation of activationNames) {
    for (const batchSize of [1, 2, 3, 8]) {
      it(`passes for ${activation} and batches of ${batchSize}`, () => {
        expect(failures(reference, { activation, batchSize })).to.deep.equal([]);
      });
    }
  }

  it('finds a closed form without its dgamma term', () => {
    const wrong: Kernels = {
      ...reference,
      batchnormBackward(dx, dgamma, dbeta, sums, dout, out, x, mean, variance, invStd, gamma, ...rest) {
        const statistics = [mean, variance, invStd] as const;
        reference.batchnormBackward(dx, dgamma, dbeta, sums, dout, out, x, ...statistics, gamma, ...rest);
        const [N, D] = rest.slice(-2) as [number, number];
        for (let i = 0; i < N * D; i++) {
          const d = i % D;
          const xhat = (x[i]! - mean[d]!) * invStd[d]!;
          dx[i]! += (gamma[d]! * invStd[d]! * xhat * dgamma[d]!) / N;
        }
      },
    };
    expect(failures(wrong)).to.include('batchnorm, closed form: dx').and.not.include('batchnorm, staged: dx');
    expect(failures(wrong)).to.include('network, batchnorm: 0.weight').and.not.include('network, baseline: 0.weight');
  });

  it('finds a staged pass without the gradient through the mean', () => {
    const wrong: Kernels = {
      ...reference,
      batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, mean, variance, gamma, eps, N, D) {
        reference.batchnormBackwardStaged(dx, dgamma, dbeta, dout, x, mean, variance, gamma, eps, N, D);
        for (let i = 0; i < N * D; i++) dx[i]! += dbeta[i % D]! / N;
      },
    };
    expect(failures(wrong)).to.deep.equal(['batchnorm, staged: dx']);
  });

  it('finds a layer norm that takes gamma as a common factor, as batch norm may', () => {
    const { layer } = reference.rowNorms;
    const wrong: Kernels = {
      ...reference,
      rowNorms: {
        layer: {
          ...layer,
          backward(dx, dgamma, dbeta, dout, xhat, invStd, gamma, N, D) {
            layer.backward(dx, dgamma, dbeta, dout, xhat, invStd, new Float64Array(D).fill(1), N, D);
            for (let i = 0; i < N * D; i++) dx[i]! *= gamma[i % D]!;
          },
        },
      },
    };
    expect(failures(wrong)).to.include('layernorm: dx').and.not.include('layernorm: dgamma');
    expect(failuresOf(wrong, 'network, layernorm')).to.not.deep.equal([]);
    expect(failuresOf(wrong, 'network, batchnorm')).to.deep.equal([]);
  });

  it('checks every activation and every loss, whatever the network has', () => {
    const wrong: Kernels = {
      ...reference,
      activations: {
        ...reference.activations,
        sigmoid: { ...reference.activations.sigmoid, backward: dx => void dx.fill(0) },
      },
      losses: {
        softmaxCrossEntropy(totals, d, logits, labels, weights, smoothing, N, M) {
          const half = smoothing.map(s => s / 2);
          reference.losses.softmaxCrossEntropy(totals, d, logits, labels, weights, half, N, M);
        },
        squaredError(totals, d, ...rest) {
          reference.losses.squaredError(totals, d, ...rest);
          if (d !== null) for (let i = 0; i < d.length; i++) d[i]! *= 2;
        },
      },
    };
    expect(failures(wrong)).to.deep.equal([
      'activation: sigmoid',
      'loss: softmaxCrossEntropy, smoothed labels',
      'loss: squaredError',
    ]);
  });

  it('finds an error of a millionth in an affine gradient', () => {
    const wrong: Kernels = {
      ...reference,
      affineBackwardWeight(dweight, dbias, dout, x, N, D, M) {
        reference.affineBackwardWeight(dweight, dbias, dout, x, N, D, M);
        for (let i = 0; i < D * M; i++) dweight[i]! *= 1 + 2e-6;
      },
    };
    const weights = ['batchnorm', 'layernorm', 'baseline'].flatMap(arm => failuresOf(wrong, `network, ${arm}`));
    expect(weights).to.have.lengthOf(9);
    expect(failures(wrong)).to.have.lengthOf(9);
  });

  it('fails on a NaN', () => {
    const wrong: Kernels = { ...reference, affineBackwardInput: dx => void dx.fill(Number.NaN) };
    expect(failures(wrong)).to.include('network, baseline: 0.weight');
  });
});

describe('derivative', () => {
  const never = () => false;
  it('is exact to ten digits for smooth functions', () => {
    expect(derivative(h => Math.exp(1 + h), never)).to.be.closeTo(Math.E, 1e-10);
    expect(derivative(h => Math.sin(100 * h), never)).to.be.closeTo(100, 1e-8);
  });

  it('is not misled by a kink nearby', () => {
    expect(derivative(h => Math.max(0, h + 1e-3) * 3, never)).to.be.closeTo(3, 1e-8);
  });
});

describe('initial weights', () => {
  for (const [rule, expected] of [
    ['he', Math.sqrt(2 / 200)],
    ['xavier', Math.sqrt(2 / 500)],
    ['lecun', Math.sqrt(1 / 200)],
    ['normal', 1],
  ] as const) {
    it(`have the standard deviation of ${rule}, times the scale`, () => {
      expect(initDeviationOf(rule, 1) / expected).to.be.closeTo(1, 0.01);
      expect(initDeviationOf(rule, 0.01) / expected).to.be.closeTo(0.01, 0.0001);
    });
  }
});
