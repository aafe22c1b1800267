import { expect } from 'chai';
import { commandNames, commands } from '../../src/cli/commands.ts';
import { commandHelp, flagsOf, groupsOf, programHelp } from '../../src/cli/help.ts';
import { groups } from '../../src/settings/setting.ts';
import { bntrain, plainEnv } from '../support/bntrain.ts';

describe('help', () => {
  it('of a comparison takes at most 40 lines of 80 columns, with a dozen flags, their defaults and three examples', () => {
    const text = commandHelp('compare', 'short', 80);
    expect(text.split('\n').length).to.be.at.most(40);
    const flags = text.match(/^ {2}(-\w, )?--[\w-]+/gm)!;
    expect(flags.length).to.be.within(10, 14);
    for (const preset of ['the last', '0.2', '100,100', 'relu', '20', '64'])
      expect(text).to.contain(`(default: ${preset})`);
    expect(text.match(/^ {2}bntrain /gm)).to.have.lengthOf(3);
  });

  for (const width of [40, 60, 80]) {
    it(`breaks between words at ${width} columns`, () => {
      const texts = commandNames.flatMap(name => [commandHelp(name, 'short', width), commandHelp(name, 'all', width)]);
      for (const line of [programHelp(width), ...texts].flatMap(text => text.split('\n'))) {
        // What is longer than the line is one word.
        if (line.length > width) expect(line.trim(), line).to.not.contain(' ');
      }
    });
  }

  it('names the groups of which a command has flags, and shows each by its name', () => {
    expect(groupsOf('predict')).to.deep.equal(['reading', 'machine', 'output']);
    for (const name of commandNames) {
      const short = commandHelp(name, 'short', 80);
      for (const group of groupsOf(name)) {
        const shown = commandHelp(name, group, 80);
        expect(shown).to.contain(`\n${groups[group].title}:\n`);
        for (const { long, group: of } of flagsOf(name)) {
          expect(new RegExp(`(^ {2}|, )${long[0]}(,| |$)`, 'm').test(shown), long[0]).to.equal(of === group);
        }
        if (commands[name].common !== undefined) expect(short).to.contain(groups[group].summary);
      }
    }
  });

  it('shows every flag with --help-all', () => {
    for (const name of commandNames) {
      const text = commandHelp(name, 'all', 80);
      for (const { long } of flagsOf(name)) for (const form of long) expect(text, `${name} ${form}`).to.contain(form);
    }
  });

  it('is asked for in several ways', () => {
    const run = (...args: string[]) => {
      const { status, stdout, stderr } = bntrain(args);
      expect([status, stderr]).to.deep.equal([0, '']);
      return stdout.trimEnd();
    };
    expect(run('compare', '--help')).to.equal(commandHelp('compare', 'short', 80));
    expect(run('compare', '--help', 'data')).to.equal(commandHelp('compare', 'data', 80));
    expect(run('help', 'compare', 'data')).to.equal(commandHelp('compare', 'data', 80));
    expect(run('--help', 'training')).to.equal(commandHelp('compare', 'training', 80));
    expect(run('train', 'x.csv', '--lr', '1', '--help-all')).to.equal(commandHelp('train', 'all', 80));
    expect(run('--help', 'show')).to.equal(commandHelp('show', 'short', 80));
    expect(run('help')).to.equal(programHelp(80));
  });

  it('is as wide as COLUMNS says, off a terminal', () => {
    const { stdout } = bntrain(['--help'], { env: { ...plainEnv, COLUMNS: '50' } });
    expect(stdout).to.equal(`${programHelp(50)}\n`);
  });

  it('says what there is where a command or a group is not', () => {
    expect(bntrain(['help', 'trian']).stderr).to.match(
      /^bntrain: help: there is no command 'trian'; the commands are compare, /,
    );
    expect(bntrain(['help', 'train', 'dta']).stderr).to.match(
      /^bntrain: help: train has no group 'dta'; its groups are data, validation, /,
    );
    expect(bntrain(['help', 'predict', 'training']).stderr).to.equal(
      "bntrain: help: predict has no group 'training'; its groups are reading, machine and output\n",
    );
    const { stdout, stderr } = bntrain(['predict', '--help', 'training']);
    expect([stdout.trimEnd(), stderr]).to.deep.equal([commandHelp('predict', 'short', 80), '']);
  });
});
