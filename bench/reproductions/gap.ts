/** Validation loss at equal training loss, and steps to a target, on wdbc. */

import type { AnyEvent } from '../../src/events/events.ts';
import { armNames, arms, type Kind, only } from './events.ts';
import { besidePyTorch, geometricMean, markdownTable } from './spread.ts';

/** The verdicts that PyTorch's runs lead to, each claim tested alone. */
const verdicts = { faster: 'REFUTED', regularizes: 'INCONCLUSIVE' } as const;

export function gap(events: readonly AnyEvent[]): string {
  const claims = new Map(only(events, 'claim').map(claim => [claim.claim, claim]));
  const [faster, regularizes] = [claims.get('faster')!, claims.get('regularizes')!];
  const ratios = faster.differences!.map(Math.exp);
  const best = (pair: Kind<'claim'>['pairs'][number]) =>
    pair.baseline.bestValidationLoss! - pair.batchnorm.bestValidationLoss!;
  const table = besidePyTorch('gap', [
    { name: 'validation loss at equal training loss, baseline - batch norm', values: regularizes.differences! },
    { name: 'lowest validation loss, baseline - batch norm', values: regularizes.pairs.map(best) },
    { name: 'steps to the target, baseline / batch norm', values: ratios, mean: geometricMean(ratios) },
    ...arms.map(arm => ({
      name: `final gap, validation loss - training loss, ${armNames[arm]}`,
      values: regularizes.pairs.map(pair => pair[arm].finalGap!),
    })),
  ]);
  const words = [faster, regularizes].map(({ claim, verdict, p }) => [
    claim,
    verdicts[claim as keyof typeof verdicts],
    verdict,
    p.toPrecision(2),
  ]);
  return `${table}\n\n${markdownTable([['claim', 'verdict, PyTorch', 'verdict, bntrain', 'p, bntrain'], ...words])}`;
}
