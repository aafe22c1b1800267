/** `sweep`: both arms over a grid of settings. */

import { UserError } from '../../base/errors.ts';
import { type GridRequest, makeGrid, makeStableGrid } from '../../evidence/sweep/grid.ts';
import { comparedArms } from '../../experiment/arms.ts';
import type { Invocation } from '../command.ts';
import { trainExperiment } from '../run.ts';

export async function sweep(invocation: Invocation): Promise<void> {
  const { args: paths, flags } = invocation;
  const { maxStableLr = false } = flags;
  if (flags.logEpochs && !flags.json) throw new UserError('⟪logEpochs⟫: is of use with ⟪json⟫ only; add that');
  const { config, points } = (maxStableLr ? makeStableGrid : makeGrid)(await requestOf(invocation), comparedArms);
  const search = maxStableLr ? { search: 'stable-lr' as const } : {};
  await trainExperiment({ command: 'sweep', paths, arms: comparedArms, config, points, ...search }, flags);
}

/** Throws UserError. */
async function requestOf({ flags, given }: Invocation): Promise<GridRequest> {
  const { depth, width, yes = false, grid } = flags;
  const layers = { ...(depth === undefined ? {} : { depth }), ...(width === undefined ? {} : { width }) };
  if (grid === undefined) return { given, ...layers, yes };
  const { checkApart, readGridFile } = await import('../grid-file.js');
  const file = readGridFile(grid);
  checkApart(grid, file, { ...given, ...layers });
  return { ...file, ...layers, given: { ...given, ...file.settings }, yes };
}
