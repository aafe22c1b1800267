import { join } from 'node:path';
import { expect } from 'chai';
import { bntrain, events, only, parseLines, temporaryFolder } from '../support/bntrain.ts';
import { deviations, documentedEvents } from '../support/metrics-doc.ts';

describe('docs/metrics.md', () => {
  const documented = documentedEvents();

  it('documents every event, with an example that is as documented', () => {
    const kinds = [
      'start',
      'step',
      'epoch',
      'result',
      'comparison',
      'saved',
      'warning',
      'gradcheck',
      'verdict',
      'cache-entry',
      'cache',
      'cache-cleared',
      'inspection',
      'model',
      'prediction',
      'evaluation',
      'exported',
    ];
    expect([...documented.keys()]).to.have.members(kinds);
    for (const { example } of documented.values()) {
      expect(deviations(example, documented.get(String(example.event)))).to.deep.equal([]);
    }
  });

  it('notices an event that is not as documented', () => {
    const { example } = documented.get('step')!;
    const { loss, ...lacking } = example;
    const step = documented.get('step');
    expect(deviations(lacking, step)).to.deep.equal(['loss is missing']);
    expect(deviations({ ...example, loss: String(loss) }, step)).to.deep.equal([
      'loss is string, documented as number,null',
    ]);
    expect(deviations({ ...example, extra: 1 }, step)).to.deep.equal(['extra is not documented']);
    expect(deviations({ event: 'other' }, undefined)).to.deep.equal(["event 'other' is not documented"]);
  });

  const runs: [string, string[]][] = [
    ['a classification', ['data/iris.csv', '-e', '2', '--log-steps', '2']],
    ['a regression', ['data/concrete.csv', '-e', '2', '--lr', '0.01']],
    ['a run without validation', ['data/concrete.csv', '-e', '1', '--validation', '0', '--log-steps', '5']],
    ['a run that diverges', ['data/concrete.csv', '-e', '2', '--lr', '1e6', '--log-steps', '1']],
    ['a run of one arm', ['train', 'data/digits8x8.csv', '-t', 'label', '-e', '1', '-l', '10']],
    [
      'a run with a constant target among the validation rows',
      ['data/iris.csv', '-t', '1', '--no-shuffle', '--validation', '0.01', '-e', '1'],
    ],
  ];
  for (const [what, args] of runs) {
    it(`describes every event of ${what}`, () => {
      const found = events(args);
      for (const event of found) {
        expect(deviations(event as never, documented.get(event.event)), JSON.stringify(event)).to.deep.equal([]);
      }
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
      for (const event of found) expect(deviations(event, documented.get(event.event))).to.deep.equal([]);
    });
  }

  it('holds the elements of arrays to the document too', () => {
    const inspection = documented.get('inspection')!;
    const [column] = inspection.example.columns as Record<string, unknown>[];
    const changed = { ...inspection.example, columns: [{ ...column, extra: 1, position: '1' }] };
    expect(deviations(changed, inspection)).to.deep.equal([
      'columns[].position is string, documented as number',
      'columns[].extra is not documented',
    ]);
  });

  const folder = temporaryFolder();
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
      for (const event of [saved!, ...rest]) {
        expect(deviations(event as never, documented.get(event.event)), JSON.stringify(event)).to.deep.equal([]);
      }
    });
  }

  it('describes every event of a gradient check', () => {
    const { stdout } = bntrain(['gradcheck', '--json']);
    for (const event of parseLines(stdout)) {
      expect(deviations(event as never, documented.get(event.event))).to.deep.equal([]);
    }
  });
});
