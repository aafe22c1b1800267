/** Checks events from outside against their descriptions. Loaded only where metrics are read. */

import { allEvents } from './all.ts';
import type { TrainingEvent } from './events.ts';
import { type JsonSchema, objectSchema } from './fields.ts';

const schemas: ReadonlyMap<string, JsonSchema> = new Map(
  allEvents.map(({ name, fields }) => [name, objectSchema(fields)]),
);
/** Files of earlier versions lack other fields of the start. */
const ofEveryStart = ['format', 'version', 'command', 'data', 'network', 'config', 'arms'];

/** The event in a value of JSON, null for an event of another command or of a later version, or what is wrong with it. */
export function checkEvent(value: unknown): TrainingEvent | null | string {
  if (!isObject(value) || typeof value.event !== 'string') return 'it is no event';
  const schema = schemas.get(value.event);
  if (schema === undefined) return null;
  const isStart = value.event === 'start';
  const problem =
    (isStart ? missing(ofEveryStart, value, '') : null) ?? problemOf(schema, value, '', isStart ? 'partial' : 'whole');
  return problem ?? (value as unknown as TrainingEvent);
}

type Json = Readonly<Record<string, unknown>>;

/** Unknown fields, and words that a later version may have added, are accepted; in a `partial` object fields may be missing. */
function problemOf(schema: JsonSchema, value: unknown, place: string, mode: 'whole' | 'partial'): string | null {
  const { type, items, properties, required, additionalProperties, minimum } = schema;
  const types = type === undefined ? [] : ([type].flat() as string[]);
  if (types.length > 0 && !types.some(name => isOfType(name, value))) {
    return `${place === '' ? 'it' : `'${place}'`} is not of type ${types.join(' or ')}`;
  }
  if (typeof value === 'number' && minimum !== undefined && value < (minimum as number))
    return `'${place}' is too small`;
  const inside = (part: unknown, key: string | number, found: unknown) =>
    problemOf(part as JsonSchema, found, place === '' ? String(key) : `${place}.${key}`, mode);
  if (Array.isArray(value))
    return items === undefined ? null : first(value.entries(), ([n, each]) => inside(items, n, each));
  if (!isObject(value)) return null;
  const lacks = mode === 'whole' ? missing((required ?? []) as string[], value, place) : null;
  return (
    lacks ??
    first(Object.entries(value), ([key, found]) => {
      const known = (properties ?? {}) as Json;
      if (Object.hasOwn(known, key)) return inside(known[key], key, found);
      return isObject(additionalProperties) ? inside(additionalProperties, key, found) : null;
    })
  );
}

function missing(keys: readonly string[], value: Json, place: string): string | null {
  const key = keys.find(each => !Object.hasOwn(value, each));
  return key === undefined ? null : `'${place === '' ? key : `${place}.${key}`}' is missing`;
}

function first<T>(values: Iterable<T>, problem: (value: T) => string | null): string | null {
  for (const value of values) {
    const found = problem(value);
    if (found !== null) return found;
  }
  return null;
}

function isOfType(name: string, value: unknown): boolean {
  if (name === 'null') return value === null;
  if (name === 'array') return Array.isArray(value);
  if (name === 'object') return isObject(value);
  if (name === 'integer') return Number.isSafeInteger(value);
  return typeof value === name;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
