/**
 * Checks JSON from outside against a Valibot schema. Imported only where a file is read, because loading Valibot takes
 * about 15 ms.
 */

import { type BaseIssue, type GenericSchema, getDotPath, safeParse } from 'valibot';
import { malformed } from './json.ts';

/** Returns the value in the type of the schema. Throws Malformed, which names the first place that does not fit. */
export function checkJson<T>(schema: GenericSchema<unknown, T>, json: unknown): T {
  const result = safeParse(schema, json, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = getDotPath(issue);
  throw malformed(place === null ? describe(issue) : `'${place}': ${describe(issue)}`);
}

/** Characters of a value, or of a message with one, that are shown. */
const MAX_SHOWN = 300;

function describe({ issues, expected, received, message }: BaseIssue<unknown>): string {
  if (received === 'undefined') return 'is missing';
  // A union has an issue for each of its parts; its own message says what it takes.
  if (issues !== undefined || expected === null) return cut(message);
  return `got ${cut(received)}, takes ${expected.replace(/^\((.*)\)$/, '$1').replaceAll(' | ', ' or ')}`;
}

function cut(text: string): string {
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}
