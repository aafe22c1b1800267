import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import { axesOf, placeOf } from '../../../src/evidence/sweep/axes.ts';
import { type GridRequest, makeGrid, makeStableGrid } from '../../../src/evidence/sweep/grid.ts';
import { comparedArms } from '../../../src/experiment/arms.ts';

const gridOf = (request: GridRequest) => makeGrid(request, comparedArms);

describe('the grid of a sweep', () => {
  it('has every combination of the values, and everything else once', () => {
    const { config, points } = gridOf({ given: { lr: '0.1,1', batchSize: '16..64:3', epochs: '7' } });
    expect(points).to.deep.equal([16, 32, 64].flatMap(batchSize => [0.1, 1].map(lr => ({ batchSize, lr }))));
    expect(config).to.include({ epochs: 7, batchSize: 16, lr: 0.1 });
  });

  it('takes what follows from a value with it', () => {
    const { points } = gridOf({ given: { activation: 'relu,tanh' } });
    expect(points).to.deep.equal([
      { activation: 'relu', init: 'he' },
      { activation: 'tanh', init: 'xavier' },
    ]);
    expect(axesOf(points).map(({ name }) => name)).to.deep.equal(['activation']);
  });

  it('makes layers of a depth and a width', () => {
    const { points } = gridOf({ given: {}, depth: '1..3:3', width: '5' });
    expect(points).to.deep.equal([{ layers: [5] }, { layers: [5, 5] }, { layers: [5, 5, 5] }]);
  });

  const refusals: [string, GridRequest, RegExp][] = [
    [
      'no setting with several values',
      { given: { lr: '0.1', seeds: 3 } },
      /^a sweep takes several values of a setting/,
    ],
    ['a value that the setting does not take', { given: { lr: '0,1' } }, /^⟪lr⟫: got '0', takes a number above 0/],
    ['an empty list', { given: { lr: [] } }, /^⟪lr⟫: got an empty list/],
    ['a range that runs backwards', { given: { lr: '1..0.1:3' } }, /runs backwards/],
    ['a point that batch norm cannot train', { given: { batchSize: '1,2' } }, /^⟪batchSize⟫: got 1, takes 2 or more/],
    ['a point whose settings do not go together', { given: { optimizer: 'adam,sgd', betas: '0.8,0.9' } }, /^⟪betas⟫/],
    ['a depth without a width', { given: {}, depth: '1,2' }, /^⟪depth⟫: takes ⟪width⟫ too/],
    ['a depth beside layers', { given: { layers: '5' }, depth: '1,2', width: 5 }, /^⟪layers⟫: got ⟪depth⟫/],
    ['several values of a setting of the data', { given: { seed: '1,2', lr: '1,2' } }, /^⟪seed⟫: got '1,2'/],
    [
      'more networks than can be meant',
      { given: {}, depth: '1..1000:1000', width: '1..10000:10000lin' },
      /^⟪depth⟫: makes 10,000,000 networks with ⟪width⟫; take fewer, at most 10,000$/,
    ],
    [
      'a million points, before it makes them',
      { given: { lr: '0.001..1:10000', momentum: '0..0.9:1000' } },
      /^the sweep has 20,000,000 runs \(10,000,000 points, 1 seed and 2 arms\); take fewer, or add ⟪yes⟫$/,
    ],
    [
      'more than 10,000 runs',
      { given: { lr: '0.1..1:1001', seeds: 5 } },
      /^the sweep has 10,010 runs \(1,001 points, 5 seeds and 2 arms\); take fewer, or add ⟪yes⟫$/,
    ],
  ];
  for (const [what, request, message] of refusals) {
    it(`is refused with ${what}`, () => {
      expect(() => gridOf(request)).to.throw(UserError, message);
    });
  }

  it('may be larger where that is meant', () => {
    expect(gridOf({ given: { lr: '0.1..1:1001', seeds: 5 }, yes: true }).points).to.have.lengthOf(1001);
  });

  it('has the rates from 0.001 to 1000 where the largest stable one is searched, and nothing else', () => {
    const { points } = makeStableGrid({ given: { epochs: 3 } }, comparedArms);
    expect(points).to.have.lengthOf(13);
    expect([points[0], points[6], points[12]]).to.deep.equal([{ lr: 0.001 }, { lr: 1 }, { lr: 1000 }]);
    expect(() => makeStableGrid({ given: { lr: '0.1' } }, comparedArms)).to.throw(
      UserError,
      /^⟪lr⟫: got ⟪maxStableLr⟫/,
    );
    expect(() => makeStableGrid({ given: { batchSize: '2,4' } }, comparedArms)).to.throw(UserError, /^⟪maxStableLr⟫/);
  });
});

describe('the axes of a sweep', () => {
  it('are the settings that vary, numbers in ascending order with the decades between them', () => {
    const { points } = gridOf({ given: { lr: '1,0.01,0.1', batchSize: '8,16', momentum: '0,0.9' } });
    const axes = axesOf(points).map(({ name, values, decades }) => ({ name, values, decades }));
    expect(axes.map(({ name }) => name)).to.deep.equal(['batchSize', 'lr', 'momentum']);
    expect(axes[1]).to.deep.equal({ name: 'lr', values: [0.01, 0.1, 1], decades: 1 });
    expect(axes[0]!.decades).to.be.closeTo(Math.log10(2), 1e-12);
    expect(axes[2]!.decades).to.equal(null);
  });

  it('have no decades where ratios differ', () => {
    const [axis] = axesOf(gridOf({ given: { lr: '0.01,0.1,10' } }).points);
    expect(axis!.decades).to.equal(null);
  });

  it('are depth and width where layers have one width, and layers otherwise', () => {
    const names = (request: GridRequest) => axesOf(gridOf(request).points).map(({ name }) => name);
    expect(names({ given: {}, depth: '1,2', width: '4' })).to.deep.equal(['depth']);
    expect(names({ given: {}, depth: '2', width: '4,8' })).to.deep.equal(['width']);
    expect(names({ given: {}, depth: '1,2', width: '4,8' })).to.deep.equal(['depth', 'width']);
    expect(names({ given: { layers: '4x2,8x3' } })).to.deep.equal(['layers']);
    expect(names({ given: { layers: 'none,8x3' } })).to.deep.equal(['layers']);
  });

  it('place every point', () => {
    const { points } = gridOf({ given: { lr: '0.1,1' }, depth: '1..3:3', width: 4 });
    const axes = axesOf(points);
    expect(points.map(point => placeOf(axes, point))).to.deep.equal([0, 1, 2].flatMap(a => [0, 1].map(b => [a, b])));
  });
});
