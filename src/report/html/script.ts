/** The script of a page, as the build made it of script/page.ts: see script/bundle.json. */

import { readFileSync } from 'node:fs';

export const script = readFileSync(new URL('./script/page-script.mjs', import.meta.url), 'utf8').trim();
