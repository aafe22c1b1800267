/**
 * Divides the runs of an experiment into bundles. Only what is the same everywhere decides the division, so a second coordinator, or a
 * second start, makes the same bundles, and adding them again changes nothing.
 */

import { canonicalJson, textDigest } from '../base/text/canonical-json.ts';
import { version } from '../base/version.ts';
import type { RemotePair, RemoteStudy } from '../experiment/pairs/dispatcher.ts';
import { type Job, type JobFile, jobContent, jobKeys, MAX_RUNS } from './job/job.ts';
import type { Bundle } from './job-queue.ts';

/** Seconds of one core that a bundle takes, about. */
export interface BundleSizes {
  /** Enough that the queue costs little beside them. */
  readonly shortest: number;
  /** Few enough that little is lost with a worker. */
  readonly longest: number;
}

const usualSizes: BundleSizes = { shortest: 2, longest: 10 };
/** A bundle is one of that many of what is left, so that many workers share it, and the last ones end at about the same time. */
const SHARES = 16;
/** Evaluations and steps that a bundle records at most, beyond its first pair: its results are one text. */
const RECORDED = 200_000;

export interface BundleOfPairs extends Bundle {
  readonly pairs: readonly RemotePair[];
}

/** Files as they are known on other machines. */
export interface StudyFiles {
  readonly data: readonly JobFile[];
  readonly validation: JobFile | null;
}

export function bundlesOf(study: RemoteStudy, files: StudyFiles, sizes = usualSizes): BundleOfPairs[] {
  return divide(study.pairs, study.experiment.arms.length, sizes).map(pairs => bundleOf(study, files, pairs));
}

/** A bundle of some pairs. */
export function bundleOf(study: RemoteStudy, files: StudyFiles, pairs: readonly RemotePair[]): BundleOfPairs {
  const { experiment, place, id: sweep } = study;
  const { command, arms, config } = experiment;
  // A file that validates is known by its digest.
  const keys = files.validation === null ? jobKeys : jobKeys.filter(key => key !== 'validation');
  const own = Object.fromEntries(keys.map(key => [key, config[key]]));
  const runs = pairs.map(({ job, seed, point, arm }) => ({ seed, point, job, ...(arm === undefined ? {} : { arm }) }));
  const job: Job = { version, ...place, sweep, command, ...files, config: own, arms, runs };
  const text = canonicalJson(jobContent(job));
  return { id: textDigest(text), text, sweep, pairs };
}

function divide(pairs: readonly RemotePair[], arms: number, { shortest, longest }: BundleSizes): RemotePair[][] {
  let left = pairs.reduce((sum, { seconds }) => sum + seconds, 0);
  let most = 0;
  const bundles: RemotePair[][] = [];
  let [seconds, recorded] = [0, 0];
  for (const pair of pairs) {
    const last = bundles.at(-1);
    const runs = last === undefined ? 0 : (last.length + 1) * arms;
    const fits = seconds < most && runs <= MAX_RUNS && recorded + pair.recorded <= RECORDED;
    if (last !== undefined && fits) last.push(pair);
    else {
      bundles.push([pair]);
      most = Math.min(Math.max(left / SHARES, shortest), longest);
      [seconds, recorded] = [0, 0];
    }
    left -= pair.seconds;
    seconds += pair.seconds;
    recorded += pair.recorded;
  }
  return bundles;
}
