import { expect } from 'chai';
import type { Task } from '../../src/network/tasks.ts';
import { makeConfig } from '../../src/settings/config.ts';
import { savedConfig } from '../../src/settings/saved.ts';
import { decide, keysByData } from '../../src/settings/table.ts';

describe('makeConfig', () => {
  it('has the documented defaults', () => {
    expect(makeConfig({})).to.deep.equal({
      target: null,
      task: 'auto',
      numeric: null,
      categorical: null,
      drop: null,
      keep: null,
      dateOrder: null,
      dateFormat: null,
      maxCategories: 50,
      standardize: true,
      squash: 'none',
      where: null,
      sample: null,
      validation: 0.2,
      ensemble: null,
      shuffle: true,
      group: null,
      time: null,
      weight: null,
      classWeights: null,
      delimiter: null,
      quote: null,
      escape: null,
      comment: null,
      header: null,
      headerRows: null,
      skip: null,
      notes: true,
      encoding: null,
      decimal: null,
      thousands: null,
      na: null,
      onError: 'stop',
      memory: null,
      cache: true,
      cacheDir: null,
      layers: [100, 100],
      activation: 'relu',
      init: 'he',
      initScale: 1,
      initFrom: null,
      bnMomentum: 0.1,
      bnEps: 1e-5,
      bnStats: 'pytorch',
      epochs: 20,
      batchSize: 64,
      lr: null,
      recipe: 'plain',
      momentum: 0,
      nesterov: false,
      weightDecay: 0,
      schedule: 'constant',
      warmup: 0,
      clipNorm: null,
      patience: null,
      refit: null,
      trainEvalRows: null,
      seed: 1,
      splitSeed: 1,
      initSeed: 1,
      orderSeed: 1,
      sampleSeed: 1,
      seeds: 1,
      vary: ['split', 'init', 'order'],
      claims: ['faster', 'initialization', 'regularizes'],
      alpha: 0.05,
      smallestEffect: null,
      targetShare: 0.9,
      targetLoss: null,
      selectSeeds: 3,
      steps: null,
      logSteps: null,
      probeSteps: null,
      probeUnit: null,
      landscapeSteps: null,
      landscapeMultipliers: [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],
      engine: 'auto',
      threads: null,
      norm: 'batch',
      optimizer: 'sgd',
      betas: [0.9, 0.999],
      blas: null,
      validateEvery: null,
      minBatch: null,
      labelSmoothing: null,
      clipPredictions: null,
      average: null,
    });
  });

  it('reads widths in every form', () => {
    const layers = (given: unknown) => makeConfig({ layers: given }).layers;
    expect(layers('100')).to.deep.equal([100]);
    expect(layers('100,50')).to.deep.equal([100, 50]);
    expect(layers('100x3,10')).to.deep.equal([100, 100, 100, 10]);
    expect(layers('none')).to.deep.equal([]);
    expect(layers([7, 8])).to.deep.equal([7, 8]);
  });

  it('uses the learning rate of the optimizer and the task by default, once the data are read', () => {
    for (const optimizer of ['adam', 'adamw']) expect(makeConfig({ optimizer }).lr).to.equal(1e-3);
    const config = makeConfig({ optimizer: 'sgd' });
    expect(config.lr).to.equal(null);
    expect(keysByData(config)).to.deep.equal(['lr']);
    expect(decide(config, { task: 'classification', rows: 10 }).lr).to.equal(0.1);
    expect(decide(config, { task: 'regression', rows: 10 }).lr).to.equal(0.05);
    for (const optimizer of ['sgd', 'adam']) {
      const given = makeConfig({ optimizer, lr: '0.02' });
      expect(keysByData(given)).to.deep.equal([]);
      expect(decide(given, { task: 'regression', rows: 10 }).lr).to.equal(0.02);
    }
  });

  it('takes defaults from a recipe, which given settings overrule', () => {
    const recipe = 'tabular';
    expect(makeConfig({ recipe })).to.include({
      recipe,
      optimizer: 'adamw',
      lr: 0.02,
      schedule: 'cosine',
      minBatch: 16,
      average: 0.995,
    });
    expect(makeConfig({ schedule: 'constant', recipe, epochs: 7 })).to.include({ schedule: 'constant', epochs: 7 });
  });

  it('leaves epochs, batches and decay to the training rows in the recipe for tables, unless they are given', () => {
    const decided = (rows: number, given = {}) => {
      const { epochs, batchSize, weightDecay } = decide(makeConfig({ recipe: 'tabular', ...given }), {
        task: 'regression',
        rows,
      });
      return [epochs, batchSize, weightDecay];
    };
    expect(keysByData(makeConfig({ recipe: 'tabular' }))).to.include.members(['epochs', 'batchSize', 'weightDecay']);
    for (const rows of [1, 8_000]) expect(decided(rows), `${rows}`).to.deep.equal([50, 64, 0.3]);
    expect(decided(8_001)).to.deep.equal([50, 128, 0.3]);
    expect(decided(16_000)).to.deep.equal([50, 128, 0.15]);
    expect([32_000, 32_001].map(rows => decided(rows)[1])).to.deep.equal([128, 256]);
    expect(decided(160_000)).to.deep.equal([50, 256, 0.015]);
    expect(decided(160_001)).to.deep.equal([49, 256, 0.015]);
    expect(decided(400_000)).to.deep.equal([20, 256, 0.006]);
    expect(decided(800_000)).to.deep.equal([10, 256, 0.003]);
    expect(decided(10_000_000)).to.deep.equal([10, 256, 0.00024]);
    const given = { epochs: '7', batchSize: '32', weightDecay: '0.1' };
    expect(decided(400_000, given)).to.deep.equal([7, 32, 0.1]);
    expect(decided(400_000, { epochs: '7' })).to.deep.equal([7, 256, 0.006]);
    expect(decided(400_000, { epochs: null, batchSize: null, weightDecay: null })).to.deep.equal([20, 256, 0.006]);
    expect(decided(400_000, { recipe: 'plain' })).to.deep.equal([20, 64, 0]);
    expect(() => makeConfig({ batchSize: null })).to.throw("⟪batchSize⟫: got 'null', takes a whole number");
  });

  it('leaves the epochs to the steps where these are given', () => {
    expect(makeConfig({ steps: '500' })).to.include({ steps: 500, epochs: null });
    expect(() => makeConfig({ steps: '500', epochs: '20' })).to.throw('⟪steps⟫: got ⟪epochs⟫ too');
  });

  it('trains again on all rows in the recipe for tables, up to 20,000 rows, and 3,000 of numbers', () => {
    const refits = (task: Task, rows: number, heldOut?: number) =>
      decide(makeConfig({ recipe: 'tabular' }), { task, rows, ...(heldOut === undefined ? {} : { heldOut }) }).refit;
    expect(refits('classification', 16_000, 4_000)).to.equal(true);
    expect(refits('classification', 16_000, 4_001)).to.equal(false);
    expect(refits('regression', 2_400, 600)).to.equal(true);
    expect(refits('regression', 2_401, 600)).to.equal(false);
    expect(refits('regression', 100)).to.equal(false);
    expect(makeConfig({}).refit).to.equal(null);
  });

  it('does not train again in the recipe for tables where a far target has over a tenth of all squared deviations', () => {
    const refits = (rows: number, farthestTarget: number) =>
      decide(makeConfig({ recipe: 'tabular' }), { task: 'regression', rows, heldOut: 1, farthestTarget }).refit;
    expect(refits(2250, 15)).to.equal(true);
    expect(refits(2250, 15.1)).to.equal(false);
    expect(refits(200, 10), 'not far').to.equal(true);
    expect(refits(200, 10.1)).to.equal(false);
  });

  it('limits the norm of gradients in the recipe for tables where there are numbers to predict, and as given', () => {
    const limit = (given: Parameters<typeof makeConfig>[0], task: Task) =>
      decide(makeConfig(given), { task, rows: 10 }).clipNorm;
    expect(limit({ recipe: 'tabular' }, 'regression')).to.equal(1);
    expect(limit({ recipe: 'tabular' }, 'classification')).to.equal(null);
    expect(limit({ recipe: 'tabular', clipNorm: 7 }, 'regression')).to.equal(7);
    expect(limit({}, 'regression')).to.equal(null);
  });

  it('leaves out the rate and the decay of a recipe with another optimizer', () => {
    expect(makeConfig({ recipe: 'tabular', optimizer: 'sgd' })).to.include({ lr: null, weightDecay: 0 });
  });

  it('squashes inputs in the recipe for tables, unless nothing is standardized', () => {
    expect(makeConfig({ recipe: 'tabular' }).squash).to.equal('asinh');
    expect(makeConfig({ recipe: 'tabular', standardize: false }).squash).to.equal('none');
    expect(makeConfig({ recipe: 'tabular', squash: 'none' }).squash).to.equal('none');
  });

  it('cuts predictions in the recipe for tables where there are numbers to predict, unless that is off', () => {
    const clipped = (given: Parameters<typeof makeConfig>[0], task: 'classification' | 'regression') =>
      decide(makeConfig(given), { task, rows: 10 }).clipPredictions;
    expect(clipped({ recipe: 'tabular' }, 'regression')).to.equal(true);
    expect(clipped({ recipe: 'tabular' }, 'classification')).to.equal(null);
    expect(clipped({ recipe: 'tabular', clipPredictions: false }, 'regression')).to.equal(false);
    expect(clipped({}, 'regression')).to.equal(null);
    expect(() => makeConfig({ task: 'classification', clipPredictions: false })).to.not.throw();
  });

  it('smooths labels in the recipe for tables where there are classes, and as given', () => {
    const smoothing = (given: Parameters<typeof makeConfig>[0], task: 'classification' | 'regression') =>
      decide(makeConfig(given), { task, rows: 10 }).labelSmoothing;
    expect(smoothing({ recipe: 'tabular' }, 'classification')).to.equal(0.1);
    expect(smoothing({ recipe: 'tabular' }, 'regression')).to.equal(null);
    expect(smoothing({ recipe: 'tabular', labelSmoothing: '0' }, 'classification')).to.equal(0);
    expect(smoothing({ labelSmoothing: '0.2' }, 'classification')).to.equal(0.2);
    expect(() => makeConfig({ recipe: 'tabular', task: 'regression' })).to.not.throw();
  });

  it('reads back every setting of a config with a recipe', () => {
    for (const config of [makeConfig({ recipe: 'tabular' }), makeConfig({ recipe: 'tabular', weightDecay: 0 })]) {
      expect(makeConfig(savedConfig(config))).to.deep.equal(config);
    }
  });

  it('reads multipliers of a landscape in every form', () => {
    for (const landscapeMultipliers of ['0.5, 2', [0.5, '2']]) {
      expect(makeConfig({ landscapeSteps: 1, landscapeMultipliers }).landscapeMultipliers).to.deep.equal([0.5, 2]);
    }
    expect(makeConfig({ landscapeSteps: 1, landscapeMultipliers: 3 }).landscapeMultipliers).to.deep.equal([3]);
  });

  it('reads betas in every form', () => {
    for (const betas of ['0.8,0.99', ' 0.8, 0.99', [0.8, 0.99]]) {
      expect(makeConfig({ optimizer: 'adam', betas }).betas).to.deep.equal([0.8, 0.99]);
    }
  });

  it('uses the initial weights of the activation by default', () => {
    for (const activation of ['relu', 'leaky-relu', 'gelu']) expect(makeConfig({ activation }).init).to.equal('he');
    for (const activation of ['sigmoid', 'tanh']) expect(makeConfig({ activation }).init).to.equal('xavier');
    expect(makeConfig({ activation: 'tanh', init: 'lecun' }).init).to.equal('lecun');
  });

  it('uses the momentum of the convention by default', () => {
    expect(makeConfig({ bnStats: 'keras' }).bnMomentum).to.equal(0.01);
    expect(makeConfig({ bnStats: 'keras', bnMomentum: '0.5' }).bnMomentum).to.equal(0.5);
  });

  it('reads separators by name, and words in a list', () => {
    expect(makeConfig({ delimiter: 'tab' }).delimiter).to.equal('\t');
    expect(makeConfig({ delimiter: '\\t' }).delimiter).to.equal('\t');
    expect(makeConfig({ delimiter: 'space', thousands: 'space' })).to.include({ delimiter: ' ', thousands: ' ' });
    expect(makeConfig({ quote: 'none', thousands: 'none', comment: '#' })).to.include({
      quote: 'none',
      thousands: 'none',
      comment: '#',
    });
    expect(makeConfig({ decimal: ',' }).decimal).to.equal(',');
    expect(makeConfig({ na: 'NA, unknown ,-9' }).na).to.deep.equal(['NA', 'unknown', '-9']);
    expect(makeConfig({ na: '' }).na).to.deep.equal([]);
    expect(makeConfig({ na: ['a,b'] }).na).to.deep.equal(['a,b']);
  });

  it('reads sizes of memory, and a share or a file to validate with', () => {
    expect(makeConfig({ memory: '500mb' }).memory).to.equal(500e6);
    expect(makeConfig({ validation: '0.25' }).validation).to.equal(0.25);
    expect(makeConfig({ validation: 'v.csv' }).validation).to.equal('v.csv');
  });

  const refusals: [Parameters<typeof makeConfig>[0], string][] = [
    [{ lr: 'abc' }, "⟪lr⟫: got 'abc', takes a number above 0"],
    [{ lr: '0' }, "⟪lr⟫: got '0', takes a number above 0"],
    [{ lr: 'Infinity' }, "⟪lr⟫: got 'Infinity', takes a number above 0"],
    [{ epochs: '0' }, "⟪epochs⟫: got '0', takes a whole number, 1 or more"],
    [{ epochs: '1.5' }, "⟪epochs⟫: got '1.5', takes a whole number, 1 or more"],
    [{ epochs: '' }, "⟪epochs⟫: got '', takes a whole number, 1 or more"],
    [{ batchSize: '-3' }, "⟪batchSize⟫: got '-3', takes a whole number, 1 or more"],
    [{ momentum: '1' }, "⟪momentum⟫: got '1', takes a number from 0 to below 1"],
    [{ optimizer: 'Adam' }, "⟪optimizer⟫: got 'Adam', takes sgd, adam or adamw"],
    [{ optimizer: 'adam', betas: '0.9' }, "⟪betas⟫: got '0.9', takes two numbers from 0 to below 1, such as 0.9,0.999"],
    [{ optimizer: 'adam', betas: '0.9,1' }, "⟪betas⟫: got '0.9,1', takes two numbers from 0 to below 1"],
    [
      { optimizer: 'adam', momentum: '0.9' },
      '⟪momentum⟫: ⟪optimizer=adam⟫ does not use it; leave it out, or take ⟪optimizer=sgd⟫',
    ],
    [{ optimizer: 'adamw', nesterov: true }, '⟪nesterov⟫: ⟪optimizer=adamw⟫ does not use it; leave it out'],
    [{ betas: '0.8,0.999' }, '⟪betas⟫: ⟪optimizer=sgd⟫ does not use it; leave it out, or take ⟪optimizer=adam⟫'],
    [
      { labelSmoothing: '0.1', task: 'regression' },
      '⟪labelSmoothing⟫: is for classification, and this is regression; leave it out, or take ⟪task=classification⟫',
    ],
    [{ average: '1' }, "⟪average⟫: got '1', takes a number from 0 to below 1"],
    [
      { squash: 'asinh', standardize: false },
      '⟪squash⟫: got ⟪standardize=false⟫ too, takes standardized inputs; leave out one of the two',
    ],
    [{ squash: 'log' }, "⟪squash⟫: got 'log', takes none or asinh"],
    [
      { clipPredictions: true, task: 'classification' },
      '⟪clipPredictions⟫: is for regression, and this is classification; leave it out, or take ⟪task=regression⟫',
    ],
    [{ labelSmoothing: '1' }, "⟪labelSmoothing⟫: got '1', takes a number from 0 to below 1"],
    [{ validation: '1' }, "⟪validation⟫: got '1', takes a fraction from 0 to below 1, or a file"],
    [{ validation: '-0.1' }, "⟪validation⟫: got '-0.1', takes a fraction from 0 to below 1, or a file"],
    [{ task: 'cluster' }, "⟪task⟫: got 'cluster', takes auto, classification or regression"],
    [{ bnStats: 'torch' }, "⟪bnStats⟫: got 'torch', takes pytorch, cs231n or keras"],
    [{ bnMomentum: '0' }, "⟪bnMomentum⟫: got '0', takes a number above 0, at most 1"],
    [{ seed: '4294967296' }, "⟪seed⟫: got '4294967296', takes a whole number from 0 to 4294967295"],
    [{ layers: '100,,5' }, "⟪layers⟫: got '100,,5', takes widths such as"],
    [{ layers: '0' }, "⟪layers⟫: got '0', takes widths such as"],
    [{ layers: '5x0' }, "⟪layers⟫: got '5x0', takes widths such as"],
    [{ target: '' }, "⟪target⟫: got '', takes a column name, or a position from 1"],
    [
      { drop: '' },
      "⟪drop⟫: got '', takes names, positions, ranges such as 2-5, or patterns such as p*, separated by commas",
    ],
    [{ where: '' }, "⟪where⟫: got '', takes an expression such as"],
    [{ sample: '0' }, "⟪sample⟫: got '0', takes a whole number, 1 or more"],
    [{ maxCategories: '0' }, "⟪maxCategories⟫: got '0', takes a whole number from 1 to 100000"],
    [{ delimiter: 'none' }, "⟪delimiter⟫: got 'none', takes one sign, or tab, space"],
    [{ delimiter: ';;' }, "⟪delimiter⟫: got ';;', takes one sign, or tab, space"],
    [{ delimiter: 'x' }, "⟪delimiter⟫: got 'x', takes one sign, or tab, space"],
    [{ delimiter: '§' }, "⟪delimiter⟫: got '§', takes one sign, or tab, space"],
    [{ comment: 'none' }, "⟪comment⟫: got 'none', takes one sign"],
    [{ decimal: 'x' }, "⟪decimal⟫: got 'x', takes . or ,"],
    [{ thousands: '1' }, "⟪thousands⟫: got '1', takes one sign, or space, none"],
    [{ header: 'yes' }, "⟪header⟫: got 'yes', takes true or false"],
    [{ skip: '-1' }, "⟪skip⟫: got '-1', takes a whole number, 0 or more"],
    [{ onError: 'ignore' }, "⟪onError⟫: got 'ignore', takes stop, skip or fill"],
    [{ dateOrder: 'ymd' }, "⟪dateOrder⟫: got 'ymd', takes mdy or dmy"],
    [{ memory: '1zb' }, "⟪memory⟫: got '1zb', takes a size such as 500mb, 2GiB or 800000000"],
    [{ cacheDir: '' }, "⟪cacheDir⟫: got '', takes a directory"],
    [{ group: 'a', validation: '0' }, '⟪group⟫: got ⟪validation=0⟫, takes a share of the rows to split off'],
    [{ time: 'a', validation: 'v.csv' }, '⟪time⟫: got ⟪validation="v.csv"⟫, takes a share of the rows to split off'],
    [{ time: 'a', group: 'b' }, '⟪time⟫: got ⟪group⟫ too; rows can be split by groups or by time, not by both'],
    [{ probeSteps: '0' }, "⟪probeSteps⟫: got '0', takes a whole number, 1 or more"],
    [{ landscapeSteps: '-1' }, "⟪landscapeSteps⟫: got '-1', takes a whole number, 1 or more"],
    [
      { landscapeSteps: '2', landscapeMultipliers: '0' },
      "⟪landscapeMultipliers⟫: got '0', takes numbers above 0, separated by commas, such as 0.5,1,2",
    ],
    [
      { landscapeSteps: '2', landscapeMultipliers: '1,,2' },
      "⟪landscapeMultipliers⟫: got '1,,2', takes numbers above 0",
    ],
    [
      { landscapeMultipliers: '1,2' },
      '⟪landscapeMultipliers⟫: is of use with ⟪landscapeSteps⟫ only; add that, or leave it out',
    ],
    [{ probeUnit: '1:1' }, '⟪probeUnit⟫: is of use with ⟪probeSteps⟫ only; add that, or leave it out'],
    [
      { probeSteps: '5', probeUnit: '1' },
      "⟪probeUnit⟫: got '1', takes a hidden layer and its unit, both from 1, such as 2:1",
    ],
    [{ probeSteps: '5', probeUnit: '0:1' }, "⟪probeUnit⟫: got '0:1', takes a hidden layer and its unit"],
    [
      { probeSteps: '5', probeUnit: '9:1', layers: '20,10' },
      '⟪probeUnit⟫: got 9:1, and the network has 2 hidden layers; take a layer from 1 to 2',
    ],
    [
      { probeSteps: '5', probeUnit: '2:11', layers: '20,10' },
      '⟪probeUnit⟫: got 2:11, and layer 2 has 10 units; take a unit from 1 to 10',
    ],
    [
      { probeSteps: '5', probeUnit: '1:1', layers: 'none' },
      '⟪probeUnit⟫: got 1:1, and with ⟪layers=none⟫ there are no hidden units; leave it out',
    ],
    [{ nesterov: true }, '⟪nesterov⟫: got ⟪momentum=0⟫, takes a ⟪momentum⟫ above 0'],
    [{ init: 'he', initFrom: 'a.safetensors' }, '⟪init⟫: got ⟪initFrom⟫ too; initial weights are drawn or read'],
    [{ initScale: 1, initFrom: 'a.safetensors' }, '⟪initScale⟫: got ⟪initFrom⟫ too; initial weights are drawn or read'],
    [{ validateEvery: '3', validation: '0' }, '⟪validateEvery⟫: got ⟪validation=0⟫, takes rows to validate with'],
    [{ patience: '3', validation: '0' }, '⟪patience⟫: got ⟪validation=0⟫, takes validation rows to watch'],
    [{ learningRate: 1 } as never, 'learningRate: is no setting; docs/settings.md lists them'],
  ];
  for (const [given, message] of refusals) {
    it(`refuses ${JSON.stringify(given)} with what it got and what it takes`, () => {
      expect(() => makeConfig(given)).to.throw(message);
    });
  }

  it('names the command that takes several values of a setting, where there is one', () => {
    const sweep = '; bntrain sweep takes several';
    const refusal = (given: object) => {
      try {
        makeConfig(given);
        return 'none';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(refusal({ lr: '0.1,1' })).to.equal(`⟪lr⟫: got '0.1,1', takes a number above 0${sweep}`);
    expect(refusal({ batchSize: '16..64:3log' })).to.match(/takes several$/);
    expect(refusal({ activation: 'relu,tanh' })).to.match(/takes several$/);
    for (const other of [{ lr: '0.1,x' }, { lr: '0' }, { seed: '1,2' }]) expect(refusal(other)).not.to.contain(sweep);
  });
});
