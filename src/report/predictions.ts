/** Predictions as lines of a table, or as JSON lines. */

import type { PredictionEvent } from '../events/events.ts';
import type { Prediction } from '../prediction/predict.ts';
import { tableLine } from './written-table.ts';

export interface PredictionTable {
  keptNames: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  probabilities: boolean;
  /** The scale of the network's numbers; 0 and 1 for classes. */
  scale: { readonly mean: number; readonly deviation: number };
}

/** Names of the columns; several may be equal. */
export function predictionNames({ keptNames, classes, probabilities }: PredictionTable): string[] {
  const ofClasses = probabilities && classes !== null ? classes.map(name => `p(${name})`) : [];
  return [...keptNames, 'prediction', ...ofClasses];
}

export function predictionLine(
  { kept, value, probabilities }: Prediction,
  table: PredictionTable,
  format: 'csv' | 'tsv',
): string {
  const { classes } = table;
  const text = value === null ? '' : (classes?.[value] ?? carriedDigits(value, table.scale));
  const ofClasses =
    table.probabilities && classes !== null
      ? classes.map((_, m) => (probabilities === null ? '' : digits(probabilities[m]!)))
      : [];
  return tableLine([...kept, text, ...ofClasses], format);
}

export function predictionEvent(
  row: number,
  { kept, value, probabilities }: Prediction,
  table: PredictionTable,
): PredictionEvent {
  const { classes, keptNames } = table;
  const ofClasses = () =>
    probabilities === null
      ? null
      : Object.fromEntries(classes!.map((name, m) => [name, Number(digits(probabilities[m]!))]));
  return {
    event: 'prediction',
    row,
    prediction: value === null ? null : (classes?.[value] ?? Number(carriedDigits(value, table.scale))),
    ...(table.probabilities && classes !== null ? { probabilities: ofClasses() } : {}),
    ...(keptNames.length === 0 ? {} : { kept: Object.fromEntries(keptNames.map((name, n) => [name, kept[n]!])) }),
  };
}

/** A ten-thousandth of float32's resolution: with it, scores of the printed numbers equal those of the network. */
const RESOLUTION = 2 ** -24 * 1e-4;

/**
 * A number in the units of the target. Its digits are those of its distance from the mean, which is what the network
 * computes.
 */
export function carriedDigits(value: number, { mean, deviation }: PredictionTable['scale']): string {
  const step = RESOLUTION * Math.min(Math.abs(value - mean), deviation);
  const count = Math.ceil(Math.log10(Math.abs(value) / step));
  return String(count >= 1 && count <= 16 ? Number(value.toPrecision(count)) : value);
}

/** A probability: the shortest decimal that parses back to the same float32; further digits would be noise. */
export function digits(value: number): string {
  const nearest = Math.fround(value);
  if (!(nearest >= MIN_FLOAT32)) return String(Number(value.toPrecision(9)));
  for (let count = 7; count < 9; count++) {
    const decimal = Number(nearest.toPrecision(count));
    if (Math.fround(decimal) === nearest) return String(decimal);
  }
  return String(Number(nearest.toPrecision(9)));
}

/** Below this number float32 loses digits. */
const MIN_FLOAT32 = 2 ** -126;
