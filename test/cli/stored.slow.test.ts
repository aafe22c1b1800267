import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import { events, only, temporaryFolder, withoutTimes } from '../support/bntrain.ts';

describe('a table that is larger than --memory', () => {
  const folder = temporaryFolder();
  const run = (...flags: string[]) =>
    events(['data/penguins.csv', '-t', 'species', '-e', '2', '-l', '10', '--cache-dir', folder.path, ...flags]);
  const curves = (all: readonly TrainingEvent[]) => withoutTimes(only(all, 'epoch'));

  it('is trained on from a file, which the start event says', () => {
    expect(only(run('--memory', '1kb'), 'start')[0]!.data.location).to.equal('file');
    expect(only(run('--memory', '1gb'), 'start')[0]!.data.location).to.equal('memory');
  });

  it('gives the same bits as one in memory where rows stay in file order', () => {
    const inMemory = curves(run('--no-shuffle'));
    expect(inMemory).to.have.length(6);
    expect(curves(run('--no-shuffle', '--memory', '1kb'))).to.deep.equal(inMemory);
  });

  it('gives both arms the same batches, and the same bits each time', () => {
    const first = run('--memory', '1kb');
    const hashes = only(first, 'result').map(({ orderHash }) => orderHash);
    expect(hashes).to.have.length(2);
    expect(hashes[0]).to.equal(hashes[1]);
    expect(curves(run('--memory', '1kb'))).to.deep.equal(curves(first));
  });

  it('leaves no file behind', () => {
    run('--memory', '1kb');
    expect(readdirSync(folder.path)).to.deep.equal([]);
  });
});
