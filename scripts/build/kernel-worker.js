/** A thread of KernelCompilers: compiles each kernel that it receives, and answers with the problem or an empty text. */

import { parentPort } from 'node:worker_threads';
import asc from 'assemblyscript/asc';

parentPort?.on('message', async (/** @type {import('./kernel-compilers.js').Kernel} */ { config, target, outFile }) => {
  const messages = asc.createMemoryStream();
  const { error } = await asc.main(['--config', config, '--target', target, '--outFile', outFile], {
    stdout: messages,
    stderr: messages,
  });
  parentPort?.postMessage(error ? `${messages}${error.message}` : '');
});
