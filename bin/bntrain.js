#!/usr/bin/env node
import { existsSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';

/** What keeps the program from loading, and the way out. All modules are read at the same time. */
const problems = {
  ERR_MODULE_NOT_FOUND: ({ message }) =>
    `bntrain is not complete; install it again, or run npm ci in a checkout: ${message}`,
  EMFILE: () => 'bntrain: the system allows too few open files to start; raise the limit (ulimit -n)',
};

const module = '../dist/src/cli/main.js';

/** When a file was made; NaN where it is not there, as the stamp of a build in the package. */
function madeAt(path) {
  return statSync(new URL(path, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN;
}

// Node 22 and newer keep what V8 compiled, for the next start; they may hang where there is no folder for it.
if (existsSync(tmpdir())) nodeModule.enableCompileCache?.();
try {
  // The bundle starts faster. Modules that were compiled after the last build are newer than it.
  await import(madeAt(module) > madeAt('../dist/build.json') ? module : '../dist/program/main.js');
} catch (error) {
  const problem = problems[error.code];
  if (problem === undefined) throw error;
  process.stderr.write(`${problem(error)}\n`);
  process.exitCode = 2;
}
