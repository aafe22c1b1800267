/**
 * Compares the statistics of `src/evidence/statistics` with SciPy's on random samples, and prints the greatest difference of each:
 * `node dist/bench/evidence.js [python]`.
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Random } from '../src/base/numbers/random.ts';
import { formatCount } from '../src/base/text/format.ts';
import { bca } from '../src/evidence/statistics/bca.ts';
import type { Interval } from '../src/evidence/statistics/interval.ts';
import { standardDeviation } from '../src/evidence/statistics/moments.ts';
import { normalCdf, normalQuantile } from '../src/evidence/statistics/normal.ts';
import { shareBetter } from '../src/evidence/statistics/share-better.ts';
import { signFlipP } from '../src/evidence/statistics/sign-flip.ts';
import { studentQuantile } from '../src/evidence/statistics/student-t.ts';
import { tInterval } from '../src/evidence/statistics/t-interval.ts';
import { wilcoxon } from '../src/evidence/statistics/wilcoxon.ts';
import { PYTHON_FLAGS, peersFolder } from './peers.ts';
import { table } from './table.ts';

interface Answer {
  version: string;
  /** Of each sample, the results by name; a statistic that does not apply is absent. */
  samples: Record<string, number[]>[];
  /** By name, the values of a function for the first few of its arguments. */
  functions: Record<string, number[]>;
}

const SAMPLES = 200;
const python = process.argv[2] ?? '/usr/bin/python3';
const random = Random.stream(1, 'synthetic');

/** Normal, skewed and tied samples of 4 to 13 values. SciPy's permutation test takes numbers below 1e-14 for equal, so none is small. */
const samples = Array.from({ length: SAMPLES }, (_, index) => {
  const shift = random.normal();
  return Array.from({ length: 4 + (index % 10) }, () => {
    const value = random.normal() + shift;
    return [value, Math.exp(value) - 1, Math.round(2 * value) / 2][index % 3]!;
  });
}).filter(sample => new Set(sample).size > 1);
const quantiles = Array.from({ length: 2000 }, () => {
  const degrees = Math.ceil(10 ** (5 * random.uniform()));
  return [0.001 + 0.998 * random.uniform(), degrees] as const;
});
const normals = Array.from({ length: 2000 }, () => 3 * random.normal());

const { status, stdout, stderr } = spawnSync(python, [...PYTHON_FLAGS, join(peersFolder, 'scipy_statistics.py')], {
  input: JSON.stringify({ samples, quantiles, normals }),
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
if (status !== 0) throw new Error(stderr);
const answer = JSON.parse(stdout) as Answer;

const ends = ({ low, high }: Interval) => [low, high];
const statistics: Readonly<Record<string, (sample: readonly number[]) => number[]>> = {
  't interval': sample => ends(tInterval(sample)!),
  'sign-flip test': sample => [signFlipP(sample)],
  'Wilcoxon, as flips of ranks': sample => [wilcoxon(sample).p],
  'Wilcoxon, exact': sample => [wilcoxon(sample).p],
  "Wilson's interval": sample => ends(shareBetter(sample.map(value => (value > 0 ? 1 : -1)))),
  'BCa of up to 8 values, in standard deviations': scaledBca,
  'BCa of more values, in standard deviations': scaledBca,
};
const tQuantiles = () => quantiles.map(([p, degrees]) => studentQuantile(p, degrees));
const functions: Readonly<Record<string, () => number[]>> = {
  't quantile': tQuantiles,
  't quantile, against mpmath': tQuantiles,
  'normal quantile': () => quantiles.map(([p]) => normalQuantile(p)),
  'normal probability': () => normals.map(normalCdf),
};

function scaledBca(sample: readonly number[]): number[] {
  return ends(bca(sample)!).map(end => end / standardDeviation(sample));
}

/** Relative to numbers beyond 1. */
function difference(found: readonly number[], expected: readonly number[]): number {
  const each = expected.map((value, i) => Math.abs(value - found[i]!) / Math.max(1, Math.abs(value)));
  return Math.max(...each);
}

const row = (name: string, differences: readonly number[]) => [
  name,
  formatCount(differences.length),
  Math.max(...differences).toExponential(1),
];
const rows = [
  ...Object.entries(statistics).map(([name, statistic]) => {
    const differences = samples.flatMap((sample, index) => {
      const expected = answer.samples[index]![name];
      return expected === undefined ? [] : [difference(statistic(sample), expected)];
    });
    return row(name, differences);
  }),
  ...Object.entries(functions).flatMap(([name, values]) => {
    const found = values();
    const expected = answer.functions[name];
    return expected === undefined
      ? []
      : [
          row(
            name,
            expected.map((value, i) => difference([found[i]!], [value])),
          ),
        ];
  }),
];
const cells = [['statistic', 'samples', `max difference from SciPy ${answer.version}`], ...rows];
console.log(table(cells));
