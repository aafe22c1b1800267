/** docs/metrics.md as a schema: the tables' fields and types, and the examples. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './fixtures.ts';

interface Field {
  types: string[];
  optional: boolean;
}

export interface DocumentedEvent {
  example: Record<string, unknown>;
  /** By path: "best.epoch", and of the elements of an array "columns[].name". */
  fields: Map<string, Field>;
}

/** By the event's name. */
export function documentedEvents(): Map<string, DocumentedEvent> {
  const text = readFileSync(join(root, 'docs/metrics.md'), 'utf8');
  const events = new Map<string, DocumentedEvent>();
  for (const [, json, table] of text.matchAll(/```json\n(.*)\n```\n\n((?:\|.*\n)+)/g)) {
    const example = JSON.parse(json!);
    const rows = [...table!.matchAll(/^\| `([\w.[\]]+)` \| ([^|]+) \|/gm)];
    const fields = new Map(
      rows.map(([, path, type]) => {
        const [types, only] = type!.split(/, (?=\w+ only)/);
        return [path!, { types: types!.split(' or '), optional: only !== undefined }];
      }),
    );
    events.set(example.event, { example, fields });
  }
  return events;
}

/** What of an event is not as documented; nothing when all is. */
export function deviations(event: Record<string, unknown>, documented: DocumentedEvent | undefined): string[] {
  if (documented === undefined) return [`event '${event.event}' is not documented`];
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = (value: unknown, path: string) => {
    const field = documented.fields.get(path);
    if (field !== undefined) {
      seen.add(path);
      if (!field.types.includes(typeOf(value))) found.push(`${path} is ${typeOf(value)}, documented as ${field.types}`);
      const elements = `${path}[]`;
      if (Array.isArray(value) && [...documented.fields.keys()].some(known => known.startsWith(`${elements}.`))) {
        for (const element of value) visit(element, elements);
      }
    } else if (
      [...documented.fields.keys()].some(known => known.startsWith(`${path}.`)) &&
      typeOf(value) === 'object'
    ) {
      for (const [key, part] of Object.entries(value as object)) visit(part, `${path}.${key}`);
    } else {
      found.push(`${path} is not documented`);
    }
  };
  for (const [key, value] of Object.entries(event)) if (key !== 'event') visit(value, key);
  for (const [path, { optional }] of documented.fields) {
    if (!seen.has(path) && !optional) found.push(`${path} is missing`);
  }
  return found;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
