import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { JobThread } from '../../src/experiment/job-thread.ts';
import type { JobOfTest } from './jobs-of-test.ts';

interface Done {
  readonly kind: 'done';
}

describe('a thread of jobs', () => {
  let thread: JobThread<JobOfTest, Done>;
  beforeEach(() => {
    thread = new JobThread(new URL('./jobs-of-test.js', import.meta.url));
  });
  afterEach(() => thread.end());

  it('answers a job that is impossible with the reason', async () => {
    const reason = await thread.ask('refuse', 'done').catch((error: unknown) => error);
    expect(reason).to.be.instanceOf(UserError).and.to.have.property('message', 'too little memory');
  });

  it('does not answer an impossible job that has no answer, and does the next one', async () => {
    thread.post('refuse');
    expect(await thread.ask('work', 'done')).to.deep.equal({ kind: 'done' });
    thread.post('refuse');
    expect(await thread.ask('work', 'done')).to.deep.equal({ kind: 'done' });
  });
});
