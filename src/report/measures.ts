/** What the losses that are compared are called. */

export const measureNames = { validationLoss: 'validation loss', trainLoss: 'training loss' } as const;
