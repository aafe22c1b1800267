/** The events of a run as reproductions need them. */

import type { AnyEvent } from '../../src/events/events.ts';

export const arms = ['baseline', 'batchnorm'] as const;
export type PairedArm = (typeof arms)[number];

/** The arms as the page names them. */
export const armNames: Readonly<Record<PairedArm, string>> = { baseline: 'baseline', batchnorm: 'batch norm' };

export type Kind<K extends AnyEvent['event']> = Extract<AnyEvent, { event: K }>;

export function only<K extends AnyEvent['event']>(events: readonly AnyEvent[], kind: K): Kind<K>[] {
  return events.filter((event): event is Kind<K> => event.event === kind);
}

/** Of an arm, the events of each seed, which come together. */
export function bySeed<E extends { arm: string; seed: number }>(events: readonly E[], arm: PairedArm): E[][] {
  const own = events.filter(event => event.arm === arm);
  return [...new Set(own.map(({ seed }) => seed))].map(seed => own.filter(event => event.seed === seed));
}
