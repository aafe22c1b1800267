/** Settings in events. */

import type { DataOptions } from '../data/reading/options.ts';
import {
  type Config,
  type SettingKey,
  settingKeys,
  settings,
  type TrainingConfig,
  tableKeys,
} from '../settings/table.ts';
import type { Field } from './fields.ts';

export const config = settingsField<TrainingConfig>(settingKeys, 'every setting in force, by key');

export const modelConfig = settingsField<Config>(settingKeys, 'every setting of the training, by key');

export const dataConfig = settingsField<DataOptions>(tableKeys, 'every setting of data in force, by key');

export const partialConfig = settingsField<Readonly<Partial<Config>>>(settingKeys, '');

/** Few settings, whose names and values the `start` event describes. */
export const cellSettings: Field<Readonly<Partial<Config>>> = {
  json: { type: 'object', propertyNames: { enum: settingKeys }, additionalProperties: {} },
  meaning: 'the settings of its point, by key',
};

/** No setting is required, because events of an earlier version lack the settings of later ones. */
function settingsField<T>(keys: readonly SettingKey[], meaning: string): Field<T> {
  const properties = Object.fromEntries(keys.map(key => [key, { description: settings[key].help }]));
  return { json: { type: 'object', properties, additionalProperties: false }, meaning };
}
