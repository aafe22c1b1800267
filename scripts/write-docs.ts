/** Writes the generated parts of the docs: the tables of docs/metrics.md and docs/settings.md, and docs/schema.json. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withSettingsTables } from '../src/cli/settings-tables.ts';
import { eventsSchema } from '../src/events/schema.ts';
import { withTables } from '../src/events/tables.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
writeFileSync(`${docs}schema.json`, `${JSON.stringify(eventsSchema(), null, 2)}\n`);
writeFileSync(`${docs}metrics.md`, withTables(readFileSync(`${docs}metrics.md`, 'utf8')));
writeFileSync(`${docs}settings.md`, withSettingsTables(readFileSync(`${docs}settings.md`, 'utf8')));
