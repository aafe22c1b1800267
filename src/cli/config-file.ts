/**
 * Settings from a YAML file; JSON is a subset of YAML. Its keys are those of the table of settings. A start event is
 * also a config file: only its `config` is used.
 */

import { readFileSync } from 'node:fs';
import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { UserError } from '../base/errors.ts';
import { unreadable } from '../base/files/files.ts';
import { type GivenSettings, noSetting } from '../settings/config.ts';
import { valuesOfSetting } from '../settings/ranges.ts';
import { isNullDefault } from '../settings/setting.ts';
import { isSetting, type SettingKey, settings } from '../settings/table.ts';

export interface ConfigFile {
  readonly settings: GivenSettings;
  /** A start event contains all settings, also those that nobody gave. */
  readonly isStartEvent: boolean;
  /** The settings of a start event that nobody gave, because the data decided them. */
  readonly decided: readonly string[];
}

/** Throws UserError with file and line for an unknown setting, or a value that a setting does not take. */
export function readConfigFile(path: string, several?: readonly SettingKey[]): ConfigFile {
  return parseConfigFile(path, readText(path), several);
}

/** The settings in `several` may have several values. */
export function parseConfigFile(path: string, content: string, several: readonly SettingKey[] = []): ConfigFile {
  // A file of metrics is a start event followed by other lines.
  const text = content.startsWith('{"event":"start"') ? content.split('\n', 1)[0]! : content;
  const { document, refuse } = parseYaml(path, text);
  const contents = mapIn(path, document, "settings, such as 'epochs: 50', one a line");
  if (contents === null) return { settings: {}, isStartEvent: false, decided: [] };
  const isStartEvent = (contents as YAMLMap).get('event') === 'start';
  const config = isStartEvent ? contents.get('config', true) : contents;
  if (!isMap(config)) throw new UserError(`${path}:1: the start event has no config`);
  const decided = isStartEvent ? plain(contents.get('decided', true), document, why => refuse(0, why)) : [];
  const given = settingsIn(config, document, several, refuse);
  return {
    settings: isStartEvent ? ofRuns(given) : given,
    isStartEvent,
    decided: Array.isArray(decided) ? decided.map(String) : [],
  };
}

/** Those that files of runs have. */
function ofRuns(given: GivenSettings): GivenSettings {
  return Object.fromEntries(Object.entries(given).filter(([key]) => settings[key as SettingKey].saved !== false));
}

type Refuse = (offset: number, why: string) => UserError;

/** Throws UserError with file and line. */
export function parseYaml(path: string, text: string): { readonly document: Document; readonly refuse: Refuse } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const refuse: Refuse = (offset, why) => new UserError(`${path}:${lines.linePos(offset).line}: ${why}`);
  const [error] = document.errors;
  if (error?.code === 'MULTIPLE_DOCS') throw refuse(error.pos[0], 'a second document begins; keep one');
  if (error !== undefined) throw refuse(error.pos[0], `is not YAML: ${error.message}`);
  return { document, refuse };
}

/** Null for an empty file. Throws UserError for something else than a map. */
export function mapIn(path: string, { contents }: Document, takes: string): YAMLMap | null {
  if (contents === null || (isScalar(contents) && contents.value === null)) return null;
  if (!isMap(contents)) throw new UserError(`${path}:1: takes ${takes}`);
  return contents as YAMLMap;
}

/** The keys of a map with their values, and where each key stands. Throws UserError for a key that is there twice. */
export function entriesOf(
  map: YAMLMap,
  document: Document,
  refuse: Refuse,
): { readonly name: string; readonly value: unknown; readonly offset: number }[] {
  const names = new Set<string>();
  return (map.items as Pair[]).map(({ key, value: node }) => {
    const name = String(isScalar(key) ? key.value : key);
    const offset = isScalar(key) ? key.range![0] : 0;
    if (names.has(name)) throw refuse(offset, `${name}: is given twice; leave one out`);
    names.add(name);
    return { name, value: plain(node, document, why => refuse(offset, `${name}: ${why}`)), offset };
  });
}

export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function settingsIn(map: YAMLMap, document: Document, several: readonly SettingKey[], refuse: Refuse): GivenSettings {
  const given: Partial<Record<SettingKey, unknown>> = {};
  for (const { name, value, offset } of entriesOf(map, document, refuse)) {
    if (!isSetting(name)) throw refuse(offset, noSetting(name));
    const inLine = (why: string) => refuse(offset, `${name}: ${why}`);
    const parsed = value !== null && several.includes(name) ? valuesFrom(name, value, inLine) : valueFrom(name, value);
    if (parsed === undefined) throw refuse(offset, `${name}: got ${shownValue(value)}, takes ${settings[name].takes}`);
    given[name] = parsed;
  }
  return given;
}

/**
 * The value of a setting; undefined if the setting does not take it. A number stands for its text too: `target: 3` is
 * the third column.
 */
function valueFrom(key: SettingKey, value: unknown): unknown {
  // In a start event a setting that is off or was detected is null.
  const { default: preset } = settings[key];
  if (value === null) return isNullDefault(preset) ? null : undefined;
  const parsed = settings[key].parse(value);
  return parsed === undefined && typeof value === 'number' ? settings[key].parse(String(value)) : parsed;
}

/** A value, or several of them as an array. */
function valuesFrom(key: SettingKey, value: unknown, refuse: (why: string) => UserError): unknown {
  try {
    const values = valuesOfSetting(key, value);
    return values.length === 1 ? values[0] : values;
  } catch (error) {
    throw error instanceof UserError ? refuse(error.message.slice(`⟪${key}⟫: `.length)) : error;
  }
}

/** A node as a value, with what its aliases stand for. */
function plain(node: unknown, document: Document, refuse: (why: string) => UserError): unknown {
  try {
    return isNode(node) ? node.toJS(document) : node;
  } catch (error) {
    // An alias of nothing, or too many of them.
    if (error instanceof ReferenceError) throw refuse(error.message);
    throw error;
  }
}

function shownValue(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
