/** Encoded rows in memory. */

import type { Vector } from '../../kernels/kernels.ts';
import type { Labels } from '../encoding/labels.ts';

/** Rows that a network can be fed with. */
export interface Dataset extends Labels {
  /** (rows, features) */
  x: Vector;
  /** The rows of `x`, `targets` and `weights` that belong to the dataset, in order; absent for all of them. */
  index?: Int32Array;
}
