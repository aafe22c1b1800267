/** Runs as claims see them: plain numbers. */

/** Null where a loss is not finite, or was not computed. */
export type Loss = number | null;

/** The losses of a run by evaluation, the first before training. Those of a run that diverged may end early. */
export interface RunLosses {
  readonly trainLoss: readonly Loss[];
  /** In eval mode. */
  readonly trainEvalLoss: readonly Loss[];
  /** Null without validation rows. */
  readonly validationLoss: readonly Loss[] | null;
}

/** The two runs of a seed. */
export interface Pair {
  readonly seed: number;
  /** Steps done at each evaluation of the whole budget; the first are 0. */
  readonly steps: readonly number[];
  /** The loss of the best constant prediction, over the training rows. */
  readonly nullLoss: number;
  readonly baseline: RunLosses;
  readonly batchnorm: RunLosses;
}

/** The runs of a seed over a grid of initial scales: of each, the training loss of the last epoch. */
export interface ScalePair {
  readonly seed: number;
  readonly nullLoss: number;
  readonly baseline: readonly Loss[];
  readonly batchnorm: readonly Loss[];
}

export const arms = ['baseline', 'batchnorm'] as const;
export type PairedArm = (typeof arms)[number];

/** Something of each arm. */
export type ByArm<T> = Readonly<Record<PairedArm, T>>;

export function byArm<T>(make: (arm: PairedArm) => T): ByArm<T> {
  return { baseline: make('baseline'), batchnorm: make('batchnorm') };
}

export function isFiniteLoss(loss: Loss | undefined): loss is number {
  return loss !== null && loss !== undefined && Number.isFinite(loss);
}

/** Null for a number that is not finite, too. */
export function finiteOrNull(value: number | null | undefined): number | null {
  return isFiniteLoss(value) ? value : null;
}

/** The lowest loss after training began. The running statistics of batch norm before it are those of no data. */
export function bestLoss(losses: readonly Loss[]): Loss {
  return lowestLoss(losses.slice(1));
}

export function lowestLoss(losses: readonly Loss[]): Loss {
  return losses.filter(isFiniteLoss).reduce<Loss>((low, loss) => (low === null || loss < low ? loss : low), null);
}
