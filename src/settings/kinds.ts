/**
 * The kinds of values that settings take. Each parses a text of the command line, or a value of JSON, and describes
 * what it takes.
 */

import { dateParser } from '../data/tables/styles/date-format.ts';

export interface Kind<T> {
  /** Describes the values, for error messages. */
  readonly takes: string;
  /** Parses a given value; undefined refuses it. */
  parse(given: unknown): T | undefined;
  /** All values, if they can be listed. */
  readonly choices?: readonly string[];
  /** The kind of path, if the value is a path. */
  readonly path?: 'file' | 'directory';
  /** Whether the flag takes no value. */
  readonly isSwitch?: true;
  /** Whether the values are whole numbers. */
  readonly isWhole?: true;
  /** Whether the text of one value may have commas in it. */
  readonly hasCommas?: true;
}

const MAX_INTEGER = 2 ** 31 - 1;

export function integer(min: number, max = MAX_INTEGER): Kind<number> {
  const takes = max === MAX_INTEGER ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`;
  const parse = (given: unknown) => {
    const value = toNumber(given);
    return Number.isInteger(value) && value >= min && value <= max ? value : undefined;
  };
  return { takes, parse, isWhole: true };
}

export function real(takes: string, inRange: (value: number) => boolean): Kind<number> {
  const parse = (given: unknown) => {
    const value = toNumber(given);
    return Number.isFinite(value) && inRange(value) ? value : undefined;
  };
  return { takes, parse };
}

/** A number of things, or all of them. */
export const countOrAll: Kind<number | 'all'> = {
  takes: 'a whole number, 1 or more, or all',
  parse: given => (given === 'all' ? given : integer(1).parse(given)),
};

export const positive = real('a number above 0', value => value > 0);

export function choice<const T extends string>(choices: readonly T[]): Kind<T> {
  const takes = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  return { takes, parse: given => choices.find(value => value === given), choices };
}

/** `split,init`, or an array: one or more of the choices, each once, in their order. */
export function someOf<const T extends string>(choices: readonly T[]): Kind<T[]> {
  const takes = `one or more of ${choices.join(', ')}, separated by commas`;
  const parse = (given: unknown) => {
    const names: unknown[] = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [];
    const named = names.map(name => (typeof name === 'string' ? name.trim() : name));
    const valid = named.length > 0 && named.every(name => choices.some(choice => choice === name));
    return valid ? choices.filter(choice => named.includes(choice)) : undefined;
  };
  return { takes, parse, hasCommas: true };
}

/** `90%`, or 0.9. */
export const percentage: Kind<number> = {
  takes: 'a share above 0, such as 90%; at most 100%',
  parse(given) {
    const isPercent = typeof given === 'string' && given.endsWith('%');
    const value = isPercent ? toNumber(given.slice(0, -1)) / 100 : toNumber(given);
    return value > 0 && value <= 1 ? value : undefined;
  },
};

/** What the smallest effect of each claim may be. */
const effects: Readonly<Record<string, (value: number) => boolean>> = {
  faster: value => value >= 1 && value < Number.POSITIVE_INFINITY,
  initialization: value => value > 0 && value < Number.POSITIVE_INFINITY,
  regularizes: value => value >= 0 && value < Number.POSITIVE_INFINITY,
};

/** `faster=1.2,init=1`, or an object of numbers by claim. */
export const smallestEffects: Kind<Readonly<Record<string, number>>> = {
  takes:
    'numbers by claim such as faster=1.2,initialization=1,regularizes=0.02 (faster: 1 or more; initialization: above 0)',
  parse(given) {
    const pairs = effectsIn(given).map(([name, value]) => [name === 'init' ? 'initialization' : name, value] as const);
    const valid = pairs.every(([name, value]) => Object.hasOwn(effects, name) && effects[name]!(value));
    const named = new Set(pairs.map(([name]) => name));
    return valid && named.size > 0 && named.size === pairs.length ? Object.fromEntries(pairs) : undefined;
  },
  hasCommas: true,
};

/** Names with their numbers; NaN for what is none. */
function effectsIn(given: unknown): [name: string, value: number][] {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return Object.entries(given).map(([name, value]) => [name, toNumber(value)]);
  }
  if (typeof given !== 'string') return [];
  return given.split(',').map(part => {
    const [, name = '', value] = /^\s*(\w+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    return [name, toNumber(value)];
  });
}

/** The names of a registry, as the values of a setting. */
export function nameIn<T extends string>(registry: Readonly<Record<T, unknown>>): Kind<T> {
  return choice(Object.keys(registry) as T[]);
}

/** Any text that is not empty. */
export function text(takes: string): Kind<string> {
  return { takes, parse: given => (typeof given === 'string' && given !== '' ? given : undefined) };
}

/** Columns as a text, or an array of them, of which a name with a comma gets quotes. */
export function columnList(takes: string): Kind<string> {
  const parse = (given: unknown) => {
    if (!Array.isArray(given)) return text(takes).parse(given);
    const items = given.map(item => (typeof item === 'number' ? String(item) : item));
    if (items.length === 0 || !items.every(item => typeof item === 'string' && item !== '')) return undefined;
    return items.map(item => (/^"|,|^\s|\s$/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(',');
  };
  return { takes, parse };
}

/** `a=2,b=1` or another text, or an object of numbers by name, of which a name with other signs gets quotes. */
export function numbersByName(takes: string): Kind<string> {
  const parse = (given: unknown) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return text(takes).parse(given);
    const pairs = Object.entries(given);
    if (pairs.length === 0 || !pairs.every(([, value]) => Number.isFinite(toNumber(value)))) return undefined;
    return pairs.map(([name, value]) => `'${name.replaceAll("'", "''")}'=${value}`).join(',');
  };
  return { takes, parse };
}

