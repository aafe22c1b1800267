/** The sets of kernels, by name: engine.ts says what each is. Apart from it so that help need not load the kernels. */

export const engineNames = ['reference', 'plain', 'fused', 'wide'] as const;
export type EngineName = (typeof engineNames)[number];
