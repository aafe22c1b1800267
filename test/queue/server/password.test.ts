import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import { findPassword } from '../../../src/queue/server/postgres/password.ts';

describe('the password of a PostgreSQL server', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bntrain-test-password-'));
    path = join(folder, 'pgpass');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const find = (text: string, host = 'db', user = 'ann') => {
    writeFileSync(path, text, { mode: 0o600 });
    return findPassword([host, 5432, 'runs', user], { PGPASSFILE: path });
  };

  it('is that of the first line that fits', () => {
    const text = '# db:5432:runs:ann:no\nother:5432:runs:ann:no\ndb:5432:runs:ann:yes\ndb:*:*:*:no\n';
    expect(find(text)).to.equal('yes');
    expect(find('db:*:*:*:any\n')).to.equal('any');
    expect(find('other:*:*:*:no\n')).to.equal(undefined);
  });

  it('has colons and backslashes behind a backslash, as other parts have', () => {
    expect(find('\\:\\:1:5432:runs:a\\\\b:p\\:q\\\\r\n', '::1', 'a\\b')).to.equal('p:q\\r');
    expect(find('db:5432:runs:ann:ends\\\\\n')).to.equal('ends\\');
  });

  it('is PGPASSWORD where that is given', () => {
    expect(findPassword(['db', 5432, 'runs', 'ann'], { PGPASSWORD: 'p', PGPASSFILE: '/none' })).to.equal('p');
  });

  it('is not read where other users can read it', () => {
    find('');
    chmodSync(path, 0o644);
    const read = () => findPassword(['db', 5432, 'runs', 'ann'], { PGPASSFILE: path });
    expect(read).to.throw(UserError, /^PGPASSFILE: .*pgpass: other users can read .*; chmod 600 ends that$/);
  });

  it('comes from a file that is there', () => {
    const read = () => findPassword(['db', 5432, 'runs', 'ann'], { PGPASSFILE: join(folder, 'none') });
    expect(read).to.throw(UserError, /^PGPASSFILE: .*none: there is no such file$/);
  });
});
