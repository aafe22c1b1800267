/**
 * How messages name settings. No message below the command line knows how a setting is given: it writes ⟪batchSize⟫, or
 * ⟪onError=skip⟫ with a value, and whoever shows the message puts the name in: the command line `--batch-size` and
 * `--on-error skip`, the library `batchSize` and `onError: 'skip'`.
 */

export type SettingValue = string | number | boolean | null | readonly (string | number)[];

/** Writes a setting's name, with its value where there is one. */
export type NameStyle = (key: string, value?: SettingValue) => string;

/** Names a setting with a value that may hold anything. */
export function settingTo(key: string, value: SettingValue): string {
  return `⟪${key}=${JSON.stringify(value).replaceAll('⟫', '\\u27eb')}⟫`;
}

/** `--batch-size 64`, `--no-shuffle`, quoted for a shell where the value needs it. */
export const asFlag: NameStyle = (key, value) => {
  if (value === false) return flagOf(key, false);
  return value === undefined || value === true ? flagOf(key) : `${flagOf(key)} ${inShell(asText(value))}`;
};

/** `batchSize: 64`, `shuffle: false` */
export const asProperty: NameStyle = (key, value) => {
  if (value === undefined) return key;
  return `${key}: ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`;
};

/** "--batch-size", and "--no-shuffle" for what switches off. */
export function flagOf(key: string, on = true): string {
  const words = key.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
  return `--${on ? '' : 'no-'}${words}`;
}

/** A value as the command line takes it. */
function asText(value: SettingValue): string {
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? 'none' : value.join(',');
}

/** As a shell takes it for one word. */
export function inShell(text: string): string {
  return /^[\w./+@%:,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const SETTING = /⟪([a-z]\w*)(?:=([^⟫]*))?⟫/gi;

/** A message with its settings named. */
export function nameSettings(message: string, style: NameStyle): string {
  return message.replaceAll(SETTING, (_, key: string, value?: string) =>
    value === undefined ? style(key) : style(key, parsed(value)),
  );
}

/** The same in all texts of an event. */
export function nameSettingsIn<T>(value: T, style: NameStyle): T {
  if (typeof value === 'string') return nameSettings(value, style) as T;
  if (Array.isArray(value)) return value.map(item => nameSettingsIn(item, style)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, nameSettingsIn(item, style)])) as T;
}

/** JSON, or a plain word. */
function parsed(value: string): SettingValue {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
