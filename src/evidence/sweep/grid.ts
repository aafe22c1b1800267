/** The grid of a sweep: settings of which some have several values, and every combination of these. */

import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../base/errors.ts';
import { formatCount, plural } from '../../base/text/format.ts';
import { type Arm, type Overrides, resolveArms } from '../../experiment/arms.ts';
import { checkBatchSize } from '../../experiment/spec.ts';
import { type Config, type GivenSettings, makeConfig } from '../../settings/config.ts';
import { integer } from '../../settings/kinds.ts';
import { canSweep, type Ranged, spaced, valuesOf, valuesOfSetting } from '../../settings/ranges.ts';
import { isFollower, type SettingKey, settingKeys } from '../../settings/table.ts';

/** Settings of which some may have several values, and the hidden layers by their number and width. */
export interface GridRequest {
  readonly given: GivenSettings;
  /** Numbers of hidden layers. */
  readonly depth?: unknown;
  /** Widths of the hidden layers. */
  readonly width?: unknown;
  /** Whether very many runs are meant. */
  readonly yes?: boolean;
}

export interface Grid {
  /** The settings of the first point. */
  readonly config: Config;
  /** For each point its value of every setting that differs between points. */
  readonly points: readonly Overrides[];
}

/** More runs than this are probably a mistake. */
const MAX_RUNS = 10_000;
/** The number and the width of hidden layers, which may be given instead of the layers. */
export const layerAxes = {
  depth: { name: '⟪depth⟫', kind: integer(1, 1000), spacing: 'linear' },
  width: { name: '⟪width⟫', kind: integer(1, 1_000_000), spacing: 'log' },
} as const satisfies Record<string, Ranged<number>>;
/** Networks by number and width of layers. */
const MAX_NETWORKS = 10_000;
/** The learning rates among which the largest stable one is searched, by half decades. */
const RATES = spaced(1e-3, 1e3, 13, 'log');

/** Every combination of the values; the last setting varies fastest. Throws UserError. */
export function makeGrid(request: GridRequest, arms: readonly Arm[]): Grid {
  const choices = choicesOf(request);
  const count = choices.reduce((product, values) => product * values.length, 1);
  if (count === 1) {
    throw new UserError('a sweep takes several values of a setting, such as ⟪lr=0.001..1:7⟫ or ⟪batchSize=16,64⟫');
  }
  return gridOf(request, choices, count, arms);
}

/** The learning rates of the search for the largest stable one. Throws UserError. */
export function makeStableGrid(request: GridRequest, arms: readonly Arm[]): Grid {
  if ((request.given.lr ?? null) !== null) {
    throw new UserError('⟪lr⟫: got ⟪maxStableLr⟫ too, which tries rates of its own; leave one of them out');
  }
  const choices = choicesOf(request);
  if (choices.some(values => values.length > 1)) {
    throw new UserError('⟪maxStableLr⟫: is searched at one point; give each setting one value, or leave it out');
  }
  return gridOf(request, [...choices, RATES.map(lr => ({ lr }))], RATES.length, arms);
}

function gridOf(
  { given, yes = false }: GridRequest,
  choices: readonly (readonly GivenSettings[])[],
  count: number,
  arms: readonly Arm[],
): Grid {
  const single = Object.fromEntries(Object.entries(given).filter(([key]) => !canSweep(key as SettingKey)));
  const { seeds } = makeConfig(single);
  const runs = count * seeds * arms.length;
  if (runs > MAX_RUNS && !yes) {
    const product = `${plural(count, 'point')}, ${plural(seeds, 'seed')} and ${plural(arms.length, 'arm')}`;
    throw new UserError(`the sweep has ${formatCount(runs)} runs (${product}); take fewer, or add ⟪yes⟫`);
  }
  const first = makeConfig({ ...single, ...Object.assign({}, ...choices.map(([value]) => value)) });
  const swept = new Set(choices.filter(({ length }) => length > 1).flatMap(([value]) => Object.keys(value!)));
  const keys = settingKeys.filter(key => swept.has(key) || isFollower(key, first));
  const points: Overrides[] = [];
  // Of each point only what may differ is kept, because points may be many.
  for (const point of combinations(choices)) {
    const config = makeConfig({ ...single, ...point });
    resolveArms(arms, config);
    checkBatchSize({ arms, config });
    points.push(Object.fromEntries(keys.map(key => [key, config[key]])));
  }
  const varied = keys.filter(key => points.some(point => !isDeepStrictEqual(point[key], first[key])));
  return { config: first, points: points.map(point => Object.fromEntries(varied.map(key => [key, point[key]]))) };
}

/** For each setting its values, as settings. */
function choicesOf({ given, depth, width }: GridRequest): GivenSettings[][] {
  const layers = layersOf(given, depth, width);
  return settingKeys.flatMap(key => {
    if (key === 'layers' && layers !== null) return [layers.map(value => ({ layers: value }))];
    const value = given[key] ?? null;
    if (value === null || !canSweep(key)) return [];
    return [valuesOfSetting(key, value).map(each => ({ [key]: each }))];
  });
}

/** The layers of every depth with every width; null if they are not given so. */
function layersOf({ layers }: GivenSettings, depth: unknown, width: unknown): number[][] | null {
  if (depth === undefined && width === undefined) return null;
  const [given, missing] = depth === undefined ? ['width', 'depth'] : ['depth', 'width'];
  if (depth === undefined || width === undefined) {
    throw new UserError(`⟪${given}⟫: takes ⟪${missing}⟫ too: hidden layers have a number and a width`);
  }
  if ((layers ?? null) !== null) {
    throw new UserError('⟪layers⟫: got ⟪depth⟫ and ⟪width⟫ too, which also make the layers; give one of the two');
  }
  const [depths, widths] = [valuesOf(layerAxes.depth, depth), valuesOf(layerAxes.width, width)];
  if (depths.length * widths.length > MAX_NETWORKS) {
    const networks = formatCount(depths.length * widths.length);
    throw new UserError(
      `⟪depth⟫: makes ${networks} networks with ⟪width⟫; take fewer, at most ${formatCount(MAX_NETWORKS)}`,
    );
  }
  return depths.flatMap(deep => widths.map(wide => Array<number>(deep).fill(wide)));
}

/** One after the other. */
function* combinations(choices: readonly (readonly GivenSettings[])[]): Generator<GivenSettings> {
  const [values, ...others] = choices;
  if (values === undefined) yield {};
  else for (const value of values) for (const rest of combinations(others)) yield { ...value, ...rest };
}
