/** A kind of input: how it is fitted on the training rows of a column, saved, read back and shown. */

import type { Fields } from '../../../base/files/json.ts';
import type { DataOptions } from '../../reading/options.ts';
import type { Column, InputKind } from '../../tables/columns.ts';
import type { InputOf } from '../inputs.ts';
import type { Facts } from './facts.ts';

export interface FitOptions extends Pick<DataOptions, 'standardize' | 'squash'> {
  /** Numbers that a categorical column becomes at most, not counting the one for all other texts. */
  maxCategories: number;
}

export interface Fitted<I> {
  readonly input: I;
  /** All training rows have the same value. */
  readonly constant: boolean;
}

/** `F` names the facts that the kind is fitted by. */
export interface KindDefinition<K extends InputKind, F extends keyof Facts> {
  /** What is gathered of the column's training rows. */
  readonly facts: F;
  /** Null if the training rows have no value. */
  fit(column: Column, facts: Facts[F], options: FitOptions): Fitted<InputOf<K>> | null;
  /** `common` is what all inputs have. Throws Malformed. */
  fromJson(of: Fields, common: { readonly name: string; readonly indicator: boolean }): InputOf<K>;
  /** What each of its numbers stands for, the indicator aside, such as "'island' = 'Dream'". */
  labels(input: InputOf<K>): string[];
  /** How it encodes, for people. */
  describe(input: InputOf<K>): string;
}
