/** All events of bntrain/1, in the order of the docs. */

import { cache, cacheCleared, cacheEntry } from './cache.ts';
import { backward, backwardRatio, batchnormCost, benchStep, gemm, gradcheck, verdict } from './checks.ts';
import { comparison } from './comparison.ts';
import { claim, learningRates } from './evidence.ts';
import { error } from './failure.ts';
import type { EventFields } from './fields.ts';
import { inspection } from './inspection.ts';
import { evaluation, exported, model, prediction } from './models.ts';
import { gradients, landscape, probe } from './probes.ts';
import { bundle, queue, queueChanged } from './queue.ts';
import { reported } from './reports.ts';
import { ensemble, fasterEngine, linear, pair, refit, result, saved } from './results.ts';
import { curve, stepCost, summary } from './seeds.ts';
import { start } from './start.ts';
import { cell, stableLr, stableLrSummary, sweep } from './sweeps.ts';
import { trace } from './trace.ts';
import { epoch, step, validated } from './training.ts';
import { warning } from './warning.ts';

export const allEvents: readonly EventFields[] = [
  ...[
    start,
    step,
    epoch,
    validated,
    probe,
    gradients,
    landscape,
    result,
    pair,
    ensemble,
    refit,
    linear,
    comparison,
    fasterEngine,
    saved,
    warning,
    error,
  ],
  ...[curve, summary, stepCost],
  ...[claim, learningRates],
  ...[cell, sweep, stableLr, stableLrSummary],
  ...[gradcheck, verdict, gemm, benchStep, batchnormCost, backward, backwardRatio],
  ...[cacheEntry, cache, cacheCleared, inspection, trace],
  bundle,
  queue,
  queueChanged,
  ...[model, prediction, evaluation, exported, reported],
];
