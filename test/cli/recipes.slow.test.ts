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
