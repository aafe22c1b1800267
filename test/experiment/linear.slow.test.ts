import { expect } from 'chai';
import { rowsToFit } from '../../src/experiment/linear.ts';
import { compare, type Settings, train } from '../../src/library/index.ts';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';

/** Rows of one number, its square, and a class that is random or follows from the number. */
function table(rows: number, value: (x: number, n: number) => number | string): string {
  const lines = Array.from({ length: rows }, (_, n) => {
    const x = 2 * Math.sin(3 * n);
    return `${x.toFixed(4)},${Math.cos(5 * n).toFixed(4)},${value(x, n)}`;
  });
  return `x,z,y\n${lines.join('\n')}\n`;
}

describe('the linear model beside a network', () => {
  const folder = temporaryFolder();
  const settings: Settings = { recipe: 'plain', layers: [16], epochs: 30, threads: 1 };

  it('is as good where the target is linear: nobody needs the network', async () => {
    const { linear } = await train(
      folder.write(
        'line.csv',
        table(400, (x, n) => 3 * x + Math.sin(11 * n)),
      ),
      settings,
    );
    expect(linear).to.include({ rows: 320 });
    expect(linear!.better).to.be.oneOf(['neither', 'linear']);
    expect(linear!.score).to.be.closeTo(0.97, 0.02);
    expect(linear!.rmse).to.be.closeTo(0.7, 0.1);
  });

  it('is worse where the target is not linear', async () => {
    const { linear, result } = await train(
      folder.write(
        'curve.csv',
        table(400, x => x * x),
      ),
      settings,
    );
    expect(linear!.better).to.equal('network');
    expect(linear!.score).to.be.lessThan(0.1);
    expect(linear!.sentence).to.match(
      /^The network is better than a linear model \(validation loss [\d.]+ of the network/,
    );
    expect(result.best!.validationScore).to.be.greaterThan(0.8);
  });

  it('is no better than guessing, nor is the network, where the target is noise', async () => {
    const noise = table(200, (_, n) => (Math.sin(n * n * 1.7) > 0 ? 'a' : 'b'));
    const { linear } = await train(folder.write('noise.csv', noise), { ...settings, epochs: 3 });
    expect(linear!.better).to.equal('guessing');
    expect(linear!.sentence).to.match(
      /^Neither the network nor a linear model is better than guessing, beyond the luck of 40/,
    );
  });

  it('is left out of comparisons, and without validation rows', async () => {
    const path = folder.write(
      'line.csv',
      table(100, x => x),
    );
    expect((await compare(path, { ...settings, epochs: 1 })).linears).to.deep.equal([]);
    expect((await train(path, { ...settings, epochs: 1, validation: 0 })).linear).to.equal(null);
  });

  it('is fitted on as many rows as take a small part of the time of training, or on none', () => {
    // A thousand million multiplications in any case: 60 passes of 2 · 100 · 10 a row are 120,000.
    expect(rowsToFit(8000, 1000, 20, 20_000)).to.equal(8000);
    expect(rowsToFit(20_000, 1000, 1, 20_000)).to.equal(8333);
    // One in fifty of the multiplications of training, three a row for each number of the network.
    expect(rowsToFit(1_000_000, 1000, 20, 20_000)).to.equal(200_000);
    expect(rowsToFit(20_000, 100_000, 1, 100_000)).to.equal(0);
  });

  it('stands beside guessing in the summary, which ends with the file and the command to predict', () => {
    const path = folder.write(
      'line.csv',
      table(300, x => (x > 0.3 ? 'high' : 'low')),
    );
    const save = ['--save', 'my model.safetensors'];
    const { stdout } = bntrain(['train', path, '-l', '8', '-e', '5', ...save], { cwd: folder.path });
    expect(stdout).to.match(/batchnorm +linear model +guessing\n/);
    expect(stdout).to.match(/accuracy there( +[\d.]+%){3}\n/);
    expect(stdout.replaceAll(/\s+/g, ' ')).to.match(
      /linear model.*\. Saved batchnorm of epoch \d as my model\.safetensors \([^)]*\)\. To predict: bntrain predict 'my model\.safetensors' NEW\.csv $/,
    );
  });
});
