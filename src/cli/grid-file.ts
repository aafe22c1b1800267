/** The axes of a sweep from a YAML file: a map of settings to their values, which are lists or ranges. */

import { UserError } from '../base/errors.ts';
import { flagOf } from '../base/text/setting-names.ts';
import { layerAxes } from '../evidence/sweep/grid.ts';
import { type GivenSettings, noSetting } from '../settings/config.ts';
import { valuesOf, valuesOfSetting, whyNotSwept } from '../settings/ranges.ts';
import { isSetting } from '../settings/table.ts';
import { entriesOf, mapIn, parseYaml, readText } from './config-file.ts';

export interface GridFile {
  readonly settings: GivenSettings;
  readonly depth?: unknown;
  readonly width?: unknown;
}

const TAKES = "settings with their values, such as 'lr: 0.001..1:7', one a line";

/** Throws UserError with file and line. */
export function readGridFile(path: string): GridFile {
  const { document, refuse } = parseYaml(path, readText(path));
  const map = mapIn(path, document, TAKES);
  if (map === null) throw new UserError(`${path}: is empty, takes ${TAKES}`);
  const [settings, layers]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
  for (const { name, value, offset } of entriesOf(map, document, refuse)) {
    const isOfLayers = name === 'depth' || name === 'width';
    if (!isOfLayers && !isSetting(name)) throw refuse(offset, noSetting(name));
    const why = isOfLayers ? null : whyNotSwept(name);
    if (why !== null) throw refuse(offset, `${name}: cannot be swept: ${why}; leave it out of the grid`);
    try {
      if (isOfLayers) valuesOf(layerAxes[name], value);
      else valuesOfSetting(name, value);
    } catch (error) {
      throw error instanceof UserError ? refuse(offset, error.message.replace(`⟪${name}⟫`, name)) : error;
    }
    (isOfLayers ? layers : settings)[name] = value;
  }
  return { settings: settings as GivenSettings, ...layers };
}

/** Throws UserError for what is both in the file and on the command line. */
export function checkApart(path: string, { settings, ...layers }: GridFile, given: object): void {
  const twice = [...Object.keys(settings), ...Object.keys(layers)].find(key => key in given);
  if (twice === undefined) return;
  throw new UserError(`${flagOf(twice)}: is in ${path} too; leave one of them out`);
}
