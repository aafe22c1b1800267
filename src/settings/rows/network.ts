/** Settings of the network. */

import { list } from '../../base/text/format.ts';
import { activationNames, activationDefinitions as activations } from '../../kernels/reference/activations.ts';
import { normNames } from '../../kernels/reference/norms.ts';
import { defaultInit, standardDeviations } from '../../network/init.ts';
import { type BnStats, conventions } from '../../network/layers/batch-norm.ts';
import { choice, nameIn, path, positive, real, widths } from '../kinds.ts';
import { follows, setting } from '../setting.ts';

const saturating = activationNames.filter(name => activations[name].saturates);

export const networkSettings = {
  layers: setting(widths, [100, 100], {
    group: 'network',
    value: '<widths>',
    short: 'l',
    help: 'hidden widths, such as 100x5 or none',
  }),
  activation: setting(nameIn(activations), 'relu', {
    group: 'network',
    value: '<name>',
    help: Object.keys(activations).join(', '),
  }),
  init: setting(nameIn(standardDeviations), follows('activation', defaultInit), {
    group: 'network',
    value: '<rule>',
    help: `initial weights: ${Object.keys(standardDeviations).join(', ')}`,
    shown: `he; xavier for ${list(saturating, saturating.length)}`,
  }),
  initScale: setting(positive, 1, {
    group: 'network',
    spacing: 'log',
    value: '<s>',
    help: 'multiplies the rule; for normal it is the standard deviation',
  }),
  initFrom: setting(path('file', 'a safetensors file'), null, {
    group: 'network',
    value: '<file>',
    help: 'start from the weights of a saved model, or of a PyTorch state_dict (safetensors)',
  }),
  norm: setting(choice(['none', ...normNames]), 'batch', {
    group: 'network',
    value: '<name>',
    help: `between affine and activation: none, ${normNames.join(', ')}`,
  }),
  bnMomentum: setting(
    real('a number above 0, at most 1', value => value > 0 && value <= 1),
    follows('bnStats', (stats: BnStats) => conventions[stats].momentum),
    {
      group: 'network',
      value: '<m>',
      help: "running statistics' weight of the new value",
      shown: '0.1; 0.01 for keras',
    },
  ),
  // A smaller number would be 0 in float32.
  bnEps: setting(
    real('a number, 1e-30 or more', value => value >= 1e-30),
    1e-5,
    { group: 'network', spacing: 'log', value: '<e>', help: 'added to the variance under the root' },
  ),
  bnStats: setting(nameIn(conventions), 'pytorch', {
    group: 'network',
    value: '<convention>',
    help: 'running statistics as in pytorch, cs231n or keras',
  }),
};
