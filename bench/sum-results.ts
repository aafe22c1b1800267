/** Sums up a folder of results without writing a report. */

import { emitStored } from '../src/evidence/stored/study.ts';

const problems: string[] = [];
let cells = 0;
const count = ({ event }: { readonly event: string }) => {
  if (event === 'cell') cells++;
};
await emitStored(process.argv[2]!, count, message => problems.push(message));
if (problems.length > 0) throw new Error(problems[0]);
process.stdout.write(`${cells}\n`);
