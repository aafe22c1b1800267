/** The batch-size sweep of cs231n's second assignment. */

import type { AnyEvent } from '../../src/events/events.ts';
import { armNames, arms, only } from './events.ts';
import { markdownTable, overSeeds } from './spread.ts';

export function batchSizes(events: readonly AnyEvent[]): string {
  const results = only(events, 'result');
  const rows = (only(events, 'sweep')[0]!.axes[0]!.values as number[]).map(size => {
    const own = arms.map(arm => results.filter(each => each.arm === arm && each.cell!.batchSize === size));
    const scores = own.map(seeds => overSeeds(seeds.map(({ final }) => final!.validationScore!)));
    return [String(size), ...scores, ...own.map(seeds => overSeeds(seeds.map(({ final }) => final!.trainLoss!)))];
  });
  const head = ['accuracy', 'training loss'].flatMap(what => arms.map(arm => `${what}, ${armNames[arm]}`));
  return markdownTable([['batch size', ...head], ...rows]);
}
