import { join } from 'node:path';
import { expect } from 'chai';
import type { TrainingEvent } from '../../../src/events/events.ts';
import { emitLarge } from '../../../src/evidence/stored/large-sweep.ts';
import { emitStored } from '../../../src/evidence/stored/study.ts';
import { experimentsIn } from '../../../src/saved/results/experiment-file.ts';
import { bntrain, only, temporaryFolder } from '../../support/bntrain.ts';

describe('a sweep of which only the losses are read', () => {
  const folder = temporaryFolder();
  const sweep = (name: string, ...more: string[]) => {
    const path = join(folder.path, name);
    const rates = ['--lr', '0.1,1e30', '--init-scale', '0.1,1'];
    const args = ['sweep', 'data/iris.csv', '-l', '4', '-e', '3', ...rates, '--seeds', '2', '-q'];
    expect(bntrain([...args, '--results', path, ...more]).status).to.equal(0);
    return path;
  };
  const [noWarning, inJson] = [() => expect.fail('there is nothing to warn of'), JSON.stringify];
  const large = (path: string) => {
    const events: TrainingEvent[] = [];
    for (const [id, stored] of experimentsIn(path)) {
      emitLarge(path, id, stored, event => events.push(event), noWarning);
    }
    return events;
  };

  it('has the cells that its runs come to in full, with those that diverged', async () => {
    const path = sweep('whole');
    const events: TrainingEvent[] = [];
    await emitStored(path, event => events.push(event), noWarning);
    const cells = only(events, 'cell');
    expect(cells.map(({ diverged }) => diverged)).to.include.members([0, 2]);
    expect(inJson(large(path))).to.equal(inJson([...cells, ...only(events, 'sweep')]));
  });

  it('says how many of its pairs are there', () => {
    const path = sweep('half', '--shard', '1/2');
    const [warning, ...others] = only(large(path), 'warning');
    expect([warning!.code, warning!.message]).to.deep.equal(['incomplete', `4 of 8 pairs are in ${path}`]);
    expect(others).to.deep.equal([]);
  });
});
