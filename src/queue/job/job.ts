/**
 * A bundle as text, `bntrain-job/1`: canonical JSON, named by its SHA-256. It holds settings, digests and numbers; no code, no path
 * and no host. Whoever may write to a queue may write anything, so all of it is checked before something is done.
 */

import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { UserError } from '../../base/errors.ts';
import { Malformed } from '../../base/files/json.ts';
import { checkJson } from '../../base/files/schema.ts';
import { printable } from '../../base/text/format.ts';
import { version } from '../../base/version.ts';
import type { Arm, Overrides } from '../../experiment/arms.ts';
import type { Experiment } from '../../experiment/spec.ts';
import { type Config, makeConfig } from '../../settings/config.ts';
import { isSetting, type SettingKey, settingKeys, settings } from '../../settings/table.ts';

const FORMAT = 'bntrain-job/1';
/** Characters of a text. */
export const MAX_TEXT = 2 ** 20;
/** Runs of a job with several pairs; a pair has one for each arm. */
export const MAX_RUNS = 256;

export interface JobFile {
  /** SHA-256, hexadecimal. */
  readonly digest: string;
  readonly bytes: number;
}

export interface JobRun {
  readonly seed: number;
  readonly point: Overrides;
  /** The only arm; absent for all. */
  readonly arm?: string;
  /** The digest that the worker must come to as well. */
  readonly job: string;
}

export interface Job {
  readonly version: string;
  readonly kernels: string;
  readonly rows: number | 'memory';
  /** The id of the experiment. */
  readonly sweep: string;
  readonly command: Experiment['command'];
  readonly data: readonly JobFile[];
  readonly validation: JobFile | null;
  readonly config: Readonly<Partial<Config>>;
  readonly arms: readonly Arm[];
  readonly runs: readonly JobRun[];
}

/** Settings of a job: what decides results, or what is recorded. None names a file, if `validation` is no text. */
export const jobKeys: readonly SettingKey[] = settingKeys.filter(key => {
  const { group, path } = settings[key];
  if (key === 'validation' || key === 'memory') return true;
  return path === undefined && group !== 'machine' && group !== 'evidence';
});

const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'takes a SHA-256'));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const file = v.strictObject({ digest: hex, bytes: count });
const overrides = v.record(v.string(), v.unknown());
const name = v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/, 'takes a name'));

const schema = v.strictObject({
  format: v.literal(FORMAT),
  version: v.string(),
  kernels: v.string(),
  rows: v.union([count, v.literal('memory')]),
  sweep: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/, 'takes an id')),
  command: v.picklist(['compare', 'train', 'evidence', 'sweep']),
  data: v.pipe(v.array(file), v.minLength(1)),
  validation: v.nullable(file),
  config: overrides,
  arms: v.pipe(v.array(v.strictObject({ name, overrides })), v.minLength(1), v.maxLength(MAX_RUNS)),
  runs: v.pipe(
    v.array(v.strictObject({ seed: count, point: overrides, arm: v.optional(name), job: hex })),
    v.minLength(1),
    v.maxLength(MAX_RUNS),
  ),
});

/** As plain JSON; `canonicalJson` makes the text of it. */
export function jobContent(job: Job): object {
  return { format: FORMAT, ...job };
}

/** The job in a text, for a worker with these kernels. Throws UserError, because it will be refused by every worker. */
export function readJob(text: string, kernels: string): Job {
  if (text.length > MAX_TEXT) throw refuse(`has ${text.length} characters, takes ${MAX_TEXT} at most`);
  const job = parse(text);
  if (job.version !== version) throw refuse(`is of bntrain ${printable(job.version)}, and this is ${version}`);
  if (job.kernels !== kernels) throw refuse(`is of the kernels ${printable(job.kernels)}, and these are ${kernels}`);
  const runs = job.runs.length * job.arms.length;
  if (job.runs.length > 1 && runs > MAX_RUNS) throw refuse(`has ${runs} runs, takes ${MAX_RUNS} at most`);
  checkKeys(job.config);
  for (const { point } of job.runs) {
    checkKeys(point);
    const given: Overrides = { ...job.config, ...point };
    const config: Overrides = makeConfig(given);
    // The command line takes settings as text too.
    const other = (Object.keys(given) as SettingKey[]).find(key => !isDeepStrictEqual(config[key], given[key]));
    if (other !== undefined) throw refuse(`has '${other}' in another form than jobs have`);
  }
  for (const { overrides } of job.arms) checkKeys(overrides);
  const unknown = job.runs.find(({ arm }) => arm !== undefined && job.arms.every(each => each.name !== arm));
  if (unknown !== undefined) throw refuse(`has runs of the arm '${unknown.arm}', which it lacks`);
  if (new Set(job.runs.map(run => run.job)).size < job.runs.length) throw refuse('has a run twice');
  return job;
}

function parse(text: string): Job {
  try {
    const { format, ...job } = checkJson(schema, JSON.parse(text));
    return job as Job;
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse('is no JSON');
    throw error instanceof Malformed ? refuse(printable(error.what)) : error;
  }
}

function checkKeys(given: Overrides): void {
  const wrong = Object.keys(given).find(key => !isSetting(key) || !jobKeys.includes(key));
  if (wrong !== undefined) throw refuse(`has '${printable(wrong)}', which is no setting of a job`);
  if (typeof given.validation === 'string') throw refuse('names a file in ⟪validation⟫');
}

function refuse(why: string): UserError {
  return new UserError(`${FORMAT}: the job ${why}; it is refused`);
}
