/** From paths to a table: opened, read in blocks, settled. A large file that was read before is taken from the cache. */

import { UserError } from '../../base/errors.ts';
import { defaultCacheFolder } from '../../base/files/cache-folder.ts';
import { contentDigest } from '../../base/files/digest.ts';
import { storedBytes } from '../../base/files/files.ts';
import { list, plural } from '../../base/text/format.ts';
import type { Warn } from '../../base/warn.ts';
import { formatLocation } from '../tables/blocks/location.ts';
import {
  defaultReadOptions,
  type ForcedKinds,
  MISSING_WORDS,
  type ReadOptions,
  type ReadProgress,
  type TableReader,
} from '../tables/blocks/reader.ts';
import type { RequestedKinds } from '../tables/columns.ts';
import { inexactColumns } from '../tables/low-parts.ts';
import { warningsOfNoted } from '../tables/noted-rows.ts';
import { selectColumns } from '../tables/selection.ts';
import { describeSkipped } from '../tables/skipped-lines.ts';
import { Cache, cacheKey } from '../tables/store/cache.ts';
import type { BlockHead } from '../tables/store/head.ts';
import { type BlockStore, closedOnFailure } from '../tables/store/store.ts';
import { StoreWriter } from '../tables/store/writer.ts';
import { booleanStyles } from '../tables/styles/column-style.ts';
import { locationIn, makeTable, settle, type Table } from '../tables/table.ts';
import { describeTotal } from '../tables/total-row.ts';
import { StyleFinder } from './find-styles.ts';
import { formats } from './formats.ts';
import { checkRowBudget, defaultBudget, ROW_BYTES } from './memory-budget.ts';
import { numbersAmong, withoutNumbers } from './missing-numbers.ts';
import { type OpenReader, openReader } from './open.ts';
import type { DataOptions } from './options.ts';
import { settleCodes } from './settle-codes.ts';
import { type StyledReading, withStyles } from './styled-block.ts';

/** `done` comes last, when all is read. */
export type TableProgress = ReadProgress & { path: string; done?: boolean };

export interface ReadContext {
  threads: number;
  warn: Warn;
  progress?: (progress: TableProgress) => void;
  /** Bytes that rows may take in memory: half of what is free, unless it is given. */
  budget?: number;
  /** Whether digests of the files are wanted: `cheap` ones are known anyway, or are those of small files. */
  digests?: 'needed' | 'cheap';
  /** Bytes from which on a table is worth keeping as it was read. */
  worthKeeping?: number;
}

/** A tenth of a second. */
const WORTH_KEEPING = 32e6;
/** Of each file. */
const MAX_FAULTS_SHOWN = 3;

/**
 * Reads a table. Columns that a training table has are read as they were there.
 *
 * Throws UserError for what cannot be read, with its place.
 */
