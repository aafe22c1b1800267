/** Advice for training that diverged. */

import { writtenNumber } from '../base/text/format.ts';
import type { WarningEvent } from '../events/events.ts';
import type { TrainingConfig } from '../settings/table.ts';

/** `name` is that of the run, and `loss` the loss of the last batch. */
export function warnOfDivergence(
  name: string,
  config: TrainingConfig,
  epoch: number,
  step: number,
  loss: number,
): WarningEvent {
  const ways = [`a lower ⟪lr⟫ (${writtenNumber(config.lr)} now)`];
  if (config.clipNorm === null) ways.push('⟪clipNorm=5⟫');
  if (config.weightDecay > 1) ways.push(`a lower ⟪weightDecay⟫ (${config.weightDecay} now)`);
  if (!config.standardize) ways.push('leaving out ⟪standardize=false⟫');
  if (config.initScale > 1) ways.push(`a lower ⟪initScale⟫ (${config.initScale} now)`);
  const what = Number.isFinite(loss) ? 'the loss of the network after it' : 'its loss';
  const where = `in epoch ${epoch}, at step ${step}`;
  const message = `${name} diverged ${where}: ${what} is not a finite number. Try ${ways.join(', or ')}`;
  return { event: 'warning', code: 'diverged', message };
}
