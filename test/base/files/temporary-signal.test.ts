import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { root } from '../../support/fixtures.ts';

describe('a temporary file', () => {
  const folder = temporaryFolder();
  const module = pathToFileURL(join(root, 'dist/src/base/files/temporary.js')).href;

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    it(`does not swallow a ${signal} that comes while it is made and removed`, function () {
      if (process.platform === 'win32') this.skip();
      const script = `
        import { openTemporary } from '${module}';
        const file = openTemporary(${JSON.stringify(folder.path)});
        process.kill(process.pid, '${signal}');
        file.close();
        setTimeout(() => {}, 20_000);`;
      const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
      expect(status).to.equal(code);
      expect(readdirSync(folder.path)).to.deep.equal([]);
    });
  }
});
