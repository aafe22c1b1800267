/**
 * Several values of one setting: a list `a,b`, or a range `a..b:n` of n values from a to b, both included. A range is spaced by
 * equal ratios (`a..b:nlog`) or equal differences (`a..b:nlin`); without a word, as it suits the setting.
 */

import { UserError } from '../base/errors.ts';
import { type Kind, toNumber, widths } from './kinds.ts';
import { type Config, type SettingKey, scopeOf, settings } from './table.ts';

export type Spacing = 'log' | 'linear';

/** What has several values: a setting, or another flag. */
export interface Ranged<T> {
  /** The name in messages. */
  readonly name: string;
  readonly kind: Kind<T>;
  /** How a range without a word is spaced. */
  readonly spacing: Spacing;
}

const MAX_VALUES = 10_000;
/** Settings of the network and of training that belong to a whole experiment, and why. */
const fixed: { readonly [K in SettingKey]?: string } = {
  norm: 'it is what the arms of a sweep differ in',
  initFrom: 'all points draw their initial weights',
  refit: 'networks that are compared have the same rows held out',
  patience: 'runs that end at different epochs have no common curve',
};

/** Whether a setting can have several values in a sweep. */
export function canSweep(key: SettingKey): boolean {
  return whyNotSwept(key) === null;
}

/** Why a setting cannot have several values in a sweep; null if it can. */
export function whyNotSwept(key: SettingKey): string | null {
  if (!['network', 'training'].includes(scopeOf(key))) return 'it is of the data, or of the whole sweep';
  return fixed[key] ?? null;
}

/** The values of a setting, in the order given. Throws UserError. */
export function valuesOfSetting<K extends SettingKey>(key: K, given: unknown): Config[K][] {
  const kind = settings[key] as Kind<Config[K]>;
  return valuesOf({ name: `⟪${key}⟫`, kind, spacing: settings[key].spacing ?? 'linear' }, given);
}

/** The values of a list or a range, in the order given; one if only one is given. Throws UserError. */
export function valuesOf<T>(ranged: Ranged<T>, given: unknown): T[] {
  const { name, kind } = ranged;
  if (Array.isArray(given) && given.length === 0 && kind.hasCommas !== true) {
    throw new UserError(`${name}: got an empty list, takes ${takesOf(ranged)}`);
  }
  const texts = itemsOf(kind, given).flatMap(item => rangeOf(ranged, item) ?? [item]);
  const values = texts.map(text => {
    const value = kind.parse(text);
    if (value === undefined) throw new UserError(`${name}: got '${shown(text)}', takes ${takesOf(ranged)}`);
    return value;
  });
  const known = new Set<string>();
  const twice = values.findIndex(value => known.size === known.add(JSON.stringify(value)).size);
  if (twice >= 0) throw new UserError(`${name}: has ${shown(texts[twice])} twice; give each value once`);
  return values;
}

/** The texts or values of a list. Slashes separate values that have commas themselves. */
function itemsOf(kind: Kind<unknown>, given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return isList(kind, given) ? given : [given];
  if (typeof given !== 'string' || kind.path !== undefined) return [given];
  if (kind.hasCommas !== true) return given.split(',').map(item => item.trim());
  const items = given.split('/').map(item => item.trim());
  if (items.length > 1) return items;
  const parts = given.split(',').map(part => part.trim());
  return isList(kind, parts) ? parts : [given];
}

/**
 * Whether these parts are values, and not the parts of one value. Layers such as 100x2 are a network each where all parts are
 * written so.
 */
function isList(kind: Kind<unknown>, parts: readonly unknown[]): boolean {
  if (kind.hasCommas !== true || parts.some(Array.isArray)) return true;
  const isNetwork = (part: unknown) => part === 'none' || (typeof part === 'string' && /^\d+x\d+$/.test(part));
  return kind.takes === widths.takes && parts.length > 1 && parts.every(isNetwork);
}

/** The values of a range; null for a text that is none. Throws UserError. */
function rangeOf<T>(ranged: Ranged<T>, given: unknown): number[] | null {
  const { name, kind } = ranged;
  if (typeof given !== 'string' || kind.path !== undefined || !given.includes('..')) return null;
  const refuse = (why: string) => new UserError(`${name}: got '${given}'${why}`);
  const [, from = '', to = '', , count, word] =
    /^([^.:]*(?:\.[^.:]+)?)\.\.([^:]*?)(:(\d+)(log|lin)?)?$/.exec(given) ?? [];
  const [a, b] = [toNumber(from.trim()), toNumber(to.trim())];
  if (Number.isNaN(a) || Number.isNaN(b)) throw refuse(`, takes ${takesOf(ranged)}`);
  if (count === undefined) throw refuse(`; say how many values, as in ${given.trim()}:5`);
  const n = Number(count);
  const spacing = word === undefined ? ranged.spacing : word === 'log' ? 'log' : 'linear';
  if (spacing === 'log' && Math.min(a, b) <= 0) {
    throw refuse('; values with equal ratios start above 0, or add lin for equal steps');
  }
  for (const end of [a, b]) {
    if (kind.parse(end) === undefined) throw new UserError(`${name}: got '${end}', takes ${takesOf(ranged)}`);
  }
  if (a >= b) throw refuse(a === b ? '; the ends are equal' : `, which runs backwards; write ${to}..${from}:${n}`);
  if (n < 2 || n > MAX_VALUES) throw refuse(`; take 2 to ${MAX_VALUES} values`);
  const values = spaced(a, b, n, spacing);
  if (!kind.isWhole) return values;
  const whole = [...new Set(values.map(Math.round))];
  if (whole.length < n)
    throw refuse(`, which has ${whole.length} different whole numbers; take ${whole.length} or fewer`);
  return whole;
}

/** n values from a to b, both included. */
export function spaced(a: number, b: number, n: number, spacing: Spacing): number[] {
  return Array.from({ length: n }, (_, i) => {
    if (i === 0) return a;
    if (i === n - 1) return b;
    const share = i / (n - 1);
    const value = spacing === 'log' ? a * (b / a) ** share : a + (b - a) * share;
    // The last digit is noise: 0.1, not 0.09999999999999999.
    return Number(value.toPrecision(15));
  });
}

function takesOf<T>({ kind, spacing }: Ranged<T>): string {
  if (kind.hasCommas) return `${kind.takes}; or several, separated by slashes`;
  if (kind.choices !== undefined) return `one or more of ${kind.choices.join(', ')}, separated by commas`;
  const range = kind.isWhole ? '2..8:4' : spacing === 'log' ? '0.001..1:7' : '0.1..0.9:5';
  return `${kind.takes}; or several, as in ${range} or separated by commas`;
}

function shown(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
