/** The URL of a queue: which server, as whom, and how its identity is checked. */

import { readFileSync } from 'node:fs';
import { UserError } from '../../base/errors.ts';
import { unreadable } from '../../base/files/files.ts';

export interface Tls {
  /** Whether the certificate must be of a known authority and of this host. */
  readonly verify: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Address {
  readonly scheme: 'postgres' | 'redis' | 'rediss';
  /** A name, an address, or the directory of a socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly tls: Tls | null;
  /** The URL without its password. */
  readonly shown: string;
}

const EXAMPLES = 'takes postgres://user@host/database, redis://host or rediss://host';
const ENCODED = "a '/', '?', '#' or '%' in a password is written as %2F, %3F, %23 or %25";
const files = { ca: 'sslrootcert', cert: 'sslcert', key: 'sslkey' } as const;
const parameters = ['sslmode', 'host', ...Object.values(files)];

/** Throws UserError. No message has the password. */
export function parseAddress(text: string, insecure: boolean): Address {
  const url = URL.canParse(text) ? new URL(text) : null;
  const scheme = url?.protocol.slice(0, -1).replace('postgresql', 'postgres');
  if (url === null || (scheme !== 'postgres' && scheme !== 'redis' && scheme !== 'rediss')) {
    throw new UserError(`⟪queue⟫: got no URL of a server; ${text.includes('@') ? `${ENCODED}; it ` : ''}${EXAMPLES}`);
  }
  const query = url.searchParams;
  const unknown = [...query.keys()].find(key => !parameters.includes(key));
  const { pathname, search, hash } = url;
  // Such a character ends the host, and what follows is a part of the password.
  if (hash !== '' || pathname.includes('@') || (unknown !== undefined && search.includes('@'))) {
    throw new UserError(`⟪queue⟫: the URL has an '@' or a '#' behind the host; ${ENCODED}`);
  }
  const shown = showAddress(url, scheme);
  const refuse = (why: string) => new UserError(`⟪queue⟫: ${shown}: ${why}`);
  if (unknown !== undefined) throw refuse(`there is no parameter '${unknown}'; there are ${parameters.join(', ')}`);
  const host = query.get('host') ?? url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '') throw refuse(`names no host; ${EXAMPLES}`);
  const database = decoded(pathname.slice(1));
  if (scheme !== 'postgres' && database !== undefined && !/^\d{1,9}$/.test(database)) {
    throw refuse('the databases of Redis are numbers, 0 and more; take one, or none for 0');
  }
  return {
    scheme,
    host,
    port: Number(url.port) || (scheme === 'postgres' ? 5432 : 6379),
    user: decoded(url.username),
    password: decoded(url.password),
    database,
    tls: chooseTls(scheme, host, query, insecure, refuse),
    shown,
  };
}

function decoded(part: string): string | undefined {
  try {
    return part === '' ? undefined : decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Leaves out parameters too, among which a password may be by mistake. */
function showAddress({ username, host, pathname }: URL, scheme: string): string {
  return `${scheme}://${username}${username === '' ? '' : '@'}${host}${pathname}`;
}

/** Only `verify-full` says who the server is; the other modes of libpq do not, or do so in some of its versions. */
function chooseTls(
  scheme: Address['scheme'],
  host: string,
  query: URLSearchParams,
  insecure: boolean,
  refuse: (why: string) => UserError,
): Tls | null {
  const mode = query.get('sslmode') ?? (scheme === 'rediss' ? 'verify-full' : 'disable');
  if (mode === 'verify-full') return { verify: true, ...readFiles(query, refuse) };
  const safe =
    scheme === 'postgres' ? 'sslmode=verify-full, and sslrootcert=FILE for an authority of your own' : 'rediss://';
  if (mode === 'disable' && scheme !== 'rediss') {
    if (insecure || isLoopback(host)) return null;
    throw refuse(`the connection to another machine would not be encrypted; take ${safe}, or ⟪insecureQueue⟫`);
  }
  if (insecure) return mode === 'disable' ? null : { verify: false, ...readFiles(query, refuse) };
  throw refuse(`sslmode=${mode} does not check who the server is; take ${safe}, or ⟪insecureQueue⟫`);
}

function readFiles(query: URLSearchParams, refuse: (why: string) => UserError): Omit<Tls, 'verify'> {
  const given = Object.entries(files).flatMap(([key, parameter]) => {
    const path = query.get(parameter);
    if (path === null) return [];
    try {
      return [[key, readFileSync(path, 'utf8')]];
    } catch (error) {
      throw refuse(`${parameter}: ${unreadable(path, error).message}; name a certificate or key in a file (PEM)`);
    }
  });
  return Object.fromEntries(given);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('/') || /^127(\.\d{1,3}){3}$/.test(host);
}
