/** A worker that is there to be killed: it prints the text of each bundle that it begins. `node … URL KIND NAME hang|exit` */

import { connectQueue } from '../../src/queue/server/connect.ts';
import { shortDurations } from './servers.ts';

const [url, kind, name, end] = process.argv.slice(2) as [string, string, string, string];
const server = await connectQueue(url, {
  insecure: false,
  role: 'worker',
  warn: message => process.stderr.write(`${message}\n`),
  durations: shortDurations,
});
await server.bundleSource(kind, name).work(
  async text => {
    process.stdout.write(`${text}\n`);
    if (end === 'exit') process.exit(9);
    return await new Promise<string>(() => {});
  },
  { drain: false, signal: new AbortController().signal },
);
