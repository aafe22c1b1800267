import { expect } from 'chai';
import { explain } from '../../src/cli/command.ts';

describe('explain', () => {
  const failure = (message: string, code: string) => Object.assign(new Error(message), { code });

  it('says in one line what the system does not give, and the way out', () => {
    for (const [error, lack, way] of [
      [failure('Worker initialization failure: EMFILE', 'ERR_WORKER_INIT_FAILED'), 'open files', 'ulimit -n'],
      [failure('too many open files, open x', 'EMFILE'), 'open files', 'ulimit -n'],
      [failure('Worker initialization failure: EAGAIN', 'ERR_WORKER_INIT_FAILED'), 'threads', 'ulimit -u'],
      [new RangeError('WebAssembly.Memory(): could not allocate memory'), 'address space', 'WebAssembly'],
      [
        new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance'),
        'address space',
        'WebAssembly',
      ],
      [
        failure('Worker terminated due to reaching memory limit', 'ERR_WORKER_OUT_OF_MEMORY'),
        'memory',
        '--max-old-space-size',
      ],
      [new RangeError('Array buffer allocation failed'), 'out of memory', 'free some memory'],
    ] as const) {
      const { text, event } = explain(error);
      expect(text).to.match(/^bntrain: [^\n]*\n$/);
      expect(text).to.contain(lack).and.to.contain(way);
      expect(event.exitCode).to.equal(2);
    }
  });

  it('calls any other error a bug', () => {
    expect(explain(failure('x', 'ERR_OTHER')).text).to.contain('this is a bug');
  });
});
