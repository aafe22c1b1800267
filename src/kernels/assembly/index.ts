// The kernels that the host calls: the one file that is compiled, once for each set (asconfig.json).
export { affineBackwardBias, affineBackwardInput, affineBackwardWeight, affineForward, affineScratch } from "./affine";
export {
  geluBackward, geluForward, leakyReluBackward, leakyReluForward, reluBackward, reluForward, sigmoidBackward, sigmoidForward,
  tanhBackward, tanhForward,
} from "./activations";
export { batchnormForward } from "./batchnorm";
export { batchnormBackward } from "./batchnorm-backward";
export { batchnormForwardEval, updateRunning } from "./batchnorm-eval";
export { batchnormBackwardStaged } from "./batchnorm-staged";
export { gather, gatherWords } from "./gather";
export { softmaxCrossEntropy, squaredError } from "./loss";
export { scale, sumOfSquares } from "./norm";
export * from "./optimizers";
