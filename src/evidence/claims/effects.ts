/** The claims and their titles. */

import type { ClaimEvent } from '../../events/events.ts';

export type ClaimName = ClaimEvent['claim'];

export const titles: Readonly<Record<ClaimName, string>> = {
  faster: 'Faster',
  initialization: 'Forgives poor initialization',
  regularizes: 'Regularizes',
};

export const claimNames = Object.keys(titles) as readonly ClaimName[];
