/** Fields that name a run. */

import { count, optional, text } from './fields.ts';
import { cellSettings } from './settings.ts';

export const run = {
  arm: text('the arm'),
  seed: count('seed of the run'),
  part: optional(
    '⟪ensemble⟫',
    count('the network, by the part that validates it and that it does not learn from; from 1'),
  ),
};

/** A run, which may be that of a point of a sweep. */
export const cellRun = { ...run, cell: optional('a sweep', cellSettings) };
