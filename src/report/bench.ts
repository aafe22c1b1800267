/** The results of `bntrain bench` as tables. */

import { significant } from '../base/text/format.ts';
import type { BenchEvent } from '../events/events.ts';
import { type Style, signs } from './style.ts';
import { alignTable, type Cell } from './table.ts';
import { wrap } from './width.ts';

type Only<K extends BenchEvent['event']> = Extract<BenchEvent, { event: K }>;

export function renderBench(figures: readonly BenchEvent[], title: string, style: Style): string {
  const only = <K extends BenchEvent['event']>(kind: K) =>
    figures.filter((figure): figure is Only<K> => figure.event === kind);
  const [cost] = only('batchnorm-cost');
  const [ratio] = only('backward-ratio');
  const parts = [
    wrap(title, style.width),
    productTable(only('gemm'), style),
    timeTable('a step', only('bench-step'), ({ arm }) => arm, style),
    wrap(costSentence(cost!), style.width),
    timeTable("batch norm's backward pass", only('backward'), describeForm, style),
    wrap(ratioSentence(ratio!), style.width),
  ];
  return parts.join('\n\n');
}

function productTable(products: readonly Only<'gemm'>[], style: Style): string {
  const { times } = signs(style);
  const rows = products.map(({ operation, N, D, M, gflops }): Cell[] => [
    { text: `${operation} ${N} ${times} ${D} ${times} ${M}` },
    { text: gflops.toFixed(1) },
  ]);
  return alignTable([heading(style, 'affine product, N x D x M', 'GFLOP/s'), ...rows], style.width);
}

function timeTable<T extends { seconds: number; low: number; high: number }>(
  what: string,
  timings: readonly T[],
  describe: (timing: T) => string,
  style: Style,
): string {
  const microseconds = (seconds: number) => significant(1e6 * seconds);
  const rows = timings.map((timing): Cell[] => [
    { text: describe(timing) },
    { text: microseconds(timing.seconds) },
    { text: `${microseconds(timing.low)} to ${microseconds(timing.high)}` },
  ]);
  return alignTable([heading(style, what, 'microseconds', '95% interval'), ...rows], style.width);
}

function describeForm({ form, N, D }: Only<'backward'>): string {
  return `${form === 'closed' ? 'closed form' : 'staged'}, (${N}, ${D})`;
}

function costSentence({ percent, low, high }: Only<'batchnorm-cost'>): string {
  const [min, max] = [low, high].map(value => value.toFixed(1));
  if (low <= 0 && high >= 0) return `The cost of batch norm is within noise (95% interval ${min} to ${max}%).`;
  const change = `${Math.abs(percent).toFixed(1)}% ${percent > 0 ? 'longer' : 'shorter'}`;
  return `Batch norm makes a step ${change} (95% interval ${min} to ${max}%).`;
}

function ratioSentence({ ratio, low, high }: Only<'backward-ratio'>): string {
  const interval = `95% interval ${low.toFixed(2)} to ${high.toFixed(2)}`;
  if (low <= 1 && high >= 1) return `The two backward passes take the same time within noise (${interval}).`;
  return `The staged backward pass takes ${ratio.toFixed(2)} times as long as the closed form (${interval}).`;
}

function heading(style: Style, ...texts: string[]): Cell[] {
  return texts.map(text => ({ text, paint: style.color.dim }));
}
