#!/usr/bin/env node
try {
  await import('../dist/src/cli/main.js');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stderr.write(`bntrain is not complete; install it again, or run npm ci in a checkout: ${error.message}\n`);
  process.exitCode = 2;
}
