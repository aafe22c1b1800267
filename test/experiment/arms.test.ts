import { expect } from 'chai';
import {
  type Arm,
  armConfig,
  armOf,
  comparedArms,
  knownArm,
  overriddenSettings,
  resolveArms,
  sharedConfig,
} from '../../src/experiment/arms.ts';
import { makeConfig } from '../../src/settings/config.ts';

const config = makeConfig({});
const slow: Arm = { name: 'slow', overrides: { lr: 0.01, bnMomentum: 0.5 } };

describe('arms', () => {
  it('are a name and settings in the place of the shared ones', () => {
    expect(armConfig(slow, config)).to.deep.equal({ ...config, lr: 0.01, bnMomentum: 0.5 });
    expect(comparedArms.map(({ name }) => name)).to.deep.equal(['baseline', 'batchnorm']);
    expect(comparedArms.map(arm => armConfig(arm, config).norm)).to.deep.equal(['none', 'batch']);
  });

  it("are found by their norm and by their names where they are bntrain's own", () => {
    for (const norm of ['none', 'batch', 'layer'] as const) {
      const arm = armOf(norm);
      expect(arm.overrides).to.deep.equal({ norm });
      expect(knownArm(arm.name)).to.deep.equal(arm);
    }
    expect(knownArm('slow')).to.equal(undefined);
  });

  it('leave a setting that all of them override at its default in the shared settings', () => {
    const changed = makeConfig({ norm: 'layer', lr: 0.5 });
    expect(sharedConfig(comparedArms, changed)).to.deep.equal({ ...changed, norm: 'batch' });
    expect(sharedConfig([slow, ...comparedArms], changed)).to.deep.equal(changed);
  });

  it('share settings that go together, also where all of them override one', () => {
    const adam = makeConfig({ optimizer: 'adam', betas: [0.8, 0.99] });
    const arms: Arm[] = [
      { name: 'adam', overrides: { optimizer: 'adam' } },
      { name: 'adamw', overrides: { optimizer: 'adamw' } },
    ];
    const shared = sharedConfig(arms, adam);
    expect(makeConfig(shared)).to.deep.equal(shared);
  });

  const refused: [string, readonly Arm[], RegExp][] = [
    ['none at all', [], /got none, takes 1 or more/],
    ['two of one name', [slow, { ...slow, overrides: {} }], /two are named 'slow'/],
    ['a name that cannot be a file', [{ ...slow, name: '../x' }], /got the name '\.\.\/x'/],
    ['a setting of data', [{ ...slow, overrides: { target: 'x' } }], /sets ⟪target⟫, which all arms share/],
    ['a seed of its own', [{ ...slow, overrides: { seed: 2 } }], /sets ⟪seed⟫/],
    ['batches of its own', [{ ...slow, overrides: { batchSize: 8 } }], /sets ⟪batchSize⟫/],
    ['initial weights of its own', [{ ...slow, overrides: { layers: [3], init: 'he' } }], /⟪layers⟫ and ⟪init⟫/],
    ['a value that the setting does not take', [{ ...slow, overrides: { lr: -1 } }], /^arm 'slow': ⟪lr⟫: got '-1'/],
    ['settings that exclude one another', [{ ...slow, overrides: { nesterov: true } }], /^arm 'slow': ⟪nesterov⟫: got/],
    ['a setting that there is not', [{ ...slow, overrides: { rate: 1 } as never }], /rate: is no setting/],
  ];
  for (const [what, arms, message] of refused) {
    it(`are refused with ${what}`, () => {
      expect(() => resolveArms(arms, config)).to.throw(message);
    });
  }

  it('have the values of a config, whether they are given as values or as texts', () => {
    const texts = { optimizer: 'adam', betas: '0.5,0.6', norm: undefined } as never;
    const [arm] = resolveArms([{ name: 'texts', overrides: texts }], config);
    expect(arm!.overrides).to.deep.equal({ optimizer: 'adam', betas: [0.5, 0.6], lr: 0.001 });
  });

  it('take the defaults that follow their settings, where those were not given', () => {
    const adam: Arm = { name: 'adam', overrides: { optimizer: 'adam' } };
    const keras: Arm = { name: 'keras', overrides: { norm: 'batch', bnStats: 'keras' } };
    const [one, other] = resolveArms([adam, keras], {});
    expect(one!.overrides).to.deep.equal({ optimizer: 'adam', lr: 0.001 });
    expect(other!.overrides).to.deep.equal({ norm: 'batch', bnStats: 'keras', bnMomentum: 0.01 });
    expect(resolveArms([adam], { lr: 0.1 })[0]!.overrides).to.deep.equal({ optimizer: 'adam' });
    expect(resolveArms([{ name: 'tanh', overrides: { activation: 'tanh' } }], {})[0]!.overrides).to.deep.equal({
      activation: 'tanh',
    });
  });

  it('may have the activation of another rule of initial weights beside weights from a file', () => {
    const fromFile = makeConfig({ initFrom: 'a.safetensors', activation: 'relu' });
    expect(() => resolveArms([{ name: 'tanh', overrides: { activation: 'tanh' } }], fromFile)).to.not.throw();
  });

  it('leave no shared setting that is overridden by all of them unmentioned', () => {
    const shared = makeConfig({ norm: 'layer', lr: 0.5 });
    expect(overriddenSettings(comparedArms, shared)).to.deep.equal(['norm']);
    expect(overriddenSettings([slow, { name: 'fast', overrides: { lr: 0.5 } }], shared)).to.deep.equal([]);
    expect(overriddenSettings([armOf('layer')], shared)).to.deep.equal([]);
  });

  it('have layers and the unit that probes follow in common', () => {
    const given = { layers: [5, 5, 5], probeSteps: 1, probeUnit: '3:5' };
    expect(resolveArms(comparedArms, given).map(({ overrides }) => overrides)).to.deep.equal([
      { norm: 'none' },
      { norm: 'batch' },
    ]);
  });

  it('are taken in any number', () => {
    expect(() => resolveArms([...comparedArms, armOf('layer'), slow], config)).to.not.throw();
  });
});
