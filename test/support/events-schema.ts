/** Checks events against the schema that the package ships. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { root } from './fixtures.ts';

export const shippedSchema = JSON.parse(readFileSync(join(root, 'docs/schema.json'), 'utf8'));

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
ajv.addSchema(shippedSchema, 'events');

/** The places where an event differs from the schema; empty when it is valid. */
export function deviations(event: { event: string }): string[] {
  const validate = ajv.getSchema(`events#/$defs/${event.event}`) as ValidateFunction | undefined;
  if (validate === undefined) return [`event '${event.event}' is not in the schema`];
  if (validate(event)) return [];
  return validate.errors!.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Whether a value is an event of any kind. */
export function isEvent(value: unknown): boolean {
  return ajv.getSchema('events')!(value) as boolean;
}
