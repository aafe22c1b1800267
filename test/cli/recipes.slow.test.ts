import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, only, parseLines, temporaryFolder } from '../support/bntrain.ts';
import { root } from '../support/fixtures.ts';

describe('--recipe tabular', () => {
  const folder = temporaryFolder();
  const iris = join(root, 'data/iris.csv');
  const run = (...args: string[]) => bntrain(args, { cwd: folder.path });

  function events(...args: string[]) {
    const { status, stdout, stderr } = run(...args, '--json');
    expect(status, stderr).to.equal(0);
    return parseLines(stdout);
  }

  it('shows its parts in the summary of a run, and in show', () => {
    const trained = run('train', iris, '--recipe', 'tabular', '-e', '2', '-l', '6', '--save', 'm.safetensors');
    expect(trained.status, trained.stderr).to.equal(0);
    const parts =
      '2 epochs, cosine schedule, weight decay 0.3, average of weights 0.995, label smoothing 0.1, no last batch below 16 rows';
    const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');
    expect(oneLine(trained.stdout)).to.include(
      `training adamw, lr 0.02, batch 64 (the default for 120 training rows), ${parts}`,
    );
    expect(oneLine(run('show', 'm.safetensors').stdout)).to.include(`training adamw, lr 0.02, batch 64, ${parts}`);
  });

  it('decides batches and decay by the rows that a network learns from first, and keeps them for all rows', () => {
    const rows = Array.from({ length: 10_500 }, (_, n) => `${n % 97},${n % 5}`);
    writeFileSync(join(folder.path, 'large.csv'), `a,y\n${rows.join('\n')}\n`);
    const train = (...flags: string[]) => {
      const found = events('train', 'large.csv', '--task', 'regression', '-l', '2', '-e', '1', '-q', ...flags);
      return { ...only(found, 'start')[0]!, refit: only(found, 'refit')[0] };
    };
    // 8,400 rows to train on, and all of them, whose last batch is too short.
    for (const flags of [[], ['--refit', '--save', 'm.safetensors']]) {
      const { config, stepsPerEpoch, refit } = train(...flags);
      expect(config).to.include({ epochs: 1, batchSize: 128, weightDecay: 0.29 });
      expect(stepsPerEpoch).to.equal(Math.ceil(8_400 / 128));
      expect(refit?.steps).to.equal(flags.length === 0 ? undefined : Math.floor(10_500 / 128));
    }
    // 7,875 of 10,500 rows in each network.
    expect(train('--ensemble', '4').config).to.include({ batchSize: 64, weightDecay: 0.3 });
    const { config, decided } = train('-b', '32', '--weight-decay', '0.1');
    expect(config).to.include({ batchSize: 32, weightDecay: 0.1 });
    expect(decided.filter(key => ['epochs', 'batchSize', 'weightDecay'].includes(key))).to.deep.equal([]);
  });

  it('saves the average that was validated, and starts from the weights of a file before it averages', () => {
    const flags = ['--no-refit', '-e', '9', '-l', '6', '-b', '20', '--log-steps', '1'];
    const averaged = events('train', iris, ...flags, '--save', 'a.safetensors');
    const [result] = only(averaged, 'result');
    const best = result!.best!.validationLoss!;
    const evaluated = events('evaluate', 'a.safetensors', iris, '--held-out')[0] as unknown as { loss: number };
    expect(evaluated.loss).to.be.closeTo(best, 1e-6);

    const weights = events('train', iris, ...flags, '--average', '0');
    expect(only(weights, 'step'), 'steps are those of the weights').to.deep.equal(only(averaged, 'step'));
    expect(only(weights, 'epoch')[9]!.validationLoss).to.not.equal(only(averaged, 'epoch')[9]!.validationLoss);

    const [before] = only(events('train', iris, ...flags, '--init-from', 'a.safetensors'), 'epoch');
    expect(before!.validationLoss).to.be.closeTo(best, 1e-6);
  });
});
