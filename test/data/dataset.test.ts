import { expect } from 'chai';
import { temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';
import { load } from '../support/data.ts';

describe('loadData', () => {
  const folder = temporaryFolder();

  /** Ten rows, of which the last two validate; what is far from the others is among these. */
  async function tenRows(standardize: boolean) {
    const rows = [1, 2, 3, 4, 5, 6, 7, 8, 1000, 2000].map(value => `${value},${value / 2 + 0.25}\n`);
    const path = folder.write('t.csv', `x,y\n${rows.join('')}`);
    const data = await load(path, { shuffle: false, standardize });
    expect(data.warnings).to.deep.equal([]);
    return data;
  }

  it('fits features and target on the training rows alone', async () => {
    const { train, validation, targetDeviation } = await tenRows(true);
    const deviation = Math.sqrt(5.25);
    expectClose(
      train.x,
      [1, 2, 3, 4, 5, 6, 7, 8].map(value => (value - 4.5) / deviation),
    );
    expectClose(validation!.x, [(1000 - 4.5) / deviation, (2000 - 4.5) / deviation]);
    expectClose(train.targets, train.x);
    expectClose([targetDeviation], [deviation / 2]);
  });

  it('takes numbers as they are with --no-standardize, the target included', async () => {
    const { validation, targetDeviation } = await tenRows(false);
    expectClose(validation!.x, [1000, 2000]);
    expectClose(validation!.targets, [500.25, 1000.25]);
    expect(targetDeviation).to.equal(1);
  });
});
