/** The peers that read tables: which are installed, and one reading by each, in a fresh process. */

import { join } from 'node:path';
import type { Options } from './options.ts';
import { type AbsentPeer, PYTHON_FLAGS, peersFolder } from './peers.ts';
import { type Run, run } from './processes.ts';

/** One line of JSON, after the reading. */
export interface Reading {
  /** Seconds from the path to the rows in memory. */
  seconds: number;
  rows: number;
  /** The sum of all cells that are not missing. A text counts as its length, a date as its days since 1970. */
  checksum: number;
  missing: number;
}

export interface Reader {
  name: string;
  details: string;
  /** `kinds` has the columns that are not numbers. */
  read(path: string, kinds: Readonly<Record<string, string>>): Promise<Run>;
}

interface Program {
  name: string;
  file: string;
  /** Variants: what to add to its name, and their flags. */
  variants: Readonly<Record<string, readonly string[]>>;
}

const programs: readonly Program[] = [
  { name: 'pandas', file: 'pandas_read.py', variants: { '': [], ', finding types': ['--find-types'] } },
  { name: 'DuckDB', file: 'duckdb_read.mjs', variants: { '': [], ', 1 thread': ['1'] } },
  { name: 'Papa Parse', file: 'papaparse_read.mjs', variants: { '': [] } },
  { name: 'csv-parse', file: 'csv_parse_read.mjs', variants: { '': [] } },
];

/** Asks each program for its version; a program that does not answer is absent. */
export async function findReaders({ python, nodes }: Options): Promise<{ installed: Reader[]; absent: AbsentPeer[] }> {
  const installed: Reader[] = [];
  const absent: AbsentPeer[] = [];
  for (const { name, file, variants } of programs) {
    const path = join(peersFolder, file);
    const [command, ...before] = file.endsWith('.py') ? [python, ...PYTHON_FLAGS, path] : [nodes[0]!, path];
    try {
      const { version } = lastLine<{ version: string }>(await run(command!, before));
      for (const [variant, flags] of Object.entries(variants)) {
        installed.push({
          name: `${name} ${version}${variant}`,
          details: [file, ...flags].join(' '),
          read: (table, kinds) => run(command!, [...before, table, JSON.stringify(kinds), ...flags]),
        });
      }
    } catch (error) {
      absent.push({ name, why: (error as Error).message });
    }
  }
  return { installed, absent };
}

export function lastLine<T>({ lines }: Run): T {
  return JSON.parse(lines.at(-1)!.text) as T;
}
