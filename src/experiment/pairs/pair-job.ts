/** What a pair consists of, and what is recorded of it, as a digest: its results are found by that. */

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { PairEvent } from '../../events/events.ts';
import type { Config } from '../../settings/config.ts';
import { defaultOf, recordingKeys } from '../../settings/table.ts';

/** What decides bits besides the settings and the data. */
export interface JobPlace {
  /** Kernels with the same bits have the same name. */
  readonly kernels: string;
  /** Max bytes of rows in memory where the table exceeds them, because such rows are trained in another order. */
  readonly rows: number | 'memory';
}

/** SHA-256, hexadecimal. `config` has the settings of the pair. */
export function jobOf({ digests }: PairEvent, config: Config, { kernels, rows }: JobPlace): string {
  const records = recordingKeys.filter(key => !isDeepStrictEqual(config[key], defaultOf(key, config)));
  const job = {
    format: 'bntrain-job/1',
    kernels,
    rows,
    runs: Object.values(digests),
    records: records.map(key => [key, config[key]]),
  };
  return createHash('sha256').update(JSON.stringify(job)).digest('hex');
}
