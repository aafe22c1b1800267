/** `sweep`: both arms over a grid of settings. */

import { UserError } from '../../base/errors.ts';
import { makeGrid, makeStableGrid } from '../../evidence/sweep/grid.ts';
import { comparedArms } from '../../experiment/arms.ts';
import type { Invocation } from '../command.ts';
import { trainExperiment } from '../run.ts';

export async function sweep({ args: paths, flags, given }: Invocation): Promise<void> {
  const { depth, width, yes = false, maxStableLr = false } = flags;
  if (flags.logEpochs && !flags.json) throw new UserError('⟪logEpochs⟫: is of use with ⟪json⟫ only; add that');
  const request = { given, depth, width, yes };
  const { config, points } = (maxStableLr ? makeStableGrid : makeGrid)(request, comparedArms);
  const search = maxStableLr ? { search: 'stable-lr' as const } : {};
  await trainExperiment({ command: 'sweep', paths, arms: comparedArms, config, points, ...search }, flags);
}
