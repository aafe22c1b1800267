/** The JSON Schema (draft 2020-12) of the events. docs/schema.json holds it, and the package ships it. */

import { asFlag, nameSettingsIn } from '../base/text/setting-names.ts';
import { allEvents } from './all.ts';
import { constant, type EventFields, type JsonSchema, objectSchema } from './fields.ts';
import { FORMAT } from './format.ts';

/** Any one event is valid. `#/$defs/KIND` accepts only events of this kind. */
export function eventsSchema(): JsonSchema {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:${FORMAT.replace('/', ':')}`,
    title: `The events of ${FORMAT}`,
    description: 'One event a line, as bntrain writes them with ⟪json⟫. Fields may be added by later versions.',
    anyOf: allEvents.map(({ name }) => ({ $ref: `#/$defs/${name}` })),
    $defs: Object.fromEntries(allEvents.map(described => [described.name, eventSchema(described)])),
  };
  return nameSettingsIn(schema, asFlag);
}

function eventSchema({ name, about, fields }: EventFields): JsonSchema {
  return { description: about, ...objectSchema({ event: constant(name, ''), ...fields }) };
}
