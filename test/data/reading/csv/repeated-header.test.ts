import { expect } from 'chai';
import { temporaryFolder } from '../../../support/bntrain.ts';
import { tableOf } from '../../../support/data.ts';

const folder = temporaryFolder();

describe('a header that comes again inside', () => {
  it('is passed over, and counted in a warning', async () => {
    const part = 'p,c,y\n0.7,v,no\n0.5,u,yes\n0.7,v,no\n';
    for (const text of [part + part + part, `${part}\n${part}${part}`, (part + part + part).replaceAll('\n', '\r\n')]) {
      const { table, warnings } = await tableOf(folder.write('a.csv', text));
      expect(table.rows).to.equal(9);
      expect(table.columns.map(({ kind }) => kind)).to.deep.equal(['numeric', 'categorical', 'boolean']);
      expect(warnings.map(warning => warning.slice(warning.indexOf(': ') + 2))).to.include(
        '2 lines between rows repeated the header, skipped',
      );
    }
  });

  it('is known in a table of texts alone', async () => {
    const { table } = await tableOf(folder.write('b.csv', 'a,b\nx,u\ny,v\nz,w\na,b\nx,v\ny,u\n'));
    expect(table.columns.map(({ name }) => name)).to.deep.equal(['a', 'b']);
    expect(table.rows).to.equal(5);
  });

  it('is no header where a table has none, and where a single name is a value too', async () => {
    const { table } = await tableOf(folder.write('c.csv', 'x,u\ny,v\nx,u\ny,u\nx,v\n'));
    expect(table.rows).to.equal(5);
    const single = await tableOf(folder.write('d.csv', 'name\nx\nname\ny\n'), { header: true });
    expect(single.table.rows).to.equal(3);
  });

  it('keeps the lines of what stands behind it', async () => {
    const path = folder.write('e.csv', 'a,b\n1,2\na,b\n3,4,5\n');
    const message = await tableOf(path).then(
      () => '',
      error => error.message,
    );
    expect(message).to.include('e.csv:4: 3 fields');
  });
});
