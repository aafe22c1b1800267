/** Configs of training in tests. */

import { type GivenSettings, makeConfig } from '../../src/settings/config.ts';
import { decide, type TrainingConfig } from '../../src/settings/table.ts';

/** The config of a classification. */
export function trainingConfig(given: GivenSettings): TrainingConfig {
  return decide(makeConfig(given), { task: 'classification', rows: 100 });
}
