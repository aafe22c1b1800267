import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { listFiles } from '../../../src/base/files/files.ts';
import { folderFor } from '../../support/sources.ts';

describe('listFiles', () => {
  let folder: string;
  before(() => {
    folder = folderFor({
      'parts/part-10.csv': 'a',
      'parts/part-2.csv': 'ab',
      'parts/.hidden': 'x',
      'parts/_SUCCESS': '',
      'parts/part-2.csv~': 'x',
      'parts/part-2.csv.bak': 'x',
      'parts/inner/other.csv': 'x',
      'single.csv': 'abc',
    });
    symlinkSync(join(folder, 'single.csv'), join(folder, 'parts', 'linked.csv'));
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'nested', 'inner'), { recursive: true });
  });

  it('lists a file with its size', () => {
    const path = join(folder, 'single.csv');
    expect(listFiles([path])).to.deep.equal([{ path, kind: 'file', bytes: 3 }]);
  });

  it('lists the files of a directory in natural order, without hidden files, copies of editors and subdirectories', () => {
    const names = ['linked.csv', 'part-2.csv', 'part-10.csv'];
    expect(listFiles([join(folder, 'parts')]).map(({ path }) => path)).to.deep.equal(
      names.map(name => join(folder, 'parts', name)),
    );
  });

  it('keeps the order of the paths', () => {
    const paths = [join(folder, 'single.csv'), join(folder, 'parts', 'part-10.csv'), join(folder, 'single.csv')];
    expect(listFiles(paths).map(({ path }) => path)).to.deep.equal(paths);
  });

  it('treats - as a stream, and pipes and devices too', () => {
    expect(listFiles(['-'])).to.deep.equal([{ path: '-', kind: 'stream', bytes: null }]);
    expect(listFiles(['/dev/null'])[0]).to.deep.equal({ path: '/dev/null', kind: 'stream', bytes: null });
  });

  it('refuses - beside other paths', () => {
    expect(() => listFiles(['a.csv', '-'])).to.throw(
      "-: the standard input stands alone; leave out the other files, or '-'",
    );
  });

  it('refuses a path that does not exist, also below a file', () => {
    const missing = join(folder, 'missing.csv');
    expect(() => listFiles([missing])).to.throw(`${missing}: no such file`);
    expect(() => listFiles([join(folder, 'single.csv', 'x')])).to.throw('single.csv/x: no such file');
  });

  it('refuses an empty directory, and one that holds only directories', () => {
    const says = 'is a directory without files; name another, or a file';
    expect(() => listFiles([join(folder, 'empty')])).to.throw(`${join(folder, 'empty')}: ${says}`);
    expect(() => listFiles([join(folder, 'nested')])).to.throw(says);
  });
});
