/** The event of a whole pair, and the events of a sweep. */

import type { LoadedData } from '../../data/load.ts';
import type { PairEvent, TrainingEvent } from '../../events/events.ts';
import type { Overrides } from '../arms.ts';
import { guessOf, nullLossOf } from '../guess.ts';
import type { ReadyExperiment } from '../ready.ts';
import { cellOf, runDigest } from '../run.ts';

/** `initialDigest` is that of weights from a file. */
export function pairEvent(
  { arms, config, paths }: ReadyExperiment,
  data: LoadedData,
  point: Overrides,
  initialDigest: string | null,
): PairEvent {
  const { seed } = config;
  const { trainRows, validationRows } = data.description;
  const { table, validation } = data.digests ?? { table: paths, validation: config.validation };
  const content = [...table, String(validation), ...(initialDigest === null ? [] : [initialDigest])];
  const cell = cellOf(point);
  return {
    event: 'pair',
    seed,
    ...(Object.keys(cell).length === 0 ? {} : { cell }),
    trainRows,
    validationRows,
    nullLoss: nullLossOf(data),
    guessLoss: guessOf(data).loss,
    digests: Object.fromEntries(arms.map(arm => [arm.name, runDigest({ arm, seed, point }, config, content)])),
  };
}

/** The event of a run, with its place in the sweep. */
export function withCell(event: TrainingEvent, point: Overrides): TrainingEvent {
  const cell = cellOf(point);
  return Object.keys(cell).length > 0 && 'arm' in event ? ({ ...event, cell } as TrainingEvent) : event;
}
