import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { bntrain, temporaryFolder } from '../support/bntrain.ts';

describe('bntrain inspect --write', () => {
  const folder = temporaryFolder();
  const rows = [
    '1,"1,200",Jan 2020,7:05 PM,x',
    '2,950,Feb 2020,1:30 AM,"a, b"',
    '3,NA,Mar 2020,12:00 PM,',
    '4,10,Apr 2020,6:00 AM,x',
  ];
  const table = folder.write('t.csv', `n,price,month,at,word\r\n${rows.join('\r\n')}\r\nSource: own\r\n`);
  const written = [
    '1,1200,2020-01-01,19:05:00,x',
    '2,950,2020-02-01,01:30:00,"a, b"',
    '3,,2020-03-01,12:00:00,',
    '4,10,2020-04-01,06:00:00,x',
  ];

  it('writes names and cells as they were read, by the suffix, and shows the table', () => {
    const csv = `${['n,price,month,at,word', ...written].join('\n')}\n`;
    const tsv = csv.replace('"a, b"', 'a; b').replaceAll(',', '\t').replace('a; b', 'a, b');
    const first = '{"n":1,"price":1200,"month":"2020-01-01","at":"19:05:00","word":"x"}\n';
    for (const [name, begin] of [
      ['clean.csv', csv],
      ['clean.tsv', tsv],
      ['clean.jsonl', first],
      ['clean', csv],
    ] as const) {
      const path = `${folder.path}/${name}`;
      const { status, stdout, stderr } = bntrain(['inspect', table, '--write', path]);
      expect(status, stderr).to.equal(0);
      expect(stdout).to.contain('rows by word');
      expect(readFileSync(path, 'utf8').startsWith(begin), name).to.equal(true);
    }
    expect(readFileSync(`${folder.path}/clean.jsonl`, 'utf8')).to.contain('{"n":3,"price":null,');
  });

  it('writes the table alone to standard output, also where no target can be had', () => {
    const { stdout, stderr } = bntrain(['inspect', table, '-t', 'month', '--write', '-']);
    expect(stdout).to.equal(`${['n,price,month,at,word', ...written].join('\n')}\n`);
    expect(stderr).to.contain("target 'month' holds dates").and.to.contain('below the table');
  });

  const refusals: [flags: string[], why: RegExp][] = [
    [['--write', table], /--write: .*t\.csv: is read here, and would be lost/],
    [['--write', 'clean.xlsx'], /--write: clean\.xlsx: the table is not written as \.xlsx; clean\.csv/],
    [['--write', '-', '--json'], /--write: got -, and --json writes to standard output too/],
    [['--write', `${folder.path}/none/clean.csv`], /there is no directory/],
  ];
  for (const [flags, why] of refusals) {
    it(`refuses ${flags.map(flag => flag.replace(folder.path, '')).join(' ')}`, () => {
      const before = readFileSync(table, 'utf8');
      const { status, stderr, stdout } = bntrain(['inspect', table, ...flags]);
      expect([status, stdout.includes('#  column')]).to.deep.equal([2, false]);
      expect(stderr).to.match(why);
      expect(readFileSync(table, 'utf8')).to.equal(before);
    });
  }

  it('writes nothing of a table that cannot be read', () => {
    const path = `${folder.path}/never.csv`;
    const { status } = bntrain(['inspect', folder.write('bad.csv', 'a,b\n1,2\n3\n4,5\n'), '--write', path]);
    expect([status, existsSync(path)]).to.deep.equal([2, false]);
  });
});
