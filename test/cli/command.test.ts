import { expect } from 'chai';
import { explain } from '../../src/cli/command.ts';

describe('explain', () => {
  const failure = (message: string, code: string) => Object.assign(new Error(message), { code });

  it('says in one line what the system does not give, and the way out', () => {
    for (const [error, lack, way] of [
      [failure('Worker initialization failure: EMFILE', 'ERR_WORKER_INIT_FAILED'), 'open files', 'ulimit -n'],
      [failure('too many open files, open x', 'EMFILE'), 'open files', 'ulimit -n'],
      [failure('Worker initialization failure: EAGAIN', 'ERR_WORKER_INIT_FAILED'), 'threads', 'ulimit -u'],
    ] as const) {
      const { text, event } = explain(error);
      expect(text).to.match(/^bntrain: [^\n]*\n$/);
      expect(text).to.contain(`no more ${lack}`).and.to.contain(way).and.to.contain('--threads 1');
      expect(event.exitCode).to.equal(2);
    }
  });

  it('calls any other error a bug', () => {
    expect(explain(failure('x', 'ERR_OTHER')).text).to.contain('this is a bug');
  });
});
