import { expect } from 'chai';
import { flagName } from '../../src/cli/flag-names.ts';
import { commandAgain } from '../../src/report/command-again.ts';

const retry = { lr: 0.02, clipNorm: 5 };
const again = (commandLine: string[] | undefined, comparisons = [{}, { retry }]) =>
  commandAgain(commandLine === undefined ? {} : { commandLine }, comparisons, { settingName: flagName });

describe('commandAgain', () => {
  it('repeats the command line with the settings that are advised, in the place of those that were given', () => {
    expect(again(['my table.csv', '--lr', '0.1', '-e', '5', '--clip-norm=9'])).to.equal(
      "bntrain 'my table.csv' -e 5 --lr 0.02 --clip-norm 5",
    );
  });

  it('has no command where nothing is advised, and none for a resumed run or one of the library', () => {
    expect(again(['t.csv'], [{}])).to.equal(null);
    expect(again(['resume', 'run1'])).to.equal(null);
    expect(again(undefined)).to.equal(null);
  });
});
