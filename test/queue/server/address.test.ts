import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { UserError } from '../../../src/base/errors.ts';
import { parseAddress } from '../../../src/queue/server/address.ts';

describe('the URL of a queue', () => {
  it('says who, where and what', () => {
    const { scheme, host, port, user, password, database } = parseAddress(
      'postgresql://bn:p%40ss@127.0.0.1:5433/runs',
      false,
    );
    expect({ scheme, host, port, user, password, database }).to.deep.equal({
      scheme: 'postgres',
      host: '127.0.0.1',
      port: 5433,
      user: 'bn',
      password: 'p@ss',
      database: 'runs',
    });
    expect(parseAddress('redis://[::1]', false)).to.include({ host: '::1', port: 6379, user: undefined });
  });

  it('is shown without its password, wherever that is', () => {
    expect(parseAddress('postgres://bn:secret@localhost/runs', false).shown).to.equal('postgres://bn@localhost/runs');
    for (const url of [
      'postgres://bn:secret@db/runs',
      'redis://:secret@db?password=secret',
      'secret',
      'http://a:secret@b',
      'postgres://bn:12/secret@db/runs',
      'postgres://bn:secret/12@db/runs',
      'postgres://bn:12?secret@db/runs',
      'postgres://bn:12?secret=1@db/runs',
      'postgres://bn:12#secret@db/runs',
    ]) {
      expect(() => parseAddress(url, false), url).to.throw(UserError, /^((?!secret).)*$/);
    }
  });

  const refused: readonly (readonly [url: string, message: RegExp])[] = [
    ['db', /no URL of a server; takes postgres:/],
    ['postgres://bn:a/b@db/runs', /no URL of a server; a '\/'.* in a password is written as %2F.*; it takes postgres:/],
    ['postgres://bn:1/b@db/runs', /has an '@' or a '#' behind the host; a '\/'.* in a password is written as %2F/],
    ['redis://localhost/runs', /^⟪queue⟫: redis:\/\/localhost\/runs: the databases of Redis are numbers/],
    ['mysql://db', /no URL of a server; takes postgres:/],
    ['postgres:///runs', /names no host/],
    ['postgres://localhost/runs?ssl=true', /there is no parameter 'ssl'; there are sslmode/],
    ['postgres://db/runs', /would not be encrypted; take sslmode=verify-full.*⟪insecureQueue⟫/],
    ['postgres://db/runs?sslmode=disable', /would not be encrypted/],
    [
      'postgres://db/runs?sslmode=require',
      /sslmode=require does not check who the server is; take sslmode=verify-full/,
    ],
    ['postgres://db/runs?sslmode=no-verify', /sslmode=no-verify does not check/],
    ['postgres://127.0.0.1/runs?sslmode=require', /sslmode=require does not check/],
    ['postgres://127.0.0.1.evil.org/runs', /would not be encrypted/],
    ['redis://db', /would not be encrypted.*take rediss:/],
    ['rediss://db?sslmode=no-verify', /sslmode=no-verify does not check/],
    [
      'postgres://db/runs?sslmode=verify-full&sslrootcert=/none.pem',
      /sslrootcert: \/none.pem: no such file; name a certificate/,
    ],
  ];
  for (const [url, message] of refused) {
    it(`is refused: ${url}`, () => expect(() => parseAddress(url, false)).to.throw(UserError, message));
  }

  const taken: readonly (readonly [url: string, insecure: boolean, verify: boolean | null])[] = [
    ['postgres://localhost/runs', false, null],
    ['postgres:///runs?host=/run/postgresql', false, null],
    ['redis://127.1.2.3', false, null],
    ['postgres://db/runs?sslmode=verify-full', false, true],
    ['rediss://db', false, true],
    ['postgres://db/runs', true, null],
    ['redis://db', true, null],
    ['postgres://db/runs?sslmode=require', true, false],
    ['rediss://db?sslmode=no-verify', true, false],
    // The flag does not weaken what is asked for.
    ['rediss://db', true, true],
    ['postgres://db/runs?sslmode=verify-full', true, true],
  ];
  for (const [url, insecure, verify] of taken) {
    const how = verify === null ? 'without TLS' : verify ? 'with TLS that is checked' : 'with TLS that is not checked';
    it(`is taken ${how}: ${url}${insecure ? ' and ⟪insecureQueue⟫' : ''}`, () => {
      expect(parseAddress(url, insecure).tls?.verify ?? null).to.equal(verify);
    });
  }

  it('names files with certificates', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bntrain-test-address-'));
    const path = join(folder, 'ca.pem');
    writeFileSync(path, 'certificate');
    const { tls } = parseAddress(`postgres://db/runs?sslmode=verify-full&sslrootcert=${path}`, false);
    expect(tls).to.deep.equal({ verify: true, ca: 'certificate' });
    rmSync(folder, { recursive: true });
  });
});
