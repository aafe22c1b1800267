import { expect } from 'chai';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';
import { kaggleTitanic, seabornTitanic } from '../support/passengers.ts';

describe('the table of passengers that courses begin with', () => {
  const folder = temporaryFolder();

  it('trains with the plain command, as Kaggle and as seaborn publish it', () => {
    for (const [name, text, left] of [
      ['kaggle.csv', kaggleTitanic(891), /'Ticket' \(\d+ different texts/],
      ['seaborn.csv', seabornTitanic(891), /^/],
    ] as const) {
      const { status, stderr } = bntrain([folder.write(name, text), '-e', '1', '-l', '4', '-q']);
      expect([status, stderr.includes('bntrain:')], stderr).to.deep.equal([0, false]);
      expect(stderr).to.match(left);
    }
  });

  it('keeps its columns of numbers and words in the model, which takes other words', () => {
    const model = `${folder.path}/m.safetensors`;
    const table = folder.write('train.csv', kaggleTitanic(400));
    const flags = ['-t', 'Survived', '--categorical', 'Cabin', '-e', '1', '-l', '4', '-q', '--save', model];
    // Each ticket is that of three passengers.
    const shared = kaggleTitanic(400, n => (n % 4 === 0 ? `PC ${n % 130}` : `${2000 + (n % 130)}`));
    for (const text of [shared, kaggleTitanic(400)]) {
      folder.write('train.csv', text);
      expect(bntrain(['train', table, ...flags]).status).to.equal(0);
      for (const ticket of ['SOTON 7', '4711']) {
        const fresh = folder.write(
          'new.csv',
          kaggleTitanic(5, () => ticket),
        );
        const { status, stdout } = bntrain(['predict', model, fresh]);
        expect([status, stdout.trim().split('\n').length]).to.deep.equal([0, 6]);
      }
    }
  });
});
