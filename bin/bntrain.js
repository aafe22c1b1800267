#!/usr/bin/env node
/** What keeps the program from loading, and the way out. All modules are read at the same time. */
const problems = {
  ERR_MODULE_NOT_FOUND: ({ message }) =>
    `bntrain is not complete; install it again, or run npm ci in a checkout: ${message}`,
  EMFILE: () => 'bntrain: the system allows too few open files to start; raise the limit (ulimit -n)',
};

try {
  await import('../dist/src/cli/main.js');
} catch (error) {
  const problem = problems[error.code];
  if (problem === undefined) throw error;
  process.stderr.write(`${problem(error)}\n`);
  process.exitCode = 2;
}
