/**
 * Names of the sets of kernels; engine.ts describes them. They have their own file so that help need not load the
 * kernels.
 */

export const engineNames = ['reference', 'plain', 'fused', 'wide', 'blas'] as const;
export type EngineName = (typeof engineNames)[number];
