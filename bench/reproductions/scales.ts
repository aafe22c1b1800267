/** The initial-scale sweep of cs231n's second assignment. */

import { significant } from '../../src/base/text/format.ts';
import type { AnyEvent } from '../../src/events/events.ts';
import { measureInitialization } from '../../src/evidence/claims/initialization.ts';
import { byArm } from '../../src/evidence/claims/pairs.ts';
import { armNames, arms, only, type PairedArm } from './events.ts';
import { besidePyTorch, markdownTable, type Row } from './spread.ts';

/** Scales whose losses are shown, of each arm: where both arms train, and the ends of what batch norm trains. */
const shown: readonly (readonly [number, PairedArm])[] = [
  [0.1, 'baseline'],
  [0.000316, 'batchnorm'],
  [0.01, 'batchnorm'],
  [0.1, 'batchnorm'],
  [1, 'batchnorm'],
];

/** Beside PyTorch. */
export function scales(events: readonly AnyEvent[]): string {
  const pairs = only(events, 'pair');
  const axis = scalesOf(events);
  const results = only(events, 'result');
  const loss = (arm: PairedArm, seed: number, scale: number) => {
    const own = results.find(each => each.arm === arm && each.seed === seed && each.cell!.initScale === scale)!;
    return own.final?.trainLoss ?? null;
  };
  const seeds = [...new Map(pairs.map(pair => [pair.seed, pair.nullLoss!]))];
  const { pairs: regions, differences } = measureInitialization(
    seeds.map(([seed, nullLoss]) => ({ seed, nullLoss, ...byArm(arm => axis.map(scale => loss(arm, seed, scale))) })),
    axis,
    {},
  );
  const rows: Row[] = arms.map(arm => ({
    name: `decades of initial scales that train, ${armNames[arm]}`,
    values: regions.map(region => region[arm].decades!),
  }));
  rows.push({ name: 'decades gained by batch norm', values: differences! });
  for (const [scale, arm] of shown) {
    const exact = axis.find(value => Math.abs(Math.log10(value / scale)) < 0.01)!;
    const values = seeds.map(([seed]) => loss(arm, seed, exact)!);
    rows.push({ name: `training loss of the last epoch at scale ${scale}, ${armNames[arm]}`, values });
  }
  return besidePyTorch('scales', rows);
}

/** The two curves of the course, as medians over the seeds. */
export function scaleCurves(events: readonly AnyEvent[]): string {
  const cells = only(events, 'cell');
  const rows = scalesOf(events).map(scale => {
    const own = arms.map(arm => cells.find(cell => cell.arm === arm && cell.cell.initScale === scale)!);
    const scores = own.map(cell => significant(cell.validationScore?.median ?? null, 3));
    const losses = own.map(cell => significant(cell.trainLoss.median, 3));
    return [significant(scale, 3), ...scores, ...losses];
  });
  const head = ['accuracy', 'training loss'].flatMap(what => arms.map(arm => `${what}, ${armNames[arm]}`));
  return markdownTable([['initial scale', ...head], ...rows]);
}

function scalesOf(events: readonly AnyEvent[]): number[] {
  return only(events, 'sweep')[0]!.axes[0]!.values as number[];
}
