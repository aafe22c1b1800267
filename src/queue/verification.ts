/**
 * Trains a share of the runs again, here, and keeps the digests of their results. The same run has the same bits on every machine, so a
 * result that differs is wrong. Which runs it is cannot be known elsewhere.
 */

import { randomInt } from 'node:crypto';
import type { RemotePair, RemoteStudy } from '../experiment/pairs/dispatcher.ts';
import { checkLine } from '../saved/results/result-line.ts';
import { type BundleOfPairs, bundleOf, type StudyFiles } from './bundles.ts';
import type { Check } from './collection.ts';
import { type BundleTraining, trainBundle } from './train-bundle.ts';

export class Verification {
  readonly #share: number;
  readonly #machine: BundleTraining['machine'];

  /** `share` is above 0; one run at least is trained again. */
  constructor(share: number, machine: BundleTraining['machine']) {
    this.#share = share;
    this.#machine = machine;
  }

  /** Begins with the training. Returns what it comes to for each bundle that has such runs. */
  begin(
    study: RemoteStudy,
    files: StudyFiles,
    bundles: readonly BundleOfPairs[],
    signal: AbortSignal,
  ): ReadonlyMap<string, Check> {
    const chosen = choose(
      bundles.flatMap(({ pairs }) => pairs),
      this.#share,
    );
    const paths = new Map(
      [...study.table, ...(study.validation === null ? [] : [study.validation])].map(each => [each.digest, each.path]),
    );
    const training: BundleTraining = {
      worker: 'here',
      kernels: study.place.kernels,
      data: { find: async digest => paths.get(digest) ?? null },
      limits: { parameters: Number.POSITIVE_INFINITY, seconds: MAX_SECONDS },
      machine: this.#machine,
    };
    let before: Promise<unknown> = Promise.resolve();
    const checks = new Map<string, Check>();
    for (const { id, pairs } of bundles) {
      const own = pairs.filter(pair => chosen.has(pair));
      if (own.length === 0) continue;
      const check = before.then(() => digests(bundleOf(study, files, own).text, training, signal));
      // An error is that of whoever waits for the check.
      check.catch(() => {});
      before = check;
      checks.set(id, check);
    }
    return checks;
  }
}

/** The longest time of AbortSignal.timeout, in seconds. */
const MAX_SECONDS = 2_000_000;

async function digests(text: string, training: BundleTraining, signal: AbortSignal): Check {
  if (signal.aborted) return null;
  try {
    const lines = (await trainBundle(text, training, signal)).split('\n');
    return new Map(lines.map(line => checkLine(Buffer.from(line))!).map(({ job, digest }) => [job, digest]));
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** A share of the missing pairs, one at least, drawn by the random numbers of the system. */
function choose(pairs: readonly RemotePair[], share: number): ReadonlySet<RemotePair> {
  const left = pairs.filter(({ isMissing }) => isMissing);
  const count = Math.min(Math.ceil(share * left.length), left.length);
  const chosen = new Set<RemotePair>();
  while (chosen.size < count) chosen.add(left.splice(randomInt(left.length), 1)[0]!);
  return chosen;
}
