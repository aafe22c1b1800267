/** What a trace shows: the rows of the batch, the step of training, the layer and its units. */

import { UserError } from '../../base/errors.ts';
import { plural } from '../../base/text/format.ts';
import { settingTo } from '../../base/text/setting-names.ts';
import type { Config } from '../../settings/config.ts';
import { integer, type Kind, positions } from '../../settings/kinds.ts';
import { type SettingKey, settingKeys, settings } from '../../settings/table.ts';

export interface TraceRequest {
  /** Rows of a batch. */
  readonly rows: number;
  /** The step of training, from 1. */
  readonly step: number;
  /** The batch norm layer, from 1. */
  readonly layer: number;
  /** Units of the layer, from 1. */
  readonly units: readonly number[];
}

/** Settings of training without effect: a trace has its own rows of a batch, and looks at one step of one network. */
const unused: readonly SettingKey[] = [
  ...([
    'batchSize',
    'ensemble',
    'refit',
    'validateEvery',
    'clipPredictions',
    'trainEvalRows',
    'seeds',
    'vary',
  ] as const),
];
export const tracedSettings: readonly SettingKey[] = settingKeys.filter(
  key => !['evidence', 'output'].includes(settings[key].group) && !unused.includes(key),
);

/** Unchecked values, as texts of the command line or as values. */
export type GivenTrace = { readonly [K in keyof TraceRequest]?: unknown };

const kinds: { readonly [K in keyof TraceRequest]: Kind<TraceRequest[K]> } = {
  rows: { ...integer(2), takes: 'a whole number, 2 or more: the variance of one row is 0' },
  step: integer(1),
  layer: integer(1),
  units: positions,
};

export const traceDefaults: TraceRequest = { rows: 8, step: 1, layer: 1, units: [1] };
const traceKeys = Object.keys(kinds) as readonly (keyof TraceRequest)[];

/** Throws UserError. */
export function traceRequest(given: GivenTrace): TraceRequest {
  const all = { ...traceDefaults, ...given };
  return Object.fromEntries(
    traceKeys.map(key => {
      const value = kinds[key].parse(all[key]);
      if (value === undefined) throw new UserError(`⟪${key}⟫: got '${all[key]}', takes ${kinds[key].takes}`);
      return [key, value];
    }),
  ) as unknown as TraceRequest;
}

/** Throws UserError for a network that has no such layer or unit. */
export function checkTraced({ layer, units }: TraceRequest, { layers, norm }: Config): void {
  if (norm !== 'batch') {
    throw new UserError(`${settingTo('norm', norm)}: a trace shows batch norm; leave it out`);
  }
  if (layers.length === 0) {
    const way = `give hidden layers, such as ${settingTo('layers', [10])}`;
    throw new UserError(`${settingTo('layers', layers)}: has no hidden layer to normalize; ${way}`);
  }
  if (layer > layers.length) {
    const has = `the network has ${plural(layers.length, 'batch norm layer')}`;
    throw new UserError(`⟪layer⟫: got ${layer}, and ${has} (${settingTo('layers', layers)}); ${give(layers.length)}`);
  }
  const width = layers[layer - 1]!;
  const beyond = units.find(unit => unit > width);
  if (beyond === undefined) return;
  throw new UserError(`⟪units⟫: got ${beyond}, and layer ${layer} has ${plural(width, 'unit')}; ${give(width)}`);
}

/** "give 1 or 2", "give 1 to 100" */
function give(most: number): string {
  return most === 1 ? 'give 1' : `give 1 ${most === 2 ? 'or' : 'to'} ${most}`;
}
