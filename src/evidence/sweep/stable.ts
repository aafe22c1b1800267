/**
 * The largest learning rate at which an arm trains (as in Bjorck et al. 2018): from its best rate of a grid up while the next one
 * trains, and then by bisection between the last that trains and the next.
 */

import type { StableLrEvent, StableLrSummaryEvent, TrainingEvent } from '../../events/events.ts';
import { lastTrainLoss, type PairRecord } from '../../experiment/pairs/records.ts';
import type { SeedRuns, Study } from '../../experiment/pairs/study.ts';
import { isFiniteLoss, type Loss } from '../claims/pairs.ts';
import { trains } from '../claims/trains.ts';
import { mean } from '../statistics/moments.ts';
import { tInterval } from '../statistics/t-interval.ts';
import { barsOf, bySeed, lossesOf } from './cells.ts';
import { spreadOf } from './spread.ts';

/** Bisection ends at a rate that is known as well as this, in decades. */
const PRECISION = 0.05;

/** Where a search stands: log10 of the highest rate that trains and of the next that does not. */
interface Search {
  readonly seed: number;
  readonly arm: string;
  readonly bar: Loss;
  readonly bestLr: number | null;
  readonly atEdge: boolean;
  readonly island: boolean;
  /** Null if the arm trains at no rate. */
  low: number | null;
  /** Null where nothing is left to search. */
  high: number | null;
}

/** Searches for every seed and arm, and emits the rates. */
export async function findStableRates(study: Study, emit: (event: TrainingEvent) => void): Promise<void> {
  const { records, experiment } = study;
  const points = experiment.points!.length;
  const bars = barsOf(records.map(lossesOf));
  const seeds = bySeed(records).filter(own => own.length === points);
  const arms = experiment.arms.map(({ name }) => name);
  const searches = seeds.flatMap(own => arms.map(arm => startOf(own, arm, bars.get(own[0]!.seed)!)));
  const lost = await bisect(searches, study);
  const events = searches.filter(({ seed }) => !lost.has(seed)).map(eventOf);
  for (const event of events) emit(event);
  emit(summaryOf(events, arms));
}

/** Returns the seeds whose runs were interrupted. */
async function bisect(searches: readonly Search[], { train }: Study): Promise<Set<number>> {
  const lost = new Set<number>();
  for (;;) {
    const active = searches.filter(
      ({ seed, low, high }) => low !== null && high !== null && high - low > PRECISION && !lost.has(seed),
    );
    if (active.length === 0) return lost;
    const done = await train(runsOf(active));
    for (const search of active) {
      const record = done.find(({ seed, runs }) => seed === search.seed && runs[0]!.arm === search.arm);
      if (record === undefined) lost.add(search.seed);
      else if (trains(lastTrainLoss(record.runs[0]!), search.bar)) search.low = middle(search);
      else search.high = middle(search);
    }
  }
}

function runsOf(active: readonly Search[]): SeedRuns[] {
  const seeds = [...new Set(active.map(({ seed }) => seed))];
  return seeds.map(seed => {
    const own = active.filter(search => search.seed === seed);
    return { seed, runs: own.map(search => ({ point: { lr: rate(middle(search)) }, arm: search.arm })) };
  });
}

function middle({ low, high }: Search): number {
  return (low! + high!) / 2;
}

function rate(log: number): number {
  return Number((10 ** log).toPrecision(15));
}

/** From the grid of a seed, whose rates ascend. */
export function startOf(records: readonly PairRecord[], arm: string, bar: Loss): Search {
  const rates = records.map(({ point }) => point.lr!);
  const losses = records.map(({ runs }) => lastTrainLoss(runs.find(run => run.arm === arm)!));
  const seed = records[0]!.seed;
  const finite = losses.filter(isFiniteLoss);
  const best = finite.length === 0 ? -1 : losses.indexOf(Math.min(...finite));
  const bestLr = rates[best] ?? null;
  const none = { seed, arm, bar, bestLr, atEdge: false, island: false, low: null, high: null };
  if (best < 0 || !trains(losses[best], bar)) return none;
  let last = best;
  while (last + 1 < losses.length && trains(losses[last + 1], bar)) last++;
  const atEdge = last === losses.length - 1;
  const island = losses.slice(last + 2).some(loss => trains(loss, bar));
  const high = atEdge ? null : Math.log10(rates[last + 1]!);
  return { ...none, atEdge, island, low: Math.log10(rates[last]!), high };
}

function eventOf({ arm, seed, low, bestLr, atEdge, island }: Search): StableLrEvent {
  return { event: 'stable-lr', arm, seed, lr: low === null ? null : rate(low), bestLr, atEdge, island };
}

function summaryOf(events: readonly StableLrEvent[], arms: readonly string[]): StableLrSummaryEvent {
  const ofArm = (arm: string) => events.filter(event => event.arm === arm);
  const [first, second] = arms as [string, string];
  const others = ofArm(second);
  const ratios = ofArm(first).map(({ lr }, n) => {
    const other = others[n]!.lr;
    return lr === null || other === null ? null : Math.log10(other / lr);
  });
  const known = ratios.length > 0 && ratios.every(ratio => ratio !== null) ? ratios : null;
  return {
    event: 'stable-lr-summary',
    seeds: ratios.length,
    arms: Object.fromEntries(
      arms.map(arm => {
        const own = ofArm(arm);
        const rates = own.flatMap(({ lr }) => lr ?? []);
        return [
          arm,
          {
            median: own.length === 0 ? null : spreadOf(own.map(({ lr }) => lr)).median,
            min: rates.length === 0 ? null : Math.min(...rates),
            max: rates.length === 0 ? null : Math.max(...rates),
            atEdge: own.filter(({ atEdge }) => atEdge).length,
            island: own.filter(({ island }) => island).length,
          },
        ];
      }),
    ),
    decades: { mean: known && mean(known), t95: known && tInterval(known) },
  };
}
