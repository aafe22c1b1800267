import { expect } from 'chai';
import { adviseEngine, fasterEngineEvent, isWorthMeasuring } from '../../src/experiment/faster-engine.ts';
import { trainingConfig } from '../support/configs.ts';

describe('a faster engine', () => {
  const config = trainingConfig({ batchSize: 128, layers: [512, 512] });
  const widths = [784, 512, 512, 10];
  /** Steps of 5 ms. */
  const long = { steps: 4000, seconds: 20 };

  it('is looked for after long trainings, most of whose time products take', () => {
    expect(isWorthMeasuring({ widths, config }, long)).to.equal(true);
    expect(isWorthMeasuring({ widths, config }, { steps: 1000, seconds: 5 }), 'short').to.equal(false);
    expect(isWorthMeasuring({ widths, config }, { steps: 100, seconds: 20 }), 'few steps').to.equal(false);
    expect(isWorthMeasuring({ widths: [4, 8, 3], config }, { steps: 1e6, seconds: 20 }), 'small').to.equal(false);
    expect(isWorthMeasuring({ widths: [20_000, 1000, 10], config }, long), 'large').to.equal(false);
  });

  it('is not looked for where an engine was asked for, or the run was interrupted', async () => {
    const task = { config: { ...config, engine: 'fused' }, widths, engine: {} } as any;
    expect(await adviseEngine(task, { ...long, interrupted: false })).to.equal(null);
    expect(await adviseEngine({ ...task, config }, { ...long, interrupted: true })).to.equal(null);
  });

  it('is named with its library and both times', () => {
    const blas = { library: 'OpenBLAS', version: '0.3.21', core: 'SkylakeX', file: 'a.so' } as any;
    const { sentence, ...event } = fasterEngineEvent({ name: 'wide' }, { blas }, { now: 0.006, blas: 0.004 });
    expect(event).to.deep.equal({
      event: 'faster-engine',
      blas: { library: 'OpenBLAS', version: '0.3.21', core: 'SkylakeX' },
      seconds: 0.006,
      blasSeconds: 0.004,
      ratio: 1.5,
    });
    expect(sentence).to.equal(
      '⟪engine=blas⟫ would train this network 1.5 times as fast: a step takes 4.00 ms with OpenBLAS 0.3.21 (SkylakeX) and ' +
        '6.00 ms with the wide kernels, measured after training.',
    );
  });
});
