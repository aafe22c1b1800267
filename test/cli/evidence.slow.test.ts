import { expect } from 'chai';
import type { TrainingEvent } from '../../src/events/events.ts';
import { bntrain, events, only, parseLines, temporaryFolder } from '../support/bntrain.ts';
import { deviations } from '../support/events-schema.ts';

const small = ['-l', '6', '-e', '3', '--init-scale', '0.1,0.3,1,3,10'];

describe('bntrain evidence', () => {
  const folder = temporaryFolder();
  let all: TrainingEvent[];
  before(() => {
    all = events(['evidence', 'data/iris.csv', ...small, '--seeds', '7']);
  });

  it('ends with curves, the cost of a step and the claims, all of them as the schema has them', () => {
    const kinds = all.map(({ event }) => event).filter(event => event !== 'warning');
    expect(kinds.slice(-8)).to.deep.equal([...Array<string>(4).fill('curve'), 'step-cost', 'claim', 'claim', 'claim']);
    for (const event of all) expect(deviations(event)).to.deep.equal([]);
  });

  it('trains both arms with every seed at every scale', () => {
    expect(only(all, 'pair')).to.have.lengthOf(7 * 5);
    const cells = only(all, 'result').map(({ seed, arm, cell }: any) => `${seed} ${arm} ${cell.initScale}`);
    expect(new Set(cells).size).to.equal(7 * 5 * 2);
  });

  it('warns of seeds to choose a learning rate with where there is one rate', () => {
    const one = ['evidence', 'data/iris.csv', '-l', '6', '-e', '1', '--claims', 'faster', '--seeds', '6', '-q'];
    expect(bntrain([...one, '--select-seeds', '5']).stderr).to.contain('warning: --select-seeds 5 has no effect: --lr');
    expect(bntrain([...one, '--select-seeds', '2', '--lr', '0.1,0.3']).stderr).not.to.contain('no effect');
  });

  it('gives a command that repeats the claims', () => {
    const [claim] = only(all, 'claim');
    const [, ...words] = claim!.rerun.split(' ');
    const again = only(events([...words, '--threads', '1']), 'claim');
    const numbers = ({ differences, pairs, verdict, pHolm }: (typeof again)[number]) => ({
      differences,
      pairs,
      verdict,
      pHolm,
    });
    expect(again.map(numbers)).to.deep.equal(only(all, 'claim').map(numbers));
  });

  it('shows a page with every verdict, which goes on from a checkpoint', () => {
    const checkpoint = `${folder.path}/run`;
    const args = ['evidence', 'data/iris.csv', ...small, '--seeds', '6', '--claims', 'faster,initialization'];
    const { status, stdout, stderr } = bntrain([...args, '--checkpoint', checkpoint, '-q']);
    expect(status).to.equal(0);
    expect(stderr).to.contain(
      '--seeds 6: too few to decide 2 claims, so every verdict will be INCONCLUSIVE. Take 7 or more',
    );
    expect(stdout.match(/^(Faster|Forgives poor initialization): INCONCLUSIVE$/gm)).to.have.lengthOf(2);
    expect(stdout).to.contain('To repeat:\n  bntrain evidence data/iris.csv');
    // So few steps are not timed.
    const resumed = bntrain(['resume', checkpoint, '-q']);
    expect([resumed.status, resumed.stdout]).to.deep.equal([0, stdout]);
  });

  it('gives each arm its own of several learning rates, chosen on further seeds, also from a checkpoint', () => {
    const checkpoint = `${folder.path}/rates`;
    const args = ['evidence', 'data/iris.csv', '-l', '6', '-e', '3', '--claims', 'faster', '--seeds', '6'];
    const several = events([...args, '--lr', '0.001,0.1,1e9', '--select-seeds', '2', '--checkpoint', checkpoint]);
    const [rates] = only(several, 'learning-rates');
    expect(rates!.seeds).to.deep.equal([7, 8]);
    expect(rates!.chosen).to.deep.equal({ baseline: 0.1, batchnorm: 0.1 });
    // With the rate that both chose, they are the pairs of that rate alone.
    const alone = events([...args, '--lr', '0.1']);
    const differences = (all: TrainingEvent[]) => only(all, 'claim').map(claim => claim.differences);
    expect(differences(several)).to.deep.equal(differences(alone));
    const { status, stdout } = bntrain(['resume', checkpoint, '--json', '-q']);
    expect(status).to.equal(0);
    expect(differences(parseLines(stdout))).to.deep.equal(differences(alone));
  });

  it('refuses what cannot be tested before anything is read', () => {
    const { status, stdout, stderr } = bntrain(['evidence', 'missing.csv', '--seeds', '1']);
    expect([status, stdout]).to.deep.equal([2, '']);
    expect(stderr).to.equal('bntrain: --seeds: got 1; one pair has no spread to test with, so take at least 7 seeds\n');
  });
});
