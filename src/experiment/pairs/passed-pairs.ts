/** What becomes of the events of pairs: they are passed on in the order of the pairs, and whole pairs leave their records. */

import { settingTo } from '../../base/text/setting-names.ts';
import type { Warning } from '../../base/warn.ts';
import type { TrainingEvent, WarningEvent } from '../../events/events.ts';
import { cellOf } from '../run.ts';
import type { Experiment } from '../spec.ts';
import type { Place } from './foreign-pairs.ts';
import { OrderedEvents } from './ordered.ts';
import { withCell } from './pair-event.ts';
import { PairWarnings } from './pair-warnings.ts';
import { type PairRecord, recordOfPair, withoutCurves } from './records.ts';

export class PassedPairs {
  readonly #isSweep: boolean;
  readonly #emit: (event: TrainingEvent) => void;
  readonly #ordered: OrderedEvents;
  /** Of whole pairs, by index. */
  readonly #records = new Map<number, PairRecord>();
  readonly #warnings = new PairWarnings();

  constructor({ command }: Experiment, emit: (event: TrainingEvent) => void) {
    this.#isSweep = command === 'sweep';
    this.#emit = emit;
    this.#ordered = new OrderedEvents(emit);
  }

  /** How many pairs are whole. */
  get whole(): number {
    return this.#records.size;
  }

  pass(place: Place, event: TrainingEvent): void {
    if (event.event === 'warning') this.#warnLater(place, event);
    else this.#ordered.add(place.index, withCell(event, place.point));
  }

  /** A pair is whole, and its events are passed on. */
  finish({ index, point }: Place, events: readonly TrainingEvent[]): void {
    const record = recordOfPair(events, point);
    this.#records.set(index, this.#isSweep ? withoutCurves(record) : record);
    this.#ordered.end(index);
  }

  /** The same for all events of a pair that was trained before, or elsewhere. */
  passWhole(place: Place, events: readonly TrainingEvent[]): void {
    for (const event of events) this.pass(place, event);
    this.finish(place, events);
  }

  /** A pair does not become whole. Its results are passed on if its events were already. */
  leave(place: Place, results: readonly TrainingEvent[] = []): void {
    if (!this.#ordered.isFront(place.index)) this.#ordered.forget(place.index);
    else for (const result of results) this.pass(place, result);
    this.#ordered.end(place.index);
  }

  /** Keeps warnings about the data of the pair with this index, and of those behind it. */
  warnOfData(index: number, warnings: readonly Warning[]): void {
    this.#warnings.keep(index, warnings);
  }

  /** Warnings about data that no seed before had. */
  fresh(warnings: readonly Warning[]): Warning[] {
    return this.#warnings.fresh(warnings);
  }

  /** Emits the warnings that are kept. */
  warn(): void {
    const runs = [...this.#records.values()].flatMap(record => record.runs);
    for (const warning of this.#warnings.take(runs)) this.#emit({ event: 'warning', ...warning });
  }

  /** Those of whole pairs from an index on, in order. */
  recordsFrom(first: number): PairRecord[] {
    const records = [...this.#records].filter(([index]) => index >= first);
    return records.sort(([a], [b]) => a - b).map(([, record]) => record);
  }

  /** In a sweep divergence is a result like others. */
  #warnLater({ index, seed, point }: Place, { message, code }: WarningEvent): void {
    if (code === 'diverged' && this.#isSweep) return;
    const where = [`seed ${seed}`, ...Object.entries(cellOf(point)).map(([key, value]) => settingTo(key, value))];
    this.#warnings.keep(index, [{ code, message: `${where.join(', ')}: ${message}` }]);
  }
}