export async function readTable(
  paths: readonly string[],
  options: DataOptions,
  context: ReadContext,
  training?: Table,
): Promise<Table> {
  const columnNames = training?.columns.map(({ name }) => name);
  const known = columnNames === undefined ? context : { ...context, columnNames };
  const reader = await openReader(paths, options, known);
  try {
    const requested = requestedKinds(reader.names, options);
    const asked = training === undefined ? forcedByRequest(requested) : forcedByTraining(reader.names, training);
    const finder = new StyleFinder(reader, requested, options, training);
    const slot = await findCacheSlot(reader, options, context.worthKeeping ?? WORTH_KEEPING);
    const read = (kinds: ForcedKinds) => readBlocks(reader, kinds, finder, slot, options, context);
    let store = await read(finder.forced(asked));
    while (await closedOnFailure(store, () => finder.look(store))) {
      store.close();
      store = await read(finder.forced(asked));
    }
    const forced = finder.forced(asked);
    const again = await closedOnFailure(store, () => settle(reader, store, forced, options.onError));
    if (again !== null) {
      store.close();
      store = await read(again);
    }
    const { names } = reader;
    const target = targetAmong(names, options);
    const codes = { names, requested, target, warn: context.warn, finder, read };
    const settled = await settleCodes(store, again ?? forced, codes);
    store = settled.store;
    const inexact = inexactColumns(store, names.length).filter(column => settled.kinds.get(column) !== 'written');
    if (inexact.length > 0) {
      store.close();
      store = await read(new Map([...settled.kinds, ...inexact.map(column => [column, 'exact'] as const)]));
    }
    return await closedOnFailure(store, async () => {
      if (store.rows === 0) throw new UserError(`${reader.paths[0]}: has a header and no rows`);
      checkRowBudget(reader.paths[0]!, store.rows, context.budget ?? defaultBudget());
      for (const { file, message, code = 'format' } of reader.warnings) {
        context.warn(`${reader.paths[file]}: ${message}`, code);
      }
      for (const message of finder.warnings()) context.warn(`${reader.paths[0]}: ${message}`, 'value-format');
      // Of another file like the training file, they were warned of there.
      if (training === undefined) warnOfOptions(reader, options, context.warn);
      warnOfRows(reader.paths, store, context.warn);
      const made = makeTable(reader, store, { requested, dateOrder: options.dateOrder });
      const { numberStyle } = reader;
      const styles = new Map([...booleanStyles(columnsOf01(made), numberStyle), ...finder.styles()]);
      const table = { ...made, numberStyle, styles };
      const total = options.notes ? describeTotal(table) : null;
      if (total !== null) context.warn(total, 'total-row');
      const digests = slot.digests ?? (wantsDigests(reader, context) ? await reader.digests() : null);
      return digests === null ? table : { ...table, digests };
    });
  } finally {
    await reader.close();
  }
}

/** Where the table is, or will be, in the cache. */
interface CacheSlot {
  cache: Cache;
  /** What tells its files from others; null is not to keep it. */
  digests: readonly string[] | null;
}

/** Where tables are kept. */
export function cacheOf({ cacheDir }: DataOptions): Cache {
  return new Cache(cacheDir ?? defaultCacheFolder());
}

function wantsDigests({ paths }: OpenReader, { digests, worthKeeping = WORTH_KEEPING }: ReadContext): boolean {
  return digests === 'needed' || (digests === 'cheap' && (storedBytes(paths) ?? worthKeeping) < worthKeeping);
}

async function findCacheSlot(reader: OpenReader, options: DataOptions, worthKeeping: number): Promise<CacheSlot> {
  const worth = options.cache && (storedBytes(reader.paths) ?? 0) >= worthKeeping;
  return {
    cache: cacheOf(options),
    digests: worth ? await reader.digests() : null,
  };
}

