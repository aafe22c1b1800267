/** How much memory a table may take: sizes as people write them, and what is free now. */

import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { byteSize, plural } from '../../base/text/format.ts';

/** What parseSize takes, for error messages. */
export const sizeTakes = 'a size such as 500mb, 2GiB or 800000000';

/**
 * kb, mb, gb and tb are powers of 1000, kib, mib, gib and tib of 1024, as the standards have it (IEC 80000-13). A single
 * letter is a power of 1024, as it is where programs take memory sizes: java -Xmx, docker --memory.
 */
const SIZE = /^(\d+(?:\.\d*)?|\.\d+)\s*(?:([kmgt])(i?b)?|b)?$/i;

/** Whole bytes, of a number or of text; undefined for anything else. */
export function parseSize(given: unknown): number | undefined {
  if (typeof given === 'number') return Number.isSafeInteger(given) && given >= 0 ? given : undefined;
  const match = typeof given === 'string' ? SIZE.exec(given.trim()) : null;
  if (match === null) return undefined;
  const [, count, letter, rest] = match;
  const power = letter === undefined ? 0 : 'kmgt'.indexOf(letter.toLowerCase()) + 1;
  const bytes = Math.round(Number(count) * (rest?.toLowerCase() === 'b' ? 1000 : 1024) ** power);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** The share of what is free that a table takes when nothing else is asked for. */
const DEFAULT_SHARE = 0.5;

export function defaultBudget(): number {
  return Math.floor(DEFAULT_SHARE * availableBytes());
}

/**
 * Bytes that each row takes beside the table, wherever the table is: its number, target, side of the split and place in the order
 * of batches, with the lists that they are computed from.
 */
export const ROW_BYTES = 40;
/** As many bytes for rows are allowed with any budget: the program itself takes more. */
const MIN_FOR_ROWS = 64e6;

/** What the rows leave of a budget. */
export function budgetBesideRows(budget: number, rows: number): number {
  return Math.max(0, budget - ROW_BYTES * rows);
}

/** Throws UserError if the rows alone take more than the budget. */
export function checkRowBudget(path: string, rows: number, budget: number): void {
  const bytes = ROW_BYTES * rows;
  if (bytes <= Math.max(budget, MIN_FOR_ROWS)) return;
  throw new UserError(
    `⟪memory⟫: ${path} has ${plural(rows, 'row')}, which take ${byteSize(bytes)} even with the table in a file ` +
      `(${ROW_BYTES} bytes a row), and ${byteSize(budget)} may be taken; give more, such as ⟪memory=${enoughFor(bytes)}⟫, or fewer rows`,
  );
}

/** A size for the setting. */
function enoughFor(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)}mb` : `${Math.ceil(bytes / 1e8) / 10}gb`;
}

/** What availableBytes asks the system; tests answer in its place. */
export interface System {
  /** The text of a file, null where there is none. */
  readonly read: (path: string) => string | null;
  readonly free: number;
  readonly total: number;
  readonly platform: NodeJS.Platform;
}

/**
 * Bytes that this process can still take before something is killed or swapped out: what the system has free, less where
 * a control group of Linux (a container) allows less. process.availableMemory() is not asked because it takes the
 * group's file cache, which grows with every file read and goes when memory is wanted, for used.
 */
export function availableBytes(system: System = thisSystem()): number {
  const { platform, free, total } = system;
  // macOS fills what is free with files, and gives it back; it tells only what holds nothing at all.
  if (platform === 'darwin') return Math.max(free, total / 4);
  return platform === 'linux' ? Math.min(free, ...groupBytes(system)) : free;
}

function thisSystem(): System {
  const read = (path: string) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  };
  return { read, free: freemem(), total: totalmem(), platform: process.platform };
}

/** What is left in each control group that holds this process, up to the root. No group has more than its parents. */
function groupBytes({ read }: System): number[] {
  const lines = (read('/proc/self/cgroup') ?? '').split('\n');
  const left: number[] = [];
  for (const line of lines) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined || (controllers !== '' && !controllers!.split(',').includes('memory'))) continue;
    const version = controllers === '' ? version2 : version1;
    for (let group = path; ; group = dirname(group)) {
      left.push(leftIn(join(version.root, group), version, read));
      if (group === '/') break;
    }
  }
  return left;
}

interface Version {
  readonly root: string;
  readonly limit: string;
  readonly used: string;
  /** The line of memory.stat for files that were read and can be dropped. */
  readonly droppable: RegExp;
}

const version2: Version = {
  root: '/sys/fs/cgroup',
  limit: 'memory.max',
  used: 'memory.current',
  droppable: /^inactive_file (\d+)$/m,
};
const version1: Version = {
  root: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  droppable: /^total_inactive_file (\d+)$/m,
};

/** Infinity where the group has no limit, or is not to be seen from here. */
function leftIn(folder: string, version: Version, read: System['read']): number {
  const limit = Number.parseInt(read(join(folder, version.limit)) ?? '', 10);
  const used = Number.parseInt(read(join(folder, version.used)) ?? '', 10);
  if (Number.isNaN(limit) || Number.isNaN(used)) return Number.POSITIVE_INFINITY;
  const droppable = Number(version.droppable.exec(read(join(folder, 'memory.stat')) ?? '')?.[1] ?? 0);
  return Math.max(0, limit - Math.max(0, used - droppable));
}
