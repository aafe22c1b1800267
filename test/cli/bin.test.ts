import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

describe('the start of the program', () => {
  const { path: folder } = temporaryFolder();

  /** Writes files with their times, and returns what the program prints. */
  function run(times: Readonly<Record<string, number>>): string {
    rmSync(join(folder, 'dist'), { recursive: true, force: true });
    for (const [name, seconds] of Object.entries(times)) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, name.endsWith('.js') ? `console.log('${name}');` : '{}');
      utimesSync(file, seconds, seconds);
    }
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/bntrain.js')], { encoding: 'utf8' });
    return `${stdout}${stderr}`.trim();
  }

  before(() => {
    mkdirSync(join(folder, 'bin'));
    copyFileSync(join(root, 'bin/bntrain.js'), join(folder, 'bin/bntrain.js'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  });

  const modules = 'dist/src/cli/main.js';
  const bundle = 'dist/program/main.js';

  it('takes the bundle, as in the package', () => {
    expect(run({ [modules]: 200, [bundle]: 100 })).to.equal(bundle);
    expect(run({ [modules]: 200, [bundle]: 100, 'dist/build.json': 300 })).to.equal(bundle);
  });

  it('takes modules that were compiled after the build', () => {
    expect(run({ [modules]: 400, [bundle]: 100, 'dist/build.json': 300 })).to.equal(modules);
  });

  it('starts where there is no temporary folder, and none can be made', () => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'bin/bntrain.js'), '--version'], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: '/proc/none' },
      // It hung.
      timeout: 20_000,
    });
    expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('has the licences of the packages that are bundled', () => {
    const licenses = readFileSync(join(root, 'dist/program/licenses.txt'), 'utf8');
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const [name, version] of Object.entries(dependencies)) {
      // Bars are loaded when they are drawn.
      if (name !== 'cli-progress') expect(licenses).to.include(`${name} ${version}\n`);
    }
  });

  it('says what to do where neither is there', () => {
    expect(run({})).to.match(/^bntrain is not complete; install it again, or run npm ci in a checkout: /);
  });
});
