/** A thread that does what the test of threads asks. */

import { UserError } from '../../src/base/errors.ts';
import { doJobs, send } from '../../src/experiment/job-worker.ts';

export type JobOfTest = 'work' | 'refuse';

doJobs<JobOfTest>(async job => {
  if (job === 'refuse') throw new UserError('too little memory');
  send({ kind: 'done' });
});
