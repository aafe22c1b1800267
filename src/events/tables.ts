/** The tables of fields in docs/metrics.md. Each table follows an example of its event. */

import { asFlag, nameSettings } from '../base/text/setting-names.ts';
import { allEvents } from './all.ts';
import type { Fields, JsonSchema } from './fields.ts';

const EXAMPLE = /(```json\n(\{"event":"([\w-]+)".*\})\n```\n\n)((?:\|.*\n)+)/g;

/** Replaces every table of the text by a new one. */
export function withTables(markdown: string): string {
  const byName = new Map(allEvents.map(event => [event.name, event.fields]));
  return markdown.replaceAll(EXAMPLE, (all, head: string, _json, name: string) => {
    const fields = byName.get(name);
    return fields === undefined ? all : head + tableOf(fields);
  });
}

/** The examples, by the event's name. */
export function examplesIn(markdown: string): Map<string, unknown> {
  return new Map([...markdown.matchAll(EXAMPLE)].map(([, , json, name]) => [name!, JSON.parse(json!)]));
}

function tableOf(fields: Fields): string {
  const lines = ['| field | type | meaning |', '|---|---|---|', ...rowsOf(fields, ''), ''];
  return nameSettings(lines.join('\n'), asFlag);
}

/** A field with parts is replaced by the rows of its parts. An array, or values by name, keep their own row before them. */
function rowsOf(fields: Fields, prefix: string): string[] {
  return Object.entries(fields).flatMap(([name, { json, meaning, only, parts }]) => {
    const path = `${prefix}${name}`;
    const only_ = only === undefined ? '' : `, ${only} only`;
    const own = `| \`${path}\` | ${typesOf(json).join(' or ')}${only_} | ${meaning} |`.replace('|  |', '| |');
    if (parts === undefined) return [own];
    if (typesOf(json).includes('array')) return [own, ...rowsOf(parts, `${path}[].`)];
    return json.additionalProperties ? [own, ...rowsOf(parts, `${path}.*.`)] : rowsOf(parts, `${path}.`);
  });
}

function typesOf({ type, enum: values, const: value }: JsonSchema): string[] {
  if (Array.isArray(type)) return type;
  if (typeof type === 'string') return [type];
  const possible: unknown[] = Array.isArray(values) ? values : [value];
  return [...new Set(possible.map(each => (each === null ? 'null' : typeof each)))];
}
