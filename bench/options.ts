/** The flags of `npm run bench -- ...`. */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Network, networkName, networks } from './networks.ts';

/** The checkout: the bench runs from dist/bench. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The parts that run by default. */
const usualParts = [
  'steps',
  'passes',
  'updates',
  'gemm',
  'threads',
  'read',
  'streams',
  'end-to-end',
  'both-arms',
  'many',
  'start',
  'report',
  'results',
  'queue',
] as const;
export const parts = [...usualParts, 'large', 'quality'] as const;
export type Part = (typeof parts)[number];

export interface Options {
  parts: Part[];
  rounds: number;
  /** Seconds that a peer measures one network, in one arm, in one round. */
  budget: number;
  networks: Network[];
  /** Node executables that run bntrain; the first one also runs the peers from npm. */
  nodes: string[];
  python: string;
  bntrain: string;
  /** Rows of the table of the part end-to-end. */
  rows: number;
  /** Share of the rows in the tables of the parts read and streams. */
  scale: number;
  /** Size of the table of the part large. */
  gigabytes: number;
  /** Divisions of each table of the part quality into training and test rows. */
  splits: number;
  /** A folder of tables for the part quality, beside the shipped ones. */
  tables: string | undefined;
  json: string | undefined;
}

export const help = `npm run bench -- [flags]

  --parts <list>     of ${parts.join(', ')} (default: all but large and quality)
  --networks <list>  for steps, passes and threads, such as 4-32-32-3 (default: all)
  --rounds <n>       how often the peers take turns (default: 5)
  --seconds <s>      a peer's time for a network, an arm and a round; also of passes and all updates (default: 1)
  --rows <n>         rows of the table of end-to-end (default: 60000)
  --scale <share>    of their rows, for the tables of read and streams (default: 1)
  --gigabytes <n>    size of the table of large (default: 3)
  --splits <n>       of each table of quality (default: 3)
  --tables <folder>  more tables for quality: CSV files, and targets.json with the target of each
  --node <path>      Node that runs bntrain; may be given again (default: the one that runs the bench)
  --python <path>    Python with PyTorch, scikit-learn, NumPy and pandas (default: python3)
  --bntrain <path>   the program to measure (default: bin/bntrain.js)
  --json <file>      write all measurements there
`;

/** A problem with the flags, for people. */
export class UsageError extends Error {}

/** The options; undefined if help was requested. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseFlags(args);
  if (values.help) return undefined;
  return {
    parts: values.parts === undefined ? [...usualParts] : chosen('--parts', values.parts, parts, part => part),
    rounds: positive('--rounds', values.rounds),
    budget: positive('--seconds', values.seconds),
    networks:
      values.networks === undefined ? [...networks] : chosen('--networks', values.networks, networks, networkName),
    nodes: values.node ?? [process.execPath],
    python: values.python,
    bntrain: resolve(values.bntrain),
    rows: positive('--rows', values.rows),
    scale: positive('--scale', values.scale),
    gigabytes: positive('--gigabytes', values.gigabytes),
    splits: positive('--splits', values.splits),
    tables: values.tables,
    json: values.json,
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        parts: { type: 'string' },
        networks: { type: 'string' },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '1' },
        rows: { type: 'string', default: '60000' },
        scale: { type: 'string', default: '1' },
        gigabytes: { type: 'string', default: '3' },
        splits: { type: 'string', default: '3' },
        tables: { type: 'string' },
        node: { type: 'string', multiple: true },
        python: { type: 'string', default: 'python3' },
        bntrain: { type: 'string', default: resolve(root, 'bin/bntrain.js') },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function chosen<T>(flag: string, given: string, all: readonly T[], nameOf: (item: T) => string): T[] {
  return given.split(',').map(name => {
    const item = all.find(candidate => nameOf(candidate) === name);
    if (item === undefined) throw new UsageError(`${flag}: '${name}' is none of ${all.map(nameOf).join(', ')}`);
    return item;
  });
}

/** Seconds may have a fraction. Numbers that must be whole only limit loops, for which a fraction is harmless. */
function positive(flag: string, given: string): number {
  const value = Number(given);
  if (!(value > 0 && Number.isFinite(value)))
    throw new UsageError(`${flag}: got '${given}', expected a number above 0`);
  return value;
}
