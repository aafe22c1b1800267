import { expect } from 'chai';
import { UserError } from '../../src/base/errors.ts';
import { checkApart, readGridFile } from '../../src/cli/grid-file.ts';
import { makeGrid } from '../../src/evidence/sweep/grid.ts';
import { comparedArms } from '../../src/experiment/arms.ts';
import { temporaryFolder } from '../support/bntrain.ts';

describe('the file of a grid', () => {
  const folder = temporaryFolder();

  it('has the settings that are swept, with lists and ranges as on the command line', () => {
    const file = readGridFile(
      folder.write('grid.yaml', 'lr: 0.01..1:3log\nactivation: [relu, tanh]\ndepth: 1,2\nwidth: 5'),
    );
    const { points } = makeGrid({ ...file, given: file.settings }, comparedArms);
    expect(points).to.have.lengthOf(12);
    expect(points.at(-1)).to.deep.equal({ layers: [5, 5], activation: 'tanh', init: 'xavier', lr: 1 });
  });

  for (const [what, text, message] of [
    ['no setting', 'lr: 1,2\nintScale: 1', /grid\.yaml:2: intScale: is no setting; did you mean initScale\?$/],
    [
      'a setting of the data',
      'target: a',
      /:1: target: cannot be swept: it is of the data, or of the whole sweep; leave/,
    ],
    ['the norm', 'norm: batch', /:1: norm: cannot be swept: it is what the arms of a sweep differ in; leave it out/],
    ['a value that the setting does not take', '\nlr: 0.1,x', /:2: lr: got 'x', takes a number above 0; or several/],
    ['a range without a number of values', 'depth: 1..5\nwidth: 3', /:1: depth: got '1\.\.5'; say how many values/],
    ['an empty list', 'lr: []', /:1: lr: got an empty list/],
    ['a setting that is there twice', 'lr: 1\nlr: 2', /:2: lr: is given twice/],
    [
      'nothing in it',
      '# lr: 1\n',
      /grid\.yaml: is empty, takes settings with their values, such as 'lr: 0\.001\.\.1:7'/,
    ],
    ['a list in it', '- lr', /:1: takes settings with their values/],
    ['a fault', 'lr: [1', /:1: is not YAML/],
  ] as const) {
    it(`is refused with ${what}, by file and line`, () => {
      expect(() => readGridFile(folder.write('grid.yaml', text))).to.throw(UserError, message);
    });
  }

  it('does not meet the same setting on the command line', () => {
    const file = readGridFile(folder.write('grid.yaml', 'lr: 1,2\ndepth: 1,2'));
    checkApart('grid.yaml', file, { seeds: 5 });
    expect(() => checkApart('grid.yaml', file, { lr: '1' })).to.throw(UserError, '--lr: is in grid.yaml too');
    expect(() => checkApart('grid.yaml', file, { depth: '1' })).to.throw(UserError, '--depth: is in grid.yaml too');
  });
});
