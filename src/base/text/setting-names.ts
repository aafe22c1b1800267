/**
 * Names of settings in messages. Code below the command line does not know how a setting is given: it writes
 * ⟪batchSize⟫, or ⟪onError=skip⟫ with a value. The code that shows the message inserts the name: the command line
 * `--batch-size` and `--on-error skip`, the library `batchSize` and `onError: 'skip'`.
 */

import { writtenNumber } from './format.ts';

export type SettingValue =
  | string
  | number
  | boolean
  | null
  | readonly (string | number)[]
  | Readonly<Record<string, number>>;

/** Writes the name of a setting, with its value if there is one. */
export type NameStyle = (key: string, value?: SettingValue) => string;

/** The placeholder for a setting with any value. */
export function settingTo(key: string, value: SettingValue): string {
  return `⟪${key}=${JSON.stringify(value).replaceAll('⟫', '\\u27eb')}⟫`;
}

/** `--batch-size 64`, `--no-shuffle`; a value is quoted for a shell if necessary. */
export const asFlag: NameStyle = (key, value) => {
  if (value === false) return flagOf(key, false);
  return value === undefined || value === true ? flagOf(key) : `${flagOf(key)} ${inShell(asText(value))}`;
};

/** `batchSize: 64`, `shuffle: false` */
export const asProperty: NameStyle = (key, value) => {
  if (value === undefined) return key;
  return `${key}: ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`;
};

/** "--batch-size", or "--no-shuffle" to switch a setting off. */
export function flagOf(key: string, on = true): string {
  const words = key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return `--${on ? '' : 'no-'}${words}`;
}

/** A value in the form that the command line takes. */
function asText(value: SettingValue): string {
  if (typeof value === 'number') return writtenNumber(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return Object.entries(value)
    .map(([name, number]) => `${name}=${number}`)
    .join(',');
}

/** The text as one word of a shell. */
export function inShell(text: string): string {
  return /^[\w./+@%:,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const SETTING = /⟪([a-z]\w*)(?:=([^⟫]*))?⟫/gi;

/** Replaces the placeholders in a message. */
export function nameSettings(message: string, style: NameStyle): string {
  return message.replaceAll(SETTING, (_, key: string, value?: string) =>
    value === undefined ? style(key) : style(key, parsed(value)),
  );
}

/** Replaces the placeholders in all texts of an event. */
export function nameSettingsIn<T>(value: T, style: NameStyle): T {
  if (typeof value === 'string') return nameSettings(value, style) as T;
  if (Array.isArray(value)) return value.map(item => nameSettingsIn(item, style)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nameSettingsIn(item, style)])) as T;
}

/** Parses JSON, or returns a plain word. */
function parsed(value: string): SettingValue {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
