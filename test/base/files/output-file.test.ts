import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { replaceFileSync } from '../../../src/base/files/output-file.ts';
import { folderFor } from '../../support/sources.ts';

describe('a file whose folder is removed while it is written', () => {
  it('is refused with the name of the folder as it was given', function () {
    if (process.platform === 'win32') this.skip();
    const folder = folderFor({ 'run/state.json': '{}' });
    const given = join(folder, 'given');
    symlinkSync(join(folder, 'run'), given);
    const remove = () => rmSync(join(folder, 'run'), { recursive: true });
    expect(() => replaceFileSync(join(given, 'state.json'), remove)).to.throw(
      `there is no directory ${given} any more`,
    );
  });
});
