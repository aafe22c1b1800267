import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { commandNames } from '../../src/cli/commands.ts';
import { flagsOf } from '../../src/cli/help.ts';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

describe('bntrain completion', () => {
  const folder = temporaryFolder();
  const script = folder.write('bash', bntrain(['completion', 'bash']).stdout);

  /** What bash offers for the last of the words. */
  function offered(...words: string[]): string[] {
    const run = `source "$0"; COMP_WORDS=(bntrain "$@"); COMP_CWORD=$#; _bntrain; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', run, script, ...words], { cwd: root, encoding: 'utf8' });
    expect(stderr).to.equal('');
    return stdout.split('\n').filter(word => word !== '');
  }

  it('completes commands, and files of the default command', () => {
    expect(offered('')).to.include.members([...commandNames, 'help']);
    expect(offered('comp')).to.deep.equal(['compare', 'completion']);
    expect(offered('data/ir')).to.deep.equal(['data/iris.csv']);
  });

  it('completes the flags of each command, and no others', () => {
    for (const name of commandNames) {
      const flags = flagsOf(name).flatMap(({ long }) => long);
      expect(offered(name, '--')).to.include.members(flags);
    }
    expect(offered('data/iris.csv', '--sch')).to.deep.equal(['--schedule']);
    expect(offered('predict', '--sch')).to.deep.equal([]);
  });

  it('completes values: choices, files, directories', () => {
    expect(offered('train', '--save-epoch', '')).to.deep.equal(['best', 'last']);
    expect(offered('data/iris.csv', '--activation', 'ta')).to.deep.equal(['tanh']);
    expect(offered('compare', '--config', 'package.j')).to.deep.equal(['package.json']);
    expect(offered('compare', '--save-dir', 'sr')).to.deep.equal(['src']);
    expect(offered('compare', '--lr', '')).to.deep.equal([]);
    expect(offered('compare', '--help', 'va')).to.deep.equal(['validation']);
    expect(offered('help', 'compare', 'va')).to.deep.equal(['validation']);
    // Bash takes --flag=value apart.
    expect(offered('train', '--optimizer', '=')).to.deep.equal(['sgd', 'adam', 'adamw']);
    expect(offered('train', '--optimizer', '=', 'ad')).to.deep.equal(['adam', 'adamw']);
  });

  it('completes arguments that are choices', () => {
    expect(offered('cache', '')).to.deep.equal(['list', 'clear']);
    expect(offered('completion', '')).to.deep.equal(['bash', 'zsh', 'fish']);
    expect(offered('help', 'tr')).to.deep.equal(['train', 'trace']);
  });

  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`prints a script that ${shell} can read`, function () {
      const { stdout, status } = bntrain(['completion', shell]);
      expect(status).to.equal(0);
      for (const name of commandNames) expect(stdout).to.contain(name);
      const { error, stderr } = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
      if (error !== undefined) this.skip();
      expect(stderr).to.equal('');
    });
  }

  it('refuses other shells', () => {
    expect(bntrain(['completion', 'csh']).stderr).to.equal("bntrain: completion: got 'csh', takes bash, zsh or fish\n");
  });
});
