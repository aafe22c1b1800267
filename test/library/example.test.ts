/** What docs/library.md shows is what the package does: its example is run in an empty folder that has the package installed. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { plainEnv, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

describe('docs/library.md', () => {
  const folder = temporaryFolder();
  const text = readFileSync(join(root, 'docs/library.md'), 'utf8');
  const [, example, shown] = /```js\n(.*?)```.*?```text\n(.*?)```/s.exec(text)!;

  it('has an example that prints what is shown, and nothing else', () => {
    mkdirSync(join(folder.path, 'node_modules'));
    symlinkSync(root, join(folder.path, 'node_modules/bntrain'));
    copyFileSync(join(root, 'data/iris.csv'), join(folder.path, 'iris.csv'));
    writeFileSync(join(folder.path, 'example.mjs'), example!);
    const options = { cwd: folder.path, env: plainEnv, encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], options);
    expect(stderr).to.equal('');
    expect(stdout).to.equal(shown);
    expect(status).to.equal(0);
  });

  it('names every function that the library has', () => {
    const door = readFileSync(join(root, 'src/library/index.ts'), 'utf8');
    const named = [...door.matchAll(/^export \{(.*?)\} from/gms)].flatMap(([, names]) => names!.split(','));
    const functions = named.map(name => name.trim()).filter(name => /^[a-z]/.test(name) && !name.startsWith('type '));
    expect(functions).to.include('compare');
    const missing = functions.filter(name => !['version', 'comparedArms'].includes(name) && !text.includes(name));
    expect(missing).to.deep.equal([]);
  });
});
