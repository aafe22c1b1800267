/**
 * What a kernel module exports (assembly/index.ts). Names are those of Kernels; views are addresses in bytes; `begin` and
 * `end` select outputs (columns, rows of dweight, or elements), so that threads can share a kernel's work with the same
 * bits however it is split.
 */

import type { OptimizerName } from '../reference/optimizers.ts';

type Elementwise = (out: number, x: number, begin: number, end: number) => void;
type ElementwiseBackward = (dx: number, dout: number, x: number, out: number, begin: number, end: number) => void;

type OptimizerStep = (
  parameters: number,
  state0: number,
  state1: number,
  gradients: number,
  rates: number,
  decayed: number,
  begin: number,
  end: number,
) => void;
type OptimizerSteps = Readonly<Record<`${OptimizerName}Step`, OptimizerStep>>;

export interface WasmExports extends OptimizerSteps {
  /** Bytes of scratch that each product of this shape can do with. */
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
  affineBackwardBias(dbias: number, dout: number, N: number, M: number, begin: number, end: number): void;

  batchnormForward(
    out: number,
    xhat: number,
    batchMean: number,
    batchVar: number,
    invStd: number,
    x: number,
    gamma: number,
    beta: number,
    eps: number,
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
  updateRunning(running: number, batch: number, rates: number, D: number): void;
  batchnormBackward(
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
  ): void;
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

  reluForward: Elementwise;
  reluBackward: ElementwiseBackward;
  leakyReluForward: Elementwise;
  leakyReluBackward: ElementwiseBackward;
  sigmoidForward: Elementwise;
  sigmoidBackward: ElementwiseBackward;
  tanhForward: Elementwise;
  tanhBackward: ElementwiseBackward;
  geluForward: Elementwise;
  geluBackward: ElementwiseBackward;

  softmaxCrossEntropy(
    totals: number,
    dlogits: number,
    logits: number,
    labels: number,
    weights: number,
    N: number,
    M: number,
  ): void;
  squaredError(
    totals: number,
    dpredictions: number,
    predictions: number,
    targets: number,
    weights: number,
    N: number,
  ): void;

  sumOfSquares(total: number, x: number, begin: number, end: number): void;
  scale(x: number, factor: number, begin: number, end: number): void;

  gather(out: number, data: number, rowIndices: number, begin: number, N: number, D: number): void;
  gatherWords(out: number, values: number, rowIndices: number, begin: number, N: number): void;
}
