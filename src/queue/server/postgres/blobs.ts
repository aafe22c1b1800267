/** Tables in PostgreSQL, in parts of 1 MiB. */

import { createHash } from 'node:crypto';
import { createReadStream, fsyncSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Pool } from 'pg';
import { UserError } from '../../../base/errors.ts';
import { openTemporary } from '../../../base/files/temporary.ts';
import type { BlobServer } from '../../data/blob-server.ts';

const PART = 2 ** 20;

export class PostgresBlobs implements BlobServer {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The parts of a table come in one transaction, so the first tells of all. */
  async has(digest: string): Promise<boolean> {
    const { rows } = await this.#pool.query('select 1 from bntrain.blob where digest = $1 and part = 0', [
      bytesOf(digest),
    ]);
    return rows.length > 0;
  }

  async put(digest: string, path: string): Promise<void> {
    const client = await this.#pool.connect();
    let broken = true;
    try {
      await client.query('begin');
      const hash = createHash('sha256');
      let part = 0;
      for await (const bytes of createReadStream(path, { highWaterMark: PART })) {
        hash.update(bytes);
        await client.query('insert into bntrain.blob values ($1, $2, $3) on conflict do nothing', [
          bytesOf(digest),
          part++,
          bytes,
        ]);
      }
      const right = hash.digest('hex') === digest;
      await client.query(right ? 'commit' : 'rollback');
      broken = false;
      if (!right) throw new UserError(`${path}: has changed since it was read; start again`);
    } finally {
      // A connection in the middle of a transaction is of no use.
      client.release(broken);
    }
  }

  async get(digest: string, bytes: number, path: string): Promise<boolean> {
    const refuse = () => new UserError(`⟪queue⟫: the server has another table as ${digest}`);
    const file = openTemporary(dirname(path));
    try {
      const hash = createHash('sha256');
      let [left, part] = [bytes, 0];
      for (let piece = await this.#part(digest, 0); piece !== undefined; piece = await this.#part(digest, ++part)) {
        left -= piece.length;
        // A server that is not as it should be may have parts without end.
        if (left < 0) throw refuse();
        hash.update(piece);
        writeSync(file.fd, piece);
      }
      if (part === 0) return false;
      if (left > 0 || hash.digest('hex') !== digest) throw refuse();
      fsyncSync(file.fd);
      file.keepAs(path);
      return true;
    } finally {
      file.close();
    }
  }

  async clear(): Promise<number> {
    const { rows } = await this.#pool.query(
      'with gone as (delete from bntrain.blob returning part) select count(*)::int as tables from gone where part = 0',
    );
    return rows[0].tables;
  }

  async #part(digest: string, part: number): Promise<Buffer | undefined> {
    const { rows } = await this.#pool.query('select bytes from bntrain.blob where digest = $1 and part = $2', [
      bytesOf(digest),
      part,
    ]);
    return rows[0]?.bytes;
  }
}

function bytesOf(digest: string): Buffer {
  return Buffer.from(digest, 'hex');
}
