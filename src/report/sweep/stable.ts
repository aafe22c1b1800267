/** The largest stable learning rates in words. */

import { plural, significant } from '../../base/text/format.ts';
import type { StableLrSummaryEvent } from '../../events/events.ts';
import { describeFacts, type Style, signs } from '../style.ts';
import { wrap } from '../width.ts';
import { interval } from './words.ts';

/** `asked` is the number of seeds that were asked for. */
export function describeStableRates(summary: StableLrSummaryEvent, asked: number, style: Style): string {
  const { seeds } = summary;
  if (seeds === 0) return 'The search for the largest stable lr was interrupted: it is not complete with any seed.';
  const rates = describeRates(summary, style);
  if (seeds === asked) return rates;
  return `${rates}\n${wrap(`The search was interrupted: these numbers cover ${seeds} of ${plural(asked, 'seed')}.`, style.width)}`;
}

function describeRates({ seeds, arms, decades }: StableLrSummaryEvent, style: Style): string {
  const names = Object.keys(arms);
  const rows = names.map((arm, n) => {
    const { median, min, max, atEdge, island } = arms[arm]!;
    const edge = atEdge === 0 ? '' : `; it still trains at the highest rate with ${plural(atEdge, 'seed')}`;
    const again = island === 0 ? '' : `; it trains again at some higher rate with ${plural(island, 'seed')}`;
    const range = seeds > 1 ? ` (${significant(min, 3)} to ${significant(max, 3)})` : '';
    const text =
      min === null ? `${arm}: trains at no rate` : `${arm}: ${significant(median, 3)}${range}${edge}${again}`;
    return [n === 0 ? 'largest stable lr' : '', text] as const;
  });
  const [first, second] = names;
  const { mean, t95 } = decades;
  if (mean === null || second === undefined) return describeFacts(rows, style);
  const times = `${significant(10 ** Math.abs(mean), 3)}${signs(style).times}`;
  const size = `${Math.abs(mean).toFixed(2)} decades (${times}) ${mean < 0 ? 'below' : 'above'} that of ${first}`;
  const range = interval(t95, value => value.toFixed(2), { below: 'below', above: 'above', isBelow: mean < 0 });
  const words = `on average that of ${second} is ${size}${range}`;
  return describeFacts([...rows, ['', words]], style);
}
