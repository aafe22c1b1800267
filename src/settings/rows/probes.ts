/** Settings of what is measured within a run: logged steps, probes, landscapes. */

import { hiddenUnit, integer, multipliers } from '../kinds.ts';
import { setting } from '../setting.ts';

export const probeSettings = {
  logSteps: setting(integer(1), null, {
    group: 'output',
    value: '<n>',
    help: 'with ⟪json⟫, an event every n steps',
    shown: 'none',
  }),
  probeSteps: setting(integer(1), null, {
    group: 'output',
    value: '<n>',
    help: 'probe units, gradients and running statistics before training and after every n steps',
    shown: 'never',
    resume: 'freely',
  }),
  probeUnit: setting(hiddenUnit, null, {
    group: 'output',
    value: '<layer:unit>',
    help: 'with ⟪probeSteps⟫, the unit to follow, such as 2:1',
    shown: 'the first of the last hidden layer',
    resume: 'freely',
  }),
  landscapeSteps: setting(integer(1), null, {
    group: 'output',
    value: '<n>',
    help: 'measure loss and gradient at points along the gradient of every nth step',
    shown: 'never',
    resume: 'freely',
  }),
  landscapeMultipliers: setting(multipliers, [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4], {
    group: 'output',
    value: '<list>',
    help: 'with ⟪landscapeSteps⟫, its points: how many learning rates away',
    resume: 'freely',
  }),
};
