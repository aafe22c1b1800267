import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, only, parseLines, temporaryFolder } from '../support/bntrain.ts';
import { expectClose } from '../support/close.ts';
import { fixturePath, readJson, root } from '../support/fixtures.ts';

describe('--optimizer', () => {
  const folder = temporaryFolder();
  const run = (...args: string[]) => bntrain(args, { cwd: folder.path });
  const iris = join(root, 'data/iris.csv');

  it('is shown in the summary of a run and by show, with the settings that are not at their defaults', () => {
    const flags = ['--optimizer', 'adamw', '--betas', '0.8,0.99', '--weight-decay', '0.1', '-l', '6', '-e', '2'];
    const trained = run('train', iris, '--recipe', 'plain', ...flags, '--save', 'm.safetensors');
    expect(trained.status, trained.stderr).to.equal(0);
    const training = 'training adamw, lr 0.001, batch 64, 2 epochs, betas 0.8, 0.99, weight decay 0.1';
    for (const { stdout } of [trained, run('show', 'm.safetensors')]) {
      expect(stdout.replaceAll(/\s+/g, ' ')).to.include(training);
    }
  });

  it('trains both arms of a comparison from the same weights on the same batches', () => {
    const { status, stdout, stderr } = run(iris, '--optimizer', 'adam', '-l', '6', '-e', '3', '--json', '-q');
    expect(status, stderr).to.equal(0);
    const [baseline, batchnorm] = only(parseLines(stdout), 'result');
    for (const hash of ['initHash', 'orderHash'] as const) expect(baseline![hash]).to.equal(batchnorm![hash]);
  });

  it("gives PyTorch's losses step by step with the kernels of this machine", () => {
    for (const fixture of ['adam-bn', 'adamw-layer', 'tabular-bn']) {
      const expected = readJson(`torch/${fixture}/expected.json`);
      const flags = {
        '--init-from': fixturePath(`torch/${fixture}/init.safetensors`),
        '--layers': expected.widths.slice(1, -1).join(),
        '--norm': expected.norm,
        '--optimizer': expected.optimizer,
        '--betas': expected.betas.join(),
        '--lr': expected.learning_rate,
        '--weight-decay': expected.weight_decay,
        '--batch-size': expected.batch_size,
        '--epochs': expected.epochs,
        '--validation': 0,
        '--log-steps': 1,
        '--schedule': expected.schedule ?? 'constant',
        '--label-smoothing': expected.label_smoothing ?? 0,
        '--min-batch': expected.min_batch ?? 2,
        '--average': expected.average ?? 0,
      };
      const given = Object.entries(flags).flatMap(([flag, value]) => [flag, `${value}`]);
      const data = fixturePath(`torch/${fixture}/data.csv`);
      const { status, stdout, stderr } = run(
        ...['train', data, ...given, '--no-shuffle', '--no-standardize', '--json', '-q'],
      );
      expect(status, stderr).to.equal(0);
      const losses = only(parseLines(stdout), 'step').map(({ loss }) => loss);
      expectClose(losses, expected.step_loss_before_update, { relative: 1e-4, what: `${fixture}, loss of step` });
    }
  });

  it('gives the same bytes for any number of threads that share its step', () => {
    const digits = join(root, 'data/digits8x8.csv');
    for (const optimizer of ['adam', 'adamw']) {
      const [one, three] = ['1', '3'].map(threads => {
        const flags = [
          '--optimizer',
          optimizer,
          '--weight-decay',
          '0.01',
          '--average',
          '0.9',
          '-l',
          '200x2',
          '-e',
          '1',
        ];
        const { status, stdout, stderr } = run(
          ...['train', digits, ...flags, '--threads', threads, '--save', threads, '--json', '-q'],
        );
        expect(status, stderr).to.equal(0);
        // The metadata has the number of threads.
        const tensors = readFileSync(join(folder.path, threads)).subarray(-4 * (64 * 200 + 200 * 200));
        return { tensors: tensors.toString('base64'), epochs: only(parseLines(stdout), 'epoch').map(timeless) };
      });
      expect(one).to.deep.equal(three);
    }
  });
});

const timeless = ({ seconds, ...event }: Record<string, any>) => event;
