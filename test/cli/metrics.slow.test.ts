import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, events, only, parseLines, temporaryFolder } from '../support/bntrain.ts';
import { deviations } from '../support/events-schema.ts';

/** Refuses an event that is not as the schema has it. */
function hold(found: readonly { event: string }[]): void {
  expect(found).to.not.be.empty;
  for (const event of found) expect(deviations(event), JSON.stringify(event)).to.deep.equal([]);
}

describe('the schema of events', () => {
  const folder = temporaryFolder();

  const runs: [what: string, args: string[], exitCode?: number][] = [
    ['a classification', ['data/iris.csv', '-e', '2', '--log-steps', '2']],
    ['a regression', ['data/concrete.csv', '-e', '2', '--lr', '0.01']],
    ['a run without validation', ['data/concrete.csv', '-e', '1', '--validation', '0', '--log-steps', '5']],
    ['a run whose arms diverge', ['data/concrete.csv', '-e', '2', '--lr', '1e6', '--log-steps', '1'], 3],
    ['an ensemble of classifiers', ['train', 'data/iris.csv', '-e', '2', '--ensemble', '2', '--log-steps', '2']],
    ['an ensemble for numbers', ['train', 'data/concrete.csv', '-e', '1', '--lr', '0.01', '--ensemble', '2']],
    ['a run of one arm', ['train', 'data/digits8x8.csv', '-t', 'label', '-e', '1', '-l', '10']],
    [
      'a run with a constant target among the validation rows',
      ['data/iris.csv', '-t', '1', '--no-shuffle', '--validation', '0.01', '-e', '1'],
    ],
  ];
  for (const [what, args, exitCode] of runs) {
    it(`describes every event of ${what}`, () => {
      const found = events(args, exitCode);
      hold(found);
      expect(only(found, 'result').length).to.be.at.least(1);
    });
  }

  const tables: [string, string[]][] = [
    ['classes, texts and missing cells', ['data/penguins.csv', '-t', 'species']],
    ['dates', ['data/seattle_weather.csv']],
    ['numbers, with columns left out', ['data/iris.csv', '-t', '1', '--drop', '2', '--validation', 'data/iris.csv']],
  ];
  for (const [what, args] of tables) {
    it(`describes the inspection of a table of ${what}`, () => {
      const found = parseLines(bntrain(['inspect', ...args, '--json']).stdout) as any[];
      expect(found.at(-1).event).to.equal('inspection');
      hold(found);
    });
  }

  for (const [what, table] of [
    ['classes', 'data/iris.csv'],
    ['numbers', 'data/concrete.csv'],
  ] as const) {
    it(`describes every event about a saved model that predicts ${what}`, () => {
      const model = join(folder.path, what);
      const [saved] = only(events(['train', table, '-e', '1', '--lr', '0.01', '--save', model]), 'saved');
      const probabilities = what === 'classes' ? ['--probabilities'] : [];
      const rest = [
        ['show', model],
        ['predict', model, table],
        ['predict', model, table, '--keep', '1', ...probabilities],
        ['evaluate', model, table],
        ['export', model, '-o', `${model}.js`],
        ['export', model, '-o', `${model}.js`, '--fold'],
      ].flatMap(args => parseLines(bntrain([...args, '--json']).stdout));
      hold([saved!, ...rest]);
    });
  }

  it('describes every event of a gradient check', () => {
    const { stdout } = bntrain(['gradcheck', '--json']);
    hold(parseLines(stdout));
  });

  it('describes every event of a trace', () => {
    for (const args of [
      ['data/iris.csv', '--units', '1-3'],
      ['data/concrete.csv', '--step', '3', '--lr', '1e6'],
    ]) {
      hold(parseLines(bntrain(['trace', ...args, '--json']).stdout));
    }
  });

  it('describes every event of a bench', () => {
    const found = parseLines(bntrain(['bench', '--json', '-l', '4', '-b', '8']).stdout);
    expect(new Set(found.map(({ event }) => event as string))).to.deep.equal(
      new Set(['gemm', 'bench-step', 'batchnorm-cost', 'backward', 'backward-ratio']),
    );
    hold(found);
  });

  it('describes every event of the cache, and of a run that is resumed', () => {
    const cacheDir = join(folder.path, 'cache');
    const checkpoint = join(folder.path, 'checkpoint');
    const stored = ['--memory', '10kb', '--cache-dir', cacheDir, '--checkpoint', checkpoint];
    hold(events(['data/digits8x8.csv', '-t', 'label', '-e', '1', '-l', '4', ...stored]));
    hold(events(['resume', checkpoint, '-e', '2']));
    hold(parseLines(bntrain(['cache', '--cache-dir', cacheDir, '--json']).stdout));
    hold(parseLines(bntrain(['cache', 'clear', '--cache-dir', cacheDir, '--json']).stdout));
  });
});
