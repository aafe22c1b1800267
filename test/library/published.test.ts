import { join } from 'node:path';
import { expect } from 'chai';
import { evaluate, inspect, predict, train } from '../../src/library/index.ts';
import { temporaryFolder } from '../support/bntrain.ts';
import { refusal } from '../support/sources.ts';

describe('a model and new files with lines below their tables', () => {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 60 }, (_, row) => `${row % 24},${(row % 7) / 2},${row % 24 > 11 ? 'on' : 'off'}`);
  const written = (...lines: string[]) => `${['hour,power,state', ...lines].join('\n')}\n`;
  const model = join(folder.path, 'm.safetensors');
  const settings = { layers: [4], epochs: 2, threads: 1 };

  before(async () => {
    const table = folder.write('train.csv', written(...rows, '', '* provisional', 'Source: own meter,,'));
    const { start } = await train(table, settings, { save: model });
    expect(start.data.rows).to.equal(60);
    expect(start.data.below).to.deep.equal([{ path: table, first: 63, last: 64, lines: 2 }]);
  });

  it('have a prediction for each row and none for a note, with --on-error skip too', async () => {
    const path = folder.write('new.csv', written(...rows.slice(0, 5), '', 'Source: own meter'));
    for (const onError of ['stop', 'skip', 'fill'] as const) {
      const { predictions, warnings } = await predict(model, path, { onError });
      expect(predictions).to.have.lengthOf(5);
      expect(warnings).to.deep.equal([
        `${path}: line 8 is below the table and is passed over: 'Source: own meter'; notes: false reads it as a row`,
      ]);
    }
    expect((await evaluate(model, path)).rows).to.equal(5);
  });

  it('have a prediction for a row that is too short where it is filled', async () => {
    const path = folder.write('short.csv', written('1,0.5,on', '2', '3,1.5,off'));
    expect(await refusal(predict(model, path))).to.contain('short.csv:3: 1 field, the header has 3');
    const { predictions, warnings } = await predict(model, path, { onError: 'fill' });
    expect(predictions).to.have.lengthOf(3);
    expect(warnings.join('\n')).to.contain('short.csv:3: 1 field; this row is too short');
  });

  it('read lines below as rows where the training did', async () => {
    const plain = join(folder.path, 'plain.safetensors');
    await train(folder.write('plain.csv', written(...rows)), { ...settings, notes: false }, { save: plain });
    const path = folder.write('note.csv', written(...rows.slice(0, 5), 'Source: own meter'));
    expect(await refusal(predict(plain, path))).to.contain('note.csv:7: 1 field, the header has 3');
  });

  it('are counted in an inspection', async () => {
    const { data } = await inspect(folder.write('seen.csv', written(...rows, ',,', '1 Revised figures.,,')));
    expect([data.rows, data.filledRows, data.below[0]?.first, data.below[0]?.lines]).to.deep.equal([60, 0, 62, 2]);
  });
});
