import { truncateSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { readTensorFile } from '../../src/saved/tensor-file.ts';
import { temporaryFolder } from '../support/bntrain.ts';

describe('a tensor file', () => {
  const folder = temporaryFolder();

  it('is refused, before anything is allocated, when it claims to be larger than memory', () => {
    const path = folder.write('sparse.safetensors', '');
    writeFileSync(path, 'x');
    truncateSync(path, 2 ** 43);
    const read = () => readTensorFile(path, 'a model', ({ size, read }) => read(0, size));
    expect(read).to.throw(UserError, 'out of memory');
  });
});
