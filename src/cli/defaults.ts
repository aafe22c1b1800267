/** Defaults of the commands that have other ones than training, and of flags that are no settings. */

/** Small enough to check each of its numbers in well under a second. */
export const gradcheckDefaults = { layers: '10,8', batchSize: '8', tolerance: '1e-6' } as const;

export const benchDefaults = { features: '64', outputs: '10' } as const;
