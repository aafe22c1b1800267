// The kernels that the host calls. This is the one file that is compiled, once for each set (asconfig.json).
export { affineBackwardBias, affineBackwardInput, affineBackwardWeight, affineForward, affineScratch, repeatRow } from "./affine";
export * from "./activations";
export { batchnormForward } from "./batchnorm";
export { batchnormBackward } from "./batchnorm-backward";
export { batchnormForwardEval, updateRunning } from "./batchnorm-eval";
export { batchnormBackwardStaged } from "./batchnorm-staged";
export { gather, gatherWords } from "./gather";
export * from "./losses";
export { scale, sumOfSquares } from "./clipping";
export * from "./optimizers";
export * from "./row-norms";
