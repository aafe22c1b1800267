/** What bntrain keeps in PostgreSQL beside BullMQ's own tables, and who may use both. */

import type { Pool, PoolClient } from 'pg';
import { UserError } from '../../../base/errors.ts';
import type { Bull } from '../packages.ts';

/** Of the locks in a database, the one of those who make the queue: "bntr". */
const LOCK = 0x626e7472;

export const roles = ['bntrain_coordinator', 'bntrain_worker'] as const;

/** Rows of a table come in parts, which are not compressed: tables of numbers gain little. */
const tables = `
  create schema if not exists bntrain;
  create table if not exists bntrain.blob (
    digest bytea, part int, bytes bytea not null check (length(bytes) <= 1048576), primary key (digest, part)
  );
  alter table bntrain.blob alter column bytes set storage external;
  create table if not exists bntrain.sweep (
    id text primary key, at timestamptz not null default now(), cancelled boolean not null default false
  );`;

const grants = `
  grant usage on schema bullmq, bntrain to bntrain_coordinator, bntrain_worker;
  grant select, insert, update, delete on all tables in schema bullmq to bntrain_coordinator, bntrain_worker;
  grant usage, select, update on all sequences in schema bullmq to bntrain_coordinator, bntrain_worker;
  grant execute on all functions in schema bullmq to bntrain_coordinator, bntrain_worker;
  grant select, insert, update, delete on all tables in schema bntrain to bntrain_coordinator;
  grant select on all tables in schema bntrain to bntrain_worker;`;

/** Whether the database has a queue. Throws UserError for one of another version of BullMQ. */
export async function hasQueue(pool: Pool, bull: Bull): Promise<boolean> {
  const { rows } = await pool.query(
    `select count(*)::int as schemas from pg_namespace where nspname in ('bullmq', 'bntrain')`,
  );
  if (rows[0].schemas < 2) return false;
  const client = await pool.connect();
  try {
    await bull.assertSchemaCompatibility(client);
    return true;
  } catch (error) {
    if (error instanceof bull.SchemaMigrationRequiredError) return false;
    if (!(error instanceof bull.SchemaVersionMismatchError)) throw error;
    throw new UserError('⟪queue⟫: the queue in this database was made by a later version; take that version here too');
  } finally {
    client.release();
  }
}

/** Makes the queue, or brings it to this version. Returns whether the roles could be made, too. */
export async function makeSchema(pool: Pool, bull: Bull): Promise<boolean> {
  const client = await pool.connect();
  try {
    // Two that come at once would both make it.
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await bull.runMigrations(client);
    await client.query(tables);
    return await makeRoles(client);
  } finally {
    // The lock ends with the connection.
    client.release(true);
  }
}

/** Roles belong to the whole server, so an owner of the database may be unable to make them. */
async function makeRoles(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query('select rolname from pg_roles where rolname = any($1)', [roles]);
  const known = rows.map(({ rolname }) => rolname);
  try {
    for (const role of roles.filter(name => !known.includes(name))) await client.query(`create role ${role} nologin`);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    return false;
  }
  await client.query(grants);
  return true;
}
