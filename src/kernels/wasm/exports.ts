/**
 * The exports of a kernel module (assembly/index.ts). Names are those of Kernels; views are addresses in bytes. `begin`
 * and `end` select outputs (columns, rows of dweight, or elements), so that threads can share a kernel with the same
 * bits for any division.
 */

import type { ActivationName } from '../reference/activations.ts';
import type { LossName } from '../reference/losses.ts';
import type { RowNormName } from '../reference/norms.ts';
import type { OptimizerName } from '../reference/optimizers.ts';

export type Elementwise = (out: number, x: number, begin: number, end: number) => void;
export type ElementwiseBackward = (
  dx: number,
  dout: number,
  x: number,
  out: number,
  begin: number,
  end: number,
) => void;

type OptimizerStep = (
  parameters: number,
  state0: number,
  state1: number,
  average: number,
  gradients: number,
  rates: number,
  decayed: number,
  begin: number,
  end: number,
) => void;
type OptimizerSteps = Readonly<Record<`${OptimizerName}Step`, OptimizerStep>>;

type RowNormForward = (
  out: number,
  xhat: number,
  mean: number,
  variance: number,
  invStd: number,
  x: number,
  gamma: number,
  beta: number,
  eps: number,
  N: number,
  D: number,
  begin: number,
  end: number,
) => void;
type RowNormBackward = (
  dx: number,
  dgamma: number,
  dbeta: number,
  dout: number,
  xhat: number,
  invStd: number,
  gamma: number,
  N: number,
  D: number,
  begin: number,
  end: number,
) => void;

export type LossExport = (
  totals: number,
  doutput: number,
  outputs: number,
  targets: number,
  weights: number,
  smoothing: number,
  N: number,
  M: number,
) => void;

/** `leakyRelu` for `leaky-relu`. */
type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Tail>}` : Name;

export function camel<Name extends string>(name: Name): Camel<Name> {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as Camel<Name>;
}

type ActivationExports = { [Name in ActivationName as `${Camel<Name>}Forward`]: Elementwise } & {
  [Name in ActivationName as `${Camel<Name>}Backward`]: ElementwiseBackward;
};

type RowNormExports = { [Name in RowNormName as `${Name}normForward`]: RowNormForward } & {
  [Name in RowNormName as `${Name}normBackward`]: RowNormBackward;
};

type LossExports = { [Name in LossName]: LossExport };

export interface WasmExports extends ActivationExports, RowNormExports, LossExports, OptimizerSteps {
  /** Scratch bytes that suffice for each product of this shape. */
  affineScratch(N: number, D: number, M: number): number;
  affineForward(
    out: number,
    x: number,
    weight: number,
    bias: number,
    N: number,
    D: number,
    M: number,
    scratch: number,
    begin: number,
    end: number,
  ): void;
  affineBackwardInput(
    dx: number,
    dout: number,
    weight: number,
    N: number,
    D: number,
    M: number,
    scratch: number,
    begin: number,
    end: number,
  ): void;
  affineBackwardWeight(
    dweight: number,
    x: number,
    dout: number,
    N: number,
    D: number,
    M: number,
    scratch: number,
    begin: number,
    end: number,
  ): void;
  /** Writes columns begin <= m < end of a row (M) into each row of out (N, M). */
  repeatRow(out: number, row: number, N: number, M: number, begin: number, end: number): void;
  affineBackwardBias(dbias: number, dout: number, N: number, M: number, begin: number, end: number): void;

  batchnormForward(
    out: number,
    mean: number,
    variance: number,
    invStd: number,
    sums: number,
    x: number,
    gamma: number,
    beta: number,
    kind: number,
    eps: number,
    N: number,
    D: number,
    begin: number,
    end: number,
  ): void;
  batchnormBackward(
    dx: number,
    dgamma: number,
    dbeta: number,
    sums: number,
    dout: number,
    out: number,
    x: number,
    mean: number,
    variance: number,
    invStd: number,
    gamma: number,
    beta: number,
    kind: number,
    N: number,
    D: number,
    begin: number,
    end: number,
  ): void;
  batchnormForwardEval(
    out: number,
    x: number,
    gamma: number,
    beta: number,
    runningMean: number,
    runningVar: number,
    eps: number,
    N: number,
    D: number,
    begin: number,
    end: number,
  ): void;
  updateRunning(mean: number, variance: number, batchMean: number, batchVar: number, rates: number, D: number): void;
  batchnormBackwardStaged(
    dx: number,
    dgamma: number,
    dbeta: number,
    dout: number,
    x: number,
    batchMean: number,
    batchVar: number,
    gamma: number,
    eps: number,
    N: number,
    D: number,
    begin: number,
    end: number,
  ): void;

  sumOfSquares(total: number, x: number, begin: number, end: number): void;
  scale(x: number, factor: number, begin: number, end: number): void;

  gather(out: number, data: number, rowIndices: number, begin: number, N: number, D: number): void;
  gatherWords(out: number, values: number, rowIndices: number, begin: number, N: number): void;
}
