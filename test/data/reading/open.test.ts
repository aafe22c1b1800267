import { expect } from 'chai';
import { temporaryFolder } from '../../support/bntrain.ts';
import { tableOf } from '../../support/data.ts';

const folder = temporaryFolder();

describe('an input of text', () => {
  it('has its encoding found before its format: JSON lines in UTF-16', async () => {
    const lines = '{"a": 1.5, "y": "b"}\n{"a": 2.5, "y": "ü"}\n';
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(lines, 'utf16le')]);
    const bare = Buffer.from(lines, 'utf16le');
    for (const [bytes, encoding] of [
      [marked, null],
      [bare, 'utf-16le'],
    ] as const) {
      const { table } = await tableOf(folder.write('a.jsonl', bytes), { encoding });
      expect(table.format).to.include({ format: 'json-lines', encoding: 'utf-16le' });
      expect(table.columns[1]!.dictionary!.categories).to.deep.equal(['b', 'ü']);
    }
  });
});
