/** What events tell of the machine. */

import type { BlasIdentity } from '../kernels/blas/library.ts';
import { detailedOf, orNull, text } from './fields.ts';

export const blasIdentity = detailedOf<BlasIdentity>(
  {
    library: text('such as `OpenBLAS`; the name of the file if the library does not tell'),
    version: orNull(text('version of the library; null if it does not tell')),
    core: text('what the library chose its code for, such as `Haswell`; the processor if it does not tell'),
  },
  'the BLAS that computed the products. With another one, or another core, results have other bits',
);
