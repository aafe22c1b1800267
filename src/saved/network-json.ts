/** The network of a model in files and events: `batchNorm`, and `norm` only if it is another norm. */

import type { Norm } from '../network/plan.ts';
import type { SavedNetwork } from './model.ts';

/** Norms that files name. Batch norm and no norm are written as `batchNorm`, as before there were other norms. */
type NamedNorm = Exclude<Norm, 'none' | 'batch'>;

export interface NormJson {
  readonly batchNorm: boolean;
  readonly norm?: NamedNorm;
}

export type NetworkJson = Omit<SavedNetwork, 'norm'> & NormJson;

export function networkJson({ widths, activation, norm, folded, ...settings }: SavedNetwork): NetworkJson {
  const { batchNorm, ...other } = normJson(norm);
  return { widths, activation, batchNorm, ...settings, ...(folded ? { folded } : {}), ...other };
}

export function normJson(norm: Norm): NormJson {
  return { batchNorm: norm === 'batch', ...(norm === 'none' || norm === 'batch' ? {} : { norm }) };
}

export function normOf({ batchNorm, norm }: NormJson): Norm {
  return norm ?? (batchNorm ? 'batch' : 'none');
}
