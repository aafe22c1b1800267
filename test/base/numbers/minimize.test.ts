import { expect } from 'chai';
import { type Differentiable, minimize } from '../../../src/base/numbers/minimize.ts';

const options = { iterations: 200, tolerance: 1e-12 };

describe('minimize', () => {
  it('finds the minimum of a quadratic whose curvatures differ a thousandfold', () => {
    const scales = [1, 10, 100, 1000];
    const f: Differentiable = (x, gradient) =>
      scales.reduce((sum, scale, i) => {
        gradient[i] = scale * (x[i]! - i);
        return sum + (scale / 2) * (x[i]! - i) ** 2;
      }, 1);
    const x = Float64Array.of(9, 9, 9, 9);
    expect(minimize(f, x, options)).to.equal(true);
    for (const [i, each] of x.entries()) expect(each).to.be.closeTo(i, 1e-4);
  });

  it('stays where the gradient is 0', () => {
    const x = Float64Array.of(3);
    expect(minimize(() => 5, x, options)).to.equal(true);
    expect([...x]).to.deep.equal([3]);
  });

  it('says when it did not come to the minimum, or when there is none', () => {
    const steep: Differentiable = ([x], gradient) => {
      gradient[0] = 4 * x! ** 3;
      return x! ** 4;
    };
    expect(minimize(steep, Float64Array.of(100), { ...options, iterations: 2 })).to.equal(false);
    expect(minimize(() => Number.NaN, Float64Array.of(1), options)).to.equal(false);
  });
});
