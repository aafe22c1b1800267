/** One claim on the page: its verdict, the sentence, the dots, and the numbers behind it. */

import { list, percent, plural, significant } from '../../base/text/format.ts';
import type { ClaimEvent } from '../../events/events.ts';
import { describeFacts, type Style } from '../style.ts';
import { wrap } from '../width.ts';
import { dotPlot } from './dot-plot.ts';
import { scalesTable } from './scales.ts';
import { axisLabel, factor, probability, rangeOf } from './units.ts';

/** `claims` are tested together. */
export function describeClaim(claim: ClaimEvent, claims: number, style: Style): string {
  const parts = [
    `${heading(claim, style)}\n${wrap(bodyOf(claim), style.width)}`,
    dotPlot(claim, style),
    claim.estimate === null ? null : describeFacts(factsOf(claim, claims), style),
    claim.scales === undefined ? null : scalesTable(claim.scales, style),
  ];
  return parts.filter(part => part !== null).join('\n\n');
}

/** "Faster: SUPPORTED" */
function heading({ sentence, verdict }: ClaimEvent, { color }: Style): string {
  const paint = {
    SUPPORTED: color.green,
    'NOT SUPPORTED': color.yellow,
    REFUTED: color.red,
    INCONCLUSIVE: color.magenta,
  };
  return `${color.bold(sentence.slice(0, sentence.indexOf(':')))}: ${color.bold(paint[verdict](verdict))}`;
}

/** The sentence without what stands elsewhere on the page: the verdict in front, and the scope at the end. */
function bodyOf({ sentence, verdict, scope }: ClaimEvent): string {
  const start = sentence.indexOf(`${verdict}.`) + verdict.length + 1;
  return sentence.slice(start, sentence.length - scope.length).trim();
}

type Fact = readonly [name: string, text: string];

function factsOf(claim: ClaimEvent, claims: number): Fact[] {
  const facts: (Fact | null)[] = [
    ['estimate', estimate(claim)],
    claim.pZero === null ? null : ['tests', tests(claim, claims)],
    ['pairs', pairs(claim)],
    precision(claim),
    seconds(claim),
    target(claim),
    others(claim),
    losses(claim),
  ];
  return facts.filter(fact => fact !== null);
}

/** "1.4×; 95% intervals: t 1.2× to 1.6×, BCa bootstrap 1.3× to 1.6×" */
function estimate({ claim, estimate: mean, t95, bca95, t95NewRows }: ClaimEvent): string {
  const shown = [
    ['t', t95],
    ['BCa bootstrap', bca95],
    ['for other rows', t95NewRows],
  ] as const;
  const texts = shown.flatMap(([name, interval]) => (interval === null ? [] : [`${name} ${rangeOf(claim, interval)}`]));
  const intervals = texts.length === 0 ? '' : `; 95% intervals: ${texts.join(', ')}`;
  return `${axisLabel(claim, mean!)}${intervals}`;
}

function tests(claim: ClaimEvent, claims: number): string {
  const { p, pHolm, pZero, pOpposite, smallestEffect, wilcoxon } = claim;
  const effect = rangeLabel(claim, smallestEffect);
  const holm = claims === 1 ? '' : ` (${probability(pHolm)} as one of ${claims}, by Holm)`;
  const parts = [
    `sign flip against ${effect}: ${probability(p)}${holm}`,
    `against no difference: ${probability(pZero!)}`,
  ];
  if (pOpposite !== null) parts.push(`against ${rangeLabel(claim, -smallestEffect)}: ${probability(pOpposite)}`);
  if (wilcoxon !== null) parts.push(`Wilcoxon, not used: ${probability(wilcoxon.p)}`);
  return parts.join('; ');
}

function rangeLabel({ claim }: ClaimEvent, difference: number): string {
  const text = claim === 'faster' ? factor(Math.exp(difference)) : significant(difference, 2);
  return claim === 'initialization' ? `${text} decades` : text;
}

function pairs({ seeds, shareBetter, effectSize, ties }: ClaimEvent): string {
  const parts = [plural(seeds, 'pair')];
  if (ties !== undefined && ties > 0) parts.push(`${ties} equal (${ties === 1 ? 'counts' : 'each counts'} half)`);
  if (shareBetter !== null) {
    const { share, low, high } = shareBetter;
    parts.push(`batch norm better in ${percent(share)} (95% interval ${percent(low)} to ${percent(high)})`);
  }
  if (effectSize !== null) parts.push(`mean / standard deviation ${significant(effectSize.dz, 2)}`);
  return parts.join(', ');
}

function precision({ claim, precision: reached }: ClaimEvent): Fact | null {
  if (reached === null) return null;
  const { halfWidth, detectable } = reached;
  const size = (value: number) => (claim === 'faster' ? factor(Math.exp(value)) : significant(value, 2));
  const unit = claim === 'initialization' ? ' decades' : '';
  return [
    'precision',
    `the t interval reaches ${size(halfWidth)}${unit} to each side; 80 of 100 such experiments would find ${size(detectable)}${unit}`,
  ];
}

function seconds({ seconds: time }: ClaimEvent): Fact | null {
  if (time === undefined || time === null) return null;
  const { ratio, t95, p, stepCost } = time;
  const range = t95 === null ? '' : `; 95% interval ${rangeOf('faster', t95)}, ${probability(p)}`;
  return [
    'seconds',
    `${ratio === null ? '-' : factor(ratio)} (time without / time with batch norm)${range}; a step takes ${factor(stepCost)} the time, on one thread`,
  ];
}

function target({ target: of }: ClaimEvent): Fact | null {
  if (of === undefined) return null;
  if (of.loss !== null) return ['target', `a loss of ${significant(of.loss)}`];
  return [
    'target',
    `${Math.round(1000 * of.share!) / 10}% of the way from guessing to the best loss of the slower arm`,
  ];
}

function others({ sensitivity }: ClaimEvent): Fact | null {
  if (sensitivity === undefined || sensitivity.length === 0) return null;
  const texts = sensitivity.map(({ by, share, estimate }) => {
    const rule = {
      target: `target ${100 * (share ?? 0)}%`,
      trainLoss: 'training loss',
      learningRate: "the baseline's rate",
    }[by];
    return `${rule} ${estimate === null ? 'not reached' : factor(Math.exp(estimate))}`;
  });
  return ['other rules', list(texts, texts.length)];
}

function losses({ finalGap, bestDifference }: ClaimEvent): Fact | null {
  if (finalGap === undefined) return null;
  const gaps = `validation less training loss at the end ${significant(finalGap.baseline, 2)} without, ${significant(finalGap.batchnorm, 2)} with`;
  if (bestDifference === undefined || bestDifference === null) return ['losses', gaps];
  const { mean, t95 } = bestDifference;
  const range = t95 === null ? '' : ` (without - with: 95% interval ${rangeOf('regularizes', t95)})`;
  const side = mean < 0 ? 'higher' : 'lower';
  return ['losses', `${gaps}; best validation loss ${significant(Math.abs(mean), 2)} ${side} with batch norm${range}`];
}
