/** The titles of claims. */

import type { ClaimEvent } from '../../events/events.ts';

export type ClaimName = ClaimEvent['claim'];

export const titles: Readonly<Record<ClaimName, string>> = {
  faster: 'Faster',
  initialization: 'Forgives poor initialization',
  regularizes: 'Regularizes',
};
