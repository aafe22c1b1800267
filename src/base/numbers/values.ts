/** The cells of one column over all rows of a table. */

export type ColumnValues = NumberValues | TextValues;

export interface NumberValues {
  readonly type: 'numbers';
  /** (rows); NaN is missing. Dates are seconds since 1970-01-01T00:00:00Z. */
  readonly values: Float32Array | Float64Array;
}

export interface TextValues {
  readonly type: 'texts';
  /** (rows) of indices into `categories`; -1 is missing. */
  readonly codes: Int32Array;
  readonly categories: readonly string[];
}