export function path(kind: 'file' | 'directory', takes: string): Kind<string> {
  return { ...text(takes), path: kind, hasCommas: true };
}

/** One ASCII character, given directly or by a name that needs no quotes in a shell. */
export function sign(takes: string, names: Readonly<Record<string, string>> = {}): Kind<string> {
  const parse = (given: unknown) => {
    const value = typeof given === 'string' ? (names[given] ?? given) : '';
    return value === names[value] || /^[\t -/:-@[-`{-~]$/.test(value) ? value : undefined;
  };
  return { takes, parse };
}

/** A format of strptime that has a year, a month and a day, or a year and a month, or a time of day. */
export const dateFormat: Kind<string> = {
  takes:
    "a format with %Y or %y, %m or %b, and %d, such as '%d.%m.%y %H:%M'; a month such as '%Y-%m', or a time such as '%H:%M'",
  parse: given => (typeof given === 'string' && dateParser(given) !== null ? given : undefined),
};

export const toggle: Kind<boolean> = {
  takes: 'true or false',
  parse: given => (typeof given === 'boolean' ? given : undefined),
  isSwitch: true,
};

/** `NA,unknown`, or an array, which may be empty. */
export const words: Kind<string[]> = {
  takes: 'words, separated by commas',
  parse(given) {
    if (Array.isArray(given)) return given.map(String);
    if (typeof given !== 'string') return undefined;
    const parts = given.split(',').map(word => word.trim());
    return parts.filter(word => word !== '');
  },
};

/** `0.5,1,2`, or an array of numbers. */
export const multipliers: Kind<number[]> = {
  takes: 'numbers above 0, separated by commas, such as 0.5,1,2',
  parse(given) {
    const parts: unknown[] = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [given];
    const values = parts.map(part => toNumber(typeof part === 'string' ? part.trim() : part));
    return values.every(value => value > 0 && Number.isFinite(value)) && values.length > 0 ? values : undefined;
  },
  hasCommas: true,
};

/** `2:1`: a hidden layer and a unit of it, both from 1. */
export const hiddenUnit: Kind<string> = {
  takes: 'a hidden layer and its unit, both from 1, such as 2:1',
  parse: given => (typeof given === 'string' && /^[1-9]\d{0,6}:[1-9]\d{0,6}$/.test(given) ? given : undefined),
};

/** `0.9,0.999`, or an array of two numbers. */
export const betas: Kind<[number, number]> = {
  takes: 'two numbers from 0 to below 1, such as 0.9,0.999',
  parse(given) {
    const parts: unknown[] = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [];
    const values = parts.map(part => toNumber(typeof part === 'string' ? part.trim() : part));
    const valid = values.length === 2 && values.every(value => value >= 0 && value < 1);
    return valid ? (values as [number, number]) : undefined;
  },
  hasCommas: true,
};

/** The number that is given, as a number or a text; NaN if it is none. */
export function toNumber(given: unknown): number {
  if (typeof given === 'number') return given;
  // No digit can be in two places of the pattern, so a long text takes no longer than its length.
  return typeof given === 'string' && /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(given)
    ? Number(given)
    : Number.NaN;
}

const MAX_LAYERS = 1000;
const MAX_WIDTH = 1_000_000;

/** `100,100`, `100x5,10`, `none`, or an array of widths or such texts. */
export const widths: Kind<number[]> = {
  takes: `widths such as 100,100 or 100x5 (each 1 to ${MAX_WIDTH}, at most ${MAX_LAYERS} layers), or none`,
  parse(given) {
    const parts: unknown[] =
      given === 'none' ? [] : Array.isArray(given) ? given : [typeof given === 'string' ? given : 0];
    const list = parts.flatMap(part =>
      typeof part === 'string' ? expand(part) : [Number.isInteger(part) ? Number(part) : 0],
    );
    const valid = list.every(width => width >= 1 && width <= MAX_WIDTH);
    return valid && list.length <= MAX_LAYERS ? list : undefined;
  },
  hasCommas: true,
};

/** The widths in a text; [0], which is not a width, if it is not understood. */
function expand(given: string): number[] {
  return given.split(',').flatMap(part => {
    const [, width, times = '1'] = /^\s*(\d{1,7})(?:x(\d{1,4}))?\s*$/.exec(part) ?? [];
    const count = Number(times);
    return width === undefined || count < 1 || count > MAX_LAYERS ? [0] : Array<number>(count).fill(Number(width));
  });
}

/** `1,4-6`, or an array of positions, in this order. */
export const positions: Kind<number[]> = {
  takes: 'positions from 1, such as 1,4-6',
  parse(given) {
    const parts: unknown[] = Array.isArray(given) ? given : String(given).split(',');
    const found = parts.flatMap(part => {
      const [, first, last = first] = /^\s*([1-9]\d{0,6})(?:-([1-9]\d{0,6}))?\s*$/.exec(String(part)) ?? [];
      const [from, to] = [Number(first), Number(last)];
      return to >= from && to <= MAX_WIDTH ? Array.from({ length: to - from + 1 }, (_, n) => from + n) : [0];
    });
    return found.length > 0 && !found.includes(0) ? [...new Set(found)] : undefined;
  },
};

/** A share of the rows, or a file. */
export const shareOrFile: Kind<number | string> = {
  takes: 'a fraction from 0 to below 1, or a file',
  parse(given) {
    const value = toNumber(given);
    // The user probably means a percentage, not a file of that name.
    if (typeof given === 'string' && /^[\d.]+%$/.test(given)) return undefined;
    if (Number.isNaN(value)) return typeof given === 'string' && given !== '' ? given : undefined;
    return value >= 0 && value < 1 ? value : undefined;
  },
  path: 'file',
};