async function readBlocks(
  reader: TableReader,
  forced: ForcedKinds,
  finder: StyleFinder,
  { cache, digests }: CacheSlot,
  options: DataOptions,
  { warn, progress, budget = defaultBudget() }: ReadContext,
): Promise<BlockStore> {
  const { headerRows, linesAbove } = reader.format;
  const shape = { headerRows, linesAbove };
  const styles = finder.byColumn();
  const how = { ...readingOf(options), ...shape, ...(styles.size === 0 ? {} : { styles: [...styles] }) };
  const key = digests === null ? null : cacheKey(contentDigest(digests), how, forced);
  const kept = key === null ? null : cache.open(key);
  if (kept !== null) return kept.store;
  const path = reader.paths.join(', ');
  const missingNumbers = numbersAmong(options.na ?? []);
  // What is read and what it becomes are in memory at once for a moment.
  const writer = new StoreWriter({ budget: budget / 2, rowBytes: ROW_BYTES / 2, cache, key, warn });
  try {
    let last: ReadProgress = { bytes: 0, totalBytes: null, rows: 0 };
    const tell = (told: ReadProgress) => {
      last = told;
      progress?.({ ...told, path });
    };
    const styled: StyledReading = {
      names: reader.names,
      styles,
      isNew: finder.isNew,
      missingWords: options.na ?? MISSING_WORDS,
      onError: options.onError,
      locate: (block, row) => locationIn(reader, block, row),
    };
    for await (const block of reader.blocks(forced, tell)) {
      await writer.add(withoutNumbers(withStyles(block, styled), missingNumbers));
    }
    progress?.({ ...last, path, done: true });
    return await writer.finish(reader);
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** The options that decide how the input is read. */
function readingOf(options: DataOptions): ReadOptions {
  const keys = Object.keys(defaultReadOptions) as (keyof ReadOptions)[];
  return Object.fromEntries(keys.map(key => [key, options[key]])) as unknown as ReadOptions;
}

function requestedKinds(names: readonly string[], { numeric, categorical }: DataOptions): RequestedKinds {
  const requested = new Map<number, 'numeric' | 'categorical'>();
  for (const index of categorical === null ? [] : selectColumns('⟪categorical⟫', categorical, names)) {
    requested.set(index, 'categorical');
  }
  for (const index of numeric === null ? [] : selectColumns('⟪numeric⟫', numeric, names)) {
    if (requested.has(index)) throw new UserError(`⟪numeric⟫: column '${names[index]}' is also in ⟪categorical⟫`);
    requested.set(index, 'numeric');
  }
  return requested;
}

function forcedByRequest(requested: RequestedKinds): ForcedKinds {
  return new Map([...requested].map(([index, kind]) => [index, kind === 'numeric' ? 'number' : 'text']));
}

function forcedByTraining(names: readonly string[], training: Table): ForcedKinds {
  const byName = new Map(training.columns.map(column => [column.name, column]));
  const forced = new Map<number, 'number' | 'text'>();
  for (const [index, name] of names.entries()) {
    const column = byName.get(name);
    if (column === undefined || column.kind === 'date' || column.kind === 'empty') continue;
    forced.set(index, column.dictionary === null ? 'number' : 'text');
  }
  return forced;
}

/** The index of the target, which may be given by its position; -1 where there is none. */
function targetAmong(names: readonly string[], { target }: DataOptions): number {
  if (target === null) return names.length - 1;
  const named = names.indexOf(target);
  return named < 0 && /^\d+$/.test(target) ? Number(target) - 1 : named;
}

/** The names of columns whose numbers are all 0 or 1, both of them. */
function columnsOf01({ columns }: Pick<Table, 'columns'>): string[] {
  const are01 = columns.filter(
    ({ kind, integral, min, max }) => kind === 'numeric' && integral && min === 0 && max === 1,
  );
  return are01.map(({ name }) => name);
}

/** Warns of options that were given and have no effect on the format. */
function warnOfOptions({ format, paths }: TableReader, options: ReadOptions, warn: Warn): void {
  const { title, options: effective } = formats[format.format];
  const keys = Object.keys(defaultReadOptions) as (keyof ReadOptions)[];
  const idle = keys.filter(key => !effective.includes(key) && options[key] !== defaultReadOptions[key]);
  if (idle.length === 0) return;
  const settings = list(idle.map(key => `⟪${key}⟫`));
  warn(`${paths[0]}: ${settings} ${idle.length === 1 ? 'has' : 'have'} no effect on ${title}`, 'no-effect');
}

/** Warns of empty lines and unreadable rows that were skipped, file by file. */
function warnOfRows(paths: readonly string[], { blocks }: BlockStore, warn: Warn): void {
  const byFile = paths.map((): BlockHead[] => []);
  for (const head of blocks) byFile[head.location.file]!.push(head);
  for (const [file, heads] of byFile.entries()) warnOfFile(paths[file]!, heads, warn);
}

function warnOfFile(path: string, heads: readonly BlockHead[], warn: Warn): void {
  const sumOf = (count: (head: BlockHead) => number) => heads.reduce((sum, head) => sum + count(head), 0);
  const skipped = { blankLines: sumOf(head => head.blankLines), headers: sumOf(head => head.repeatedHeaders ?? 0) };
  for (const { message, code } of describeSkipped(skipped)) warn(`${path}: ${message}`, code);
  for (const { message, code } of warningsOfNoted(path, heads)) warn(message, code);
  const faulty = heads.reduce((sum, head) => sum + head.faults.rows, 0);
  if (faulty === 0) return;
  const told = heads.flatMap(({ location, faults }) =>
    faults.first.map(({ line, message }) => `${formatLocation(path, location.unit, line)}: ${message}`),
  );
  const more = faulty > MAX_FAULTS_SHOWN ? '; ...' : '';
  const first = told.slice(0, MAX_FAULTS_SHOWN).join('; ');
  warn(`${path}: ${plural(faulty, 'row')} left out that could not be read: ${first}${more}`, 'faulty-rows');
}
