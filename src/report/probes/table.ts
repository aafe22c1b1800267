/** The table of the last probe of each arm. */

import { percent, plural, significant } from '../../base/text/format.ts';
import type { ProbeEvent, StartEvent } from '../../events/events.ts';
import type { Style } from '../style.ts';
import { alignTable, type Cell } from '../table.ts';
import { heading, type ProbedArm } from './arms.ts';

type ShareKey = 'deadShare' | 'inactiveShare' | 'saturatedShare';

/** A row: its name, and the text of an arm; '-' for none. */
type NamedRow = readonly [name: string, text: (arm: ProbedArm) => string];

/** Rows that say nothing of any arm are left out. */
export function probeTable(arms: readonly ProbedArm[], start: StartEvent, style: Style): string {
  const { rows, unit } = arms[0]!.probes.last!;
  const ofNetwork = start.config.ensemble === null ? '' : ' of network 1';
  const table: Cell[][] = [heading(`probe${ofNetwork} on ${plural(rows, 'row')}`, arms, start, style)];
  const all = [
    ...(unit === null ? [] : unitRows(arms[0]!)),
    ...shareRows(start.network.widths),
    ...gradientRows,
    ...lossRows,
  ];
  for (const [name, text] of all) {
    const texts = arms.map(text);
    if (texts.some(text => text !== '-')) table.push([name, ...texts].map(text => ({ text })));
  }
  return alignTable(table, style.width);
}

function unitRows({ probes }: ProbedArm): NamedRow[] {
  const { step, unit } = probes.values[0]!;
  const named = `p15 to p85 of unit ${unit!.layer}:${unit!.unit}`;
  return [
    [`${named}, step ${step}`, ({ probes: { values } }) => unitSpread(values[0]!)],
    ['  halfway', ({ probes: { values } }) => unitSpread(values[values.length >> 1]!)],
    ['  at the end', ({ probes }) => unitSpread(probes.last!)],
  ];
}

function shareRows(widths: readonly number[]): NamedRow[] {
  const share =
    (key: ShareKey) =>
    ({ probes }: ProbedArm) =>
      percent(shareOfAll(probes.last!, key, widths));
  return [
    ['dead units', share('deadShare')],
    ['inactive preactivations', share('inactiveShare')],
    ['saturated preactivations', share('saturatedShare')],
  ];
}

/** Of the affine of the first layer and of that of the outputs. */
const gradientRows: readonly NamedRow[] = [
  ['gradient norm, layer 1', ({ gradients }) => significant(gradients?.layers[0]?.weight ?? null, 3)],
  ['  outputs', ({ gradients }) => significant(gradients?.layers.at(-1)?.weight ?? null, 3)],
  ['effective learning rate, layer 1', ({ gradients }) => significant(gradients?.layers[0]?.effectiveLr ?? null, 3)],
  ['  outputs', ({ gradients }) => significant(gradients?.layers.at(-1)?.effectiveLr ?? null, 3)],
];

const lossRows: readonly NamedRow[] = [
  ['drift of running means', ({ probes }) => significant(maxOf(probes.last!, 'meanDrift'), 3)],
  ['  of running variances', ({ probes }) => significant(maxOf(probes.last!, 'varDrift'), 3)],
  ['loss of the rows', ({ probes }) => significant(probes.last!.lossPopulation)],
  ['  by running statistics', ({ probes }) => significant(probes.last!.lossRunning)],
];

function unitSpread({ unit }: ProbeEvent): string {
  const { p15, p85 } = unit!.preactivation;
  return p15 === null || p85 === null ? '-' : `${significant(p15, 3)} to ${significant(p85, 3)}`;
}

/** The share over all hidden units; null if it is unknown in a layer. */
function shareOfAll({ layers }: ProbeEvent, key: ShareKey, widths: readonly number[]): number | null {
  let [share, units] = [0, 0];
  for (const { layer, [key]: own } of layers) {
    if (own === null) return null;
    share += own * widths[layer]!;
    units += widths[layer]!;
  }
  return units === 0 ? null : share / units;
}

/** The max over the layers; null if it is unknown in one. */
function maxOf({ layers }: ProbeEvent, key: 'meanDrift' | 'varDrift'): number | null {
  const values = layers.flatMap(({ [key]: drift }) => drift ?? []);
  return values.length < layers.length || values.length === 0 ? null : Math.max(...values);
}
