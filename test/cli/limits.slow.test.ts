import { spawnSync } from 'node:child_process';
import { expect } from 'chai';

/** Runs the program under a limit of the system. */
function runUnder(limit: string, args: readonly string[]) {
  const shell = ['-c', `ulimit ${limit}; exec "$0" "$@"`, process.execPath, 'bin/bntrain.js', ...args];
  return spawnSync('sh', shell, { encoding: 'utf8' });
}

describe('a limit of the system', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  for (const [limit, way] of [
    ['-n 25', 'ulimit -n'],
    ['-n 36', 'ulimit -n'],
    ['-n 60', 'ulimit -n'],
    ['-v 4000000', 'ulimit -v'],
    ['-v 16000000', 'ulimit -v'],
  ] as const) {
    it(`is kept to, or named in one line with the way out: ulimit ${limit}`, () => {
      for (const args of [
        ['data/iris.csv', '-e', '1', '-q'],
        ['inspect', 'data/iris.csv', '-q'],
      ]) {
        const { stderr, status } = runUnder(limit, args);
        expect(status, stderr).to.be.oneOf([0, 2]);
        if (status === 2)
          expect(stderr)
            .to.match(/^bntrain: [^\n]*\n$/)
            .and.to.contain(way);
      }
    });
  }
});
