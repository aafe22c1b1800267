import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A folder for the files of this run, removed when the bench ends in any way. */
export function temporaryFolder(): string {
  if (folder !== undefined) return folder;
  const path = mkdtempSync(join(tmpdir(), 'bntrain-bench-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  folder = path;
  return path;
}
