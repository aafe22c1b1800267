/** What the results of a folder are of: a file for each experiment, beside the results. */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../base/errors.ts';
import { writeAllSync } from '../../base/files/disk.ts';
import { Malformed } from '../../base/files/json.ts';
import { replaceFileSync } from '../../base/files/output-file.ts';
import { checkJson } from '../../base/files/schema.ts';
import { printable } from '../../base/text/format.ts';
import type { StartEvent } from '../../events/events.ts';
import type { Config } from '../../settings/config.ts';

const FORMAT = 'bntrain-experiment/1';
const [PREFIX, SUFFIX] = ['experiment-', '.json'];

const settings = v.record(v.string(), v.unknown());
const texts = v.array(v.nullable(v.string()));
const schema = v.object({
  format: v.literal(FORMAT),
  source: v.object({ version: v.string(), kernels: v.string(), data: texts, paths: v.array(v.string()) }),
  arms: v.array(v.object({ name: v.string(), overrides: settings })),
  points: v.nullable(v.array(settings)),
  search: v.nullable(v.literal('stable-lr')),
  rates: v.nullable(v.array(v.number())),
  // Its description is in the room of events.
  start: v.looseObject({ event: v.literal('start') }),
});

/** What decides the results, apart from the settings. */
export interface ResultSource {
  readonly version: string;
  /** Kernels with the same bits have the same name. */
  readonly kernels: string;
  /** Digests of the files of the table, of those that validate, and of initial weights. */
  readonly data: readonly (string | null)[];
  /** Names of the files, for messages. */
  readonly paths: readonly string[];
}

export interface StoredExperiment {
  readonly source: ResultSource;
  readonly arms: readonly { readonly name: string; readonly overrides: Readonly<Partial<Config>> }[];
  readonly points: readonly Readonly<Partial<Config>>[] | null;
  readonly search: 'stable-lr' | null;
  readonly rates: readonly number[] | null;
  readonly start: StartEvent;
}

/** `settings` are those that decide results, and what is said of them. */
export function experimentId(
  { source, arms, points, search, rates, start }: StoredExperiment,
  settings: object,
): string {
  const { version, kernels, data } = source;
  const content = { version, kernels, data, command: start.command, arms, points, search, rates, settings };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16);
}

/** A file that is there is the same, but for the machine that wrote it. Throws the system's error. */
export function writeExperiment(folder: string, id: string, experiment: StoredExperiment): void {
  const path = join(folder, `${PREFIX}${id}${SUFFIX}`);
  if (existsSync(path)) return;
  const json = JSON.stringify({ format: FORMAT, ...experiment });
  replaceFileSync(path, fd => writeAllSync(fd, Buffer.from(`${json}\n`), 0));
}

/** By id. Throws UserError for a file that is no experiment. */
export function experimentsIn(folder: string): Map<string, StoredExperiment> {
  const names = readdirSync(folder).filter(name => name.startsWith(PREFIX) && name.endsWith(SUFFIX));
  return new Map(
    names.sort().map(name => [name.slice(PREFIX.length, -SUFFIX.length), experimentAt(join(folder, name))]),
  );
}

/** Whether a folder has results of experiments. */
export function hasExperiments(folder: string): boolean {
  try {
    return readdirSync(folder).some(name => name.startsWith(PREFIX) && name.endsWith(SUFFIX));
  } catch {
    return false;
  }
}

function experimentAt(path: string): StoredExperiment {
  try {
    const { format, ...experiment } = checkJson(schema, JSON.parse(readFileSync(path, 'utf8')));
    return experiment as unknown as StoredExperiment;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof Malformed)) throw error;
    const why = error instanceof Malformed ? printable(error.what) : 'it is no JSON';
    throw new UserError(`${path}: is not ${FORMAT}: ${why}; remove it, and run the command again, which writes it`);
  }
}
