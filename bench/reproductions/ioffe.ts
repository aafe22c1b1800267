/** Figure 1 of Ioffe and Szegedy 2015: accuracy of a network of sigmoids, and the percentiles of what enters a unit. */

import type { AnyEvent } from '../../src/events/events.ts';
import { timeToTarget } from '../../src/evidence/claims/time-to-target.ts';
import { armNames, arms, bySeed, type Kind, only, type PairedArm } from './events.ts';
import { besidePyTorch, geometricMean, type Row } from './spread.ts';

/** Where PyTorch's network was evaluated. */
const STEPS = [24, 48, 120, 240, 480, 720, 960];
const SHOWN = [48, 120, 240, 480, 960];
const LAST = STEPS.at(-1)!;
const RATIO = 'steps to the target, baseline / batch norm';
const percentiles = ['p15', 'p50', 'p85'] as const;

export function ioffe(events: readonly AnyEvent[]): string {
  const epochs = only(events, 'epoch');
  const probes = only(events, 'probe');
  const at = (arm: PairedArm, step: number) => epochs.filter(event => event.arm === arm && event.step === step);
  const scores = arms.flatMap(arm =>
    SHOWN.map(step => ({
      name: `validation accuracy after ${step} steps, ${armNames[arm]}`,
      values: at(arm, step).map(({ validationScore }) => validationScore!),
    })),
  );
  const losses = arms.map(arm => ({
    name: `validation loss after ${LAST} steps, ${armNames[arm]}`,
    values: at(arm, LAST).map(({ validationLoss }) => validationLoss!),
  }));
  const units = arms.flatMap(arm => unitRows(bySeed(probes, arm), armNames[arm]));
  return besidePyTorch('ioffe', [...scores, ...losses, ratioOfSteps(events), ...units]);
}

/** The claim `faster`, with an evaluation after every epoch. */
export function ioffeSteps(events: readonly AnyEvent[]): string {
  const [claim] = only(events, 'claim');
  const values = claim!.differences!.map(Math.exp);
  return `${besidePyTorch('ioffe-steps', [{ name: RATIO, values, mean: geometricMean(values) }])}\n\n${claim!.sentence}`;
}

/** Steps to the target of `evidence`, in the evaluations that PyTorch has. */
function ratioOfSteps(events: readonly AnyEvent[]): Row {
  const epochs = only(events, 'epoch').filter(({ step }) => step === 0 || STEPS.includes(step));
  const [baseline, batchnorm] = arms.map(arm =>
    bySeed(epochs, arm).map(seed => seed.map(({ validationLoss }) => validationLoss!)),
  );
  const values = only(events, 'pair').map(({ nullLoss }, i) => {
    const losses = { baseline: baseline![i]!, batchnorm: batchnorm![i]! };
    return Math.exp(timeToTarget(losses, [0, ...STEPS], nullLoss!, { share: 0.9 }).difference);
  });
  return { name: RATIO, values, mean: geometricMean(values) };
}

/** Of the followed unit in each seed: its percentiles at the end, and how far its median moved in all. */
function unitRows(seeds: readonly Kind<'probe'>[][], arm: string): Row[] {
  const units = seeds.map(seed => STEPS.map(step => seed.find(probe => probe.step === step)!.unit!.preactivation!));
  const last = percentiles.map(name => ({
    name: `unit, ${name.slice(1)}th percentile after ${LAST} steps, ${arm}`,
    values: units.map(unit => unit.at(-1)![name]!),
  }));
  const way = units.map(unit => unit.slice(1).reduce((sum, { p50 }, i) => sum + Math.abs(p50! - unit[i]!.p50!), 0));
  return [...last, { name: `unit, way of the median, ${arm}`, values: way }];
}
