/** Checks a result that another machine computed: whoever may write to a queue may write anything. */

import { isDeepStrictEqual } from 'node:util';
import { malformed } from '../../base/files/json.ts';
import { canonicalJson, textDigest } from '../../base/text/canonical-json.ts';
import { checkEvent } from '../../events/check.ts';
import type { PairEvent, TrainingEvent } from '../../events/events.ts';
import { checkLine, lineOf } from '../../saved/results/result-line.ts';
import { checkStored } from '../../saved/results/result-schema.ts';
import { lossesOfRun, recordOfPair } from './records.ts';
import { eventsOf, pairOf } from './stored-pair.ts';

/** What a run may have recorded beside its result. */
const recorded: readonly TrainingEvent['event'][] = [
  'step',
  'epoch',
  'validation',
  'probe',
  'gradients',
  'landscape',
  'warning',
];

export interface ExpectedPair {
  readonly seed: number;
  readonly arms: readonly string[];
  /** Of `factsOf`. */
  readonly facts: string;
}

/** A digest of what the event of a pair says. */
export function factsOf(pair: PairEvent): string {
  return textDigest(canonicalJson(asJson(pair)));
}

/** Returns the job of a line of the experiment of this id. Throws Malformed. */
export function checkResult(line: string, expected: (job: string) => ExpectedPair | null, experiment: string): string {
  const checked = checkLine(Buffer.from(line));
  if (checked === null) throw malformed('is not bntrain-result/1, or its digest does not fit');
  const pair = expected(checked.job);
  if (pair === null || checked.experiment !== experiment) throw malformed('is of another experiment');
  try {
    checkContent(line, checked.job, pair);
  } catch (error) {
    // Of lists in lists without end, or of a text or list that has no place.
    throw error instanceof RangeError ? malformed(`takes too much (${error.message})`) : error;
  }
  return checked.job;
}

/** Throws Malformed, and RangeError. */
function checkContent(line: string, job: string, pair: ExpectedPair): void {
  const parsed = JSON.parse(line);
  const stored = checkStored(parsed);
  // Results are also read by where their parts stand in the line, and JSON may have a key twice.
  if (lineOf(job, parsed) !== `${line}\n`) throw malformed('is not as results are written');
  const event = pairOf(stored, stored.cell);
  if (factsOf(event) !== pair.facts) throw malformed('is of another pair');
  const { runs } = stored.summary;
  for (const each of [stored.results, runs]) {
    if (each.map(({ arm }) => arm).join() !== pair.arms.join()) throw malformed('lacks the result of an arm');
  }
  const events = eventsOf(stored);
  for (const each of events) checkOwn(each, pair);
  const own = recordOfPair([...events, event], {}).runs.map(lossesOfRun);
  if (!isDeepStrictEqual(runs, asJson(own))) throw malformed('its summary is not that of its curves');
}

function checkOwn(event: TrainingEvent, { seed, arms }: ExpectedPair): void {
  const problem = checkEvent(withNulls(event));
  if (typeof problem === 'string') throw malformed(`the event '${event.event}': ${problem}`);
  const isKnown = event.event === 'result' || recorded.includes(event.event);
  if (!isKnown || problem === null) throw malformed(`the event '${event.event}' is of no run`);
  if ('arm' in event && !arms.includes(event.arm)) throw malformed(`the arm '${event.arm}' is of no run`);
  if ('seed' in event && event.seed !== seed) throw malformed(`the seed ${event.seed} is of another pair`);
  if (event.event === 'result' && event.interrupted) throw malformed('the run was interrupted');
}

/** Numbers that are not finite become null, as in JSON. */
function withNulls(event: TrainingEvent): object {
  const entries = Object.entries(event).map(([key, value]) => [
    key,
    typeof value === 'number' && !Number.isFinite(value) ? null : value,
  ]);
  return Object.fromEntries(entries);
}

function asJson(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
