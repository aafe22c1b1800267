/** Errors of servers and of connections to them: what they mean, and what to do. */

import { UserError } from '../../base/errors.ts';
import type { Address } from './address.ts';

interface Explanation {
  /** What the code or the message of the error begins with, or contains. */
  readonly signs: RegExp;
  readonly problem: string;
  /** What to do; absent where waiting helps. */
  readonly wayOut?: string;
}

/** The message of the error of a worker that comes before there is a queue. */
export const NO_QUEUE = "the first sweep of its owner makes it, or 'bntrain queue init'";

/** The first that fits counts. */
const explanations: readonly Explanation[] = [
  { signs: /^ECONNREFUSED/, problem: 'no server answers there' },
  { signs: /^(ENOTFOUND|EAI_AGAIN)/, problem: 'there is no such host' },
  {
    signs:
      /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|EPIPE|ENOENT|08\d{3})|timeout|timed out|Connection (terminated|is closed)/i,
    problem: 'the server cannot be reached',
  },
  { signs: new RegExp(`^${NO_QUEUE}`), problem: 'the database has no queue yet' },
  { signs: /^57P0[1-5]|LOADING/, problem: 'the server is shutting down or starting' },
  { signs: /^(53300|ERR max number of clients)/, problem: 'the server has no connection left' },
  { signs: /^(53100|53200|OOM|MISCONF)/, problem: 'the server has no space left' },
  { signs: /^(25006|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)/, problem: 'the server only reads, or has no leader' },
  {
    signs: /^(28P01|WRONGPASS|NOAUTH)|password must be a string/,
    problem: 'the server refuses the password, or lacks one',
    wayOut: 'check it in the URL, in BNTRAIN_QUEUE, or for PostgreSQL in PGPASSFILE',
  },
  {
    signs: /^28000/,
    problem: 'the server refuses this user from here, or without TLS',
    wayOut: 'check the user, sslmode, and pg_hba.conf of the server',
  },
  {
    signs: /^3D000|DB index is out of range/,
    problem: 'there is no such database',
    wayOut: 'create it, or name another one',
  },
  {
    signs: /^(42501|NOPERM)/,
    problem: 'the user may not do that',
    wayOut: "grant it the role bntrain_worker or bntrain_coordinator; 'bntrain queue init' makes them",
  },
  {
    signs: /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+)/,
    problem: 'the certificate of the server is of an unknown authority',
    wayOut: 'name the certificate of the authority with sslrootcert=FILE in the URL',
  },
  {
    signs: /^ERR_TLS_CERT_ALTNAME_INVALID/,
    problem: 'the certificate of the server is of another host',
    wayOut: 'name the host as in the certificate',
  },
  { signs: /^CERT_/, problem: 'the certificate of the server is not valid', wayOut: 'renew it' },
  {
    signs: /RESP type/,
    problem: 'what answers there is no Redis server',
    wayOut: 'check the host and the port',
  },
  {
    signs: /does not support SSL|^EPROTO|^ERR_SSL|wrong version number/,
    problem: 'the server has no TLS',
    wayOut: 'turn it on there',
  },
];

/** What an error of a server means; null if it is no error of a server or of a connection. */
export function explain(error: unknown): Explanation | null {
  // Of a file that is sent or written.
  if ((error as ServerError).syscall === 'open') return null;
  const { code, message } = partsOf(error);
  return explanations.find(({ signs }) => signs.test(code ?? message) || signs.test(message)) ?? null;
}

/** Whether the error passes by itself. */
export function passes(error: unknown): boolean {
  if (error instanceof UserError) return false;
  const explanation = explain(error);
  return explanation !== null && explanation.wayOut === undefined;
}

/** The error as a message for people; an error that is not known is returned. */
export function asUserError(error: unknown, address: Address): unknown {
  if (error instanceof UserError) return error;
  const known = explain(error);
  if (known === null) return error;
  const wayOut = known.wayOut ?? 'start it, or name another one';
  return new UserError(`⟪queue⟫: ${address.shown}: ${known.problem} (${detail(error)}); ${wayOut}`);
}

/** The code, or the words of the server, which do not have the password. */
export function detail(error: unknown): string {
  const { code, message } = partsOf(error);
  return code !== undefined && !/^\d/.test(code) ? code : message;
}

interface ServerError {
  readonly code?: string;
  readonly message?: string;
  readonly syscall?: string;
  /** Of a transaction of Redis. */
  readonly previousErrors?: readonly Error[];
}

function partsOf(error: unknown): { readonly code: string | undefined; readonly message: string } {
  const { code, message = '', previousErrors } = error as ServerError;
  return { code, message: previousErrors?.[0]?.message ?? message };
}
