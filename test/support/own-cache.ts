/** Gives each test file a cache of its own, for the programs that it starts: mocha runs these hooks around each file. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnv } from './bntrain.ts';

let folder: string;

export const mochaHooks = {
  beforeAll(): void {
    folder = mkdtempSync(join(tmpdir(), 'bntrain-test-cache-'));
    plainEnv.XDG_CACHE_HOME = folder;
  },

  afterAll(): void {
    rmSync(folder, { recursive: true, force: true });
  },
};
