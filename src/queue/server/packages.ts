/** The packages that talk to servers, which are optional: bntrain does not install them. */

import { UserError } from '../../base/errors.ts';
import { findPackage, installCommand } from '../../base/files/optional-packages.ts';

/** Those that package.json names as peers. */
export const versions = { bullmq: '6.7.0', ioredis: '6.0.0', pg: '8.23.1' } as const;

export type Bull = typeof import('bullmq');

/** BullMQ and the driver of a server. Throws UserError that names what is missing. */
export function loadPackages<T>(scheme: string, driver: 'ioredis' | 'pg'): { bull: Bull; driver: T } {
  const names = ['bullmq', driver] as const;
  const found = names.map(name => findPackage(name));
  const missing = names.filter((_, n) => found[n] === null).map(name => `${name}@${versions[name]}`);
  if (missing.length > 0) {
    const what = missing.length === 1 ? 'the package' : 'the packages';
    const they = missing.length === 1 ? 'it' : 'them';
    throw new UserError(
      `⟪queue⟫: ${scheme}:// needs ${what} ${missing.join(' and ')}; install ${they} with: ${installCommand(...missing)}`,
    );
  }
  const [bull, loaded] = names.map((name, n) => found[n]!(name)) as [Bull, T];
  // Earlier versions know no PostgreSQL, and keep jobs in another form.
  if (typeof bull.createPostgresBackend !== 'function') {
    const command = installCommand(`bullmq@${versions.bullmq}`);
    throw new UserError(
      `⟪queue⟫: the package bullmq is of another version; install ${versions.bullmq} with: ${command}`,
    );
  }
  return { bull, driver: loaded };
}
