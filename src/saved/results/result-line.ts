/**
 * A result as a line of JSON, `bntrain-result/1`. Its digest is over the job and the outcome as they are written there, and not over times
 * and the place in an experiment. So a line is checked without being parsed.
 */

import { hash } from 'node:crypto';
import type { PairEvent, ResultEvent } from '../../events/events.ts';
import type { Columns } from './columns.ts';

interface Summary extends Omit<PairEvent, 'event' | 'cell'> {
  /** What a sweep compares of each run. Losses that are not finite are null, as are those of a run that diverged. */
  readonly runs: readonly {
    readonly arm: string;
    readonly trainLoss: number | null;
    readonly validationLoss: number | null;
    readonly validationScore: number | null;
  }[];
}

/** What a run came to. The same job gives the same outcome, to the bit. */
export interface RunOutcome {
  /** What the event of the pair says, apart from its place in a sweep. */
  readonly summary: Summary;
  /** Without times. */
  readonly results: readonly ResultEvent[];
  readonly curves: Columns;
}

export interface StoredResult extends RunOutcome {
  /** Of each result, and of each table of the curves. */
  readonly seconds: { readonly results: readonly number[]; readonly curves: readonly string[] };
  readonly at: string;
  /** Of a queue; absent for what was trained without one. */
  readonly worker?: string;
  /** The settings of its point. */
  readonly cell: Readonly<Record<string, unknown>>;
  /** The id of the experiment. */
  readonly experiment: string;
}

const HEX = 64;
const HEAD = Buffer.from('{"format":"bntrain-result/1","digest":"');
const DIGEST = HEAD.length;
/** What the digest is over begins behind its quote and a comma. */
const CONTENT = DIGEST + HEX + 2;
const JOB = CONTENT + '"job":"'.length;
/** What follows the quote behind the job. */
const SUMMARY = JOB + HEX + '","summary":'.length;
const [BEHIND_CONTENT, CELL] = [',"seconds":{"results":', ',"cell":'];
/** A summary ends with its runs. */
const [END_OF_SUMMARY, BEHIND_SUMMARY] = [']}', ',"results":['];
const [EXPERIMENT, ID, END] = ['"experiment":"', 16, '"}'];

export function lineOf(job: string, stored: StoredResult): string {
  const { summary, results, curves, seconds, at, worker, cell, experiment } = stored;
  const content = JSON.stringify({ job, summary, results, curves }).slice(1, -1);
  const behind = JSON.stringify({ seconds, at, worker, cell, experiment }).slice(1);
  return `${HEAD}${hash('sha256', content, 'hex')}",${content},${behind}\n`;
}

export interface CheckedLine {
  readonly job: string;
  readonly digest: string;
  readonly experiment: string;
}

/** Null for a line that is no result of this version, or is not as it was written. */
export function checkLine(line: Buffer): CheckedLine | null {
  if (line.length < JOB + HEX || HEAD.compare(line, 0, DIGEST) !== 0) return null;
  const end = line.lastIndexOf(BEHIND_CONTENT);
  if (end < CONTENT) return null;
  const digest = line.toString('latin1', DIGEST, DIGEST + HEX);
  if (hash('sha256', line.subarray(CONTENT, end), 'hex') !== digest) return null;
  if (endOfSummary(line) === null) return null;
  const tail = line.toString('latin1', line.length - EXPERIMENT.length - ID - END.length);
  if (!tail.startsWith(EXPERIMENT) || !tail.endsWith(END)) return null;
  const job = line.toString('latin1', JOB, JOB + HEX);
  return { job, digest, experiment: tail.slice(EXPERIMENT.length, -END.length) };
}

/** The result in a line that was checked. */
export function resultIn(line: Buffer): StoredResult {
  return JSON.parse(line.toString('utf8'));
}

/** Parts of a line that was checked, without the results and curves, which are most of it. */
export function summaryIn(line: Buffer): Pick<StoredResult, 'summary' | 'cell'> {
  const summary = line.toString('utf8', SUMMARY, endOfSummary(line)!);
  return {
    summary: JSON.parse(summary),
    cell: JSON.parse(`{${line.toString('utf8', line.lastIndexOf(CELL) + 1)}`).cell,
  };
}

/** Null for a line of other parts, as another version wrote it. */
function endOfSummary(line: Buffer): number | null {
  const at = line.indexOf(END_OF_SUMMARY + BEHIND_SUMMARY, SUMMARY);
  return at < 0 ? null : at + END_OF_SUMMARY.length;
}
