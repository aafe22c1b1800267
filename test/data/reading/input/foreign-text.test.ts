import { expect } from 'chai';
import { foreignText } from '../../../../src/data/reading/input/foreign-text.ts';

describe('a text of a format that is not read', () => {
  const texts: [string, string][] = [
    ['LIBSVM', '1 1:0.57 2:0.80\n-1 2:0.4 7:1e-3\n'],
    ['LIBSVM', '2 qid:1 1:0.5 2:3 # doc\n1 qid:1 1:0.25 3:1\n'],
    ['LIBSVM', `1 ${Array.from({ length: 600 }, (_, n) => `${n + 1}:0.5`).join(' ')}`],
    ['LIBSVM', '# comment\n1,3 1:5\n2 2:7\n'],
    ['Vowpal Wabbit', '1 |f price:0.5 sqft:.3 old\n-1 |f price:1.5 new\n'],
    ['Vowpal Wabbit', "1 1.0 'tag| a:2 b c:3 |other x\n0 0.5 'u| a:2 b\n"],
    ['ARFF', '% a comment\n\n@RELATION x\n@ATTRIBUTE a NUMERIC\n'],
    ['HTML', '<!DOCTYPE html>\n<html>'],
    ['HTML', '\n  <table>\n<tr><td>1'],
    ['XML', '<?xml version="1.0"?>'],
    ['Git LFS', 'version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1\n'],
  ];
  for (const [name, text] of texts) {
    it(`is named: ${JSON.stringify(text.slice(0, 30))}`, () => expect(foreignText(text)).to.include(name));
  }

  it('is not seen in tables', () => {
    for (const text of [
      'a,b\n1,2\n',
      '1|2|3\n4|5|6\n',
      '1 | a b\n2 | c d\n',
      '5 12:30 13:45\n6 12:31 13:46\n',
      'time x\n12:30 1\n',
      'id html\n1 <b>\n',
      'version,https\n1,2\n',
      '',
    ]) {
      expect(foreignText(text), text).to.equal(null);
    }
  });

  it('takes no time over a long line', () => {
    expect(foreignText('1'.repeat(4096))).to.equal(null);
  });
});
