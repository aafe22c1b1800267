import { expect } from 'chai';
import { bntrain, plainEnv, resultsOf, temporaryFolder } from '../support/bntrain.ts';

const small = ['data/iris.csv', '--rows', '4', '-l', '3'];

describe('bntrain trace', () => {
  it('refuses what it cannot show with exit code 2 and one line, which says what it can', () => {
    for (const [args, message] of [
      [['--rows', '1'], "--rows: got '1', takes a whole number, 2 or more: the variance of one row is 0"],
      [['--rows', '500'], '--rows: got 500, and data/iris.csv has 120 training rows; give 120 or fewer'],
      [['--norm', 'none'], '--norm none: a trace shows batch norm; leave it out'],
      [['--layer', '2'], '--layer: got 2, and the network has 1 batch norm layer (--layers 3); give 1'],
      [['--units', '2-9'], '--units: got 4, and layer 1 has 3 units; give 1 to 3'],
      [['--units', '1-9999999'], "--units: got '1-9999999', takes positions from 1, such as 1,4-6"],
    ] as const) {
      const { status, stdout, stderr } = bntrain(['trace', ...small, ...args]);
      expect([status, stdout, stderr]).to.deep.equal([2, '', `bntrain: ${message}\n`]);
    }
  });

  it('prints the same every time, in ASCII where the terminal has no Unicode', () => {
    const env = { ...plainEnv, LANG: 'C' };
    const { status, stdout, stderr } = bntrain(['trace', ...small], { env });
    expect([status, stderr]).to.deep.equal([0, '']);
    expect(stdout)
      .to.match(/^[\n -~]*$/)
      .and.include('(5) std    (D)    = sqrt(var + eps) = sqrt(');
    expect(bntrain(['trace', ...small], { env }).stdout).to.equal(stdout);
  });

  it('writes one event with --json, with the numbers of the text in full', () => {
    const [event, ...others] = resultsOf(bntrain(['trace', ...small, '--units', '2,3', '--json']).stdout);
    expect(others).to.deep.equal([]);
    expect([event.event, event.N, event.D, event.units]).to.deep.equal(['trace', 4, 3, [2, 3]]);
    const { stdout } = bntrain(['trace', ...small, '--units', '2,3']);
    const mean = event.nodes.find(({ name }: { name: string }) => name === 'mean');
    for (const value of mean.values[0])
      expect(stdout)
        .to.include(`Σ x / N = `)
        .and.include(` = ${value.toPrecision(4)}\n`);
  });

  const folder = temporaryFolder();
  it('takes settings from a file, except the batch size, of which it warns', () => {
    const config = folder.write('run.json', JSON.stringify({ batchSize: 32, layers: [3], seed: 4 }));
    const { stdout, stderr } = bntrain(['trace', 'data/iris.csv', '--config', config]);
    expect(stderr).to.include('trace does not use batchSize');
    expect(stdout).to.include('4 → 3 → 3, relu, seed 4').and.include('8 of 120 training rows');
  });
});
