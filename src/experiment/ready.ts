/** An experiment whose data are read, with the settings that they decide. */

import { isDeepStrictEqual } from 'node:util';
import type { LoadedData } from '../data/load.ts';
import type { DataFacts } from '../settings/setting.ts';
import { decide, keysByData, type SettingKey, settingKeys, type TrainingConfig } from '../settings/table.ts';
import { type Arm, armConfig } from './arms.ts';
import type { Experiment } from './spec.ts';

export interface ReadyExperiment extends Experiment {
  config: TrainingConfig;
  /** The settings of `config` that the data decided. */
  decided: readonly SettingKey[];
}

/** Decides for each arm, because the defaults of an arm may depend on its own settings. */
export function readyExperiment(experiment: Experiment, data: LoadedData): ReadyExperiment {
  const facts: DataFacts = { task: data.description.task, rows: data.train.rows };
  const config = decide(experiment.config, facts);
  const arms = experiment.arms.map((arm): Arm => {
    const own = decide(armConfig(arm, experiment.config), facts);
    const keys = settingKeys.filter(key => key in arm.overrides || !isDeepStrictEqual(own[key], config[key]));
    return { name: arm.name, overrides: Object.fromEntries(keys.map(key => [key, own[key]])) };
  });
  return { ...experiment, arms, config, decided: keysByData(experiment.config) };
}
