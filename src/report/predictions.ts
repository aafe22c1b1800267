/** Predictions as CSV (RFC 4180, lines ended by a line feed) or as JSON lines. */

import type { PredictionEvent } from '../events/events.ts';
import type { Prediction } from '../prediction/predict.ts';

export interface PredictionTable {
  keptNames: readonly string[];
  /** Null for regression. */
  classes: readonly string[] | null;
  probabilities: boolean;
}

/** Names of the columns, which need not all be different. */
export function predictionNames({ keptNames, classes, probabilities }: PredictionTable): string[] {
  const ofClasses = probabilities && classes !== null ? classes.map(name => `p(${name})`) : [];
  return [...keptNames, 'prediction', ...ofClasses];
}

export function csvLine(fields: readonly string[]): string {
  // Readers skip an empty line.
  if (fields.length === 1 && fields[0] === '') return '""\n';
  return `${fields.map(quoted).join(',')}\n`;
}

/** Blanks at the ends are quoted, because readers may trim them. */
function quoted(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

export function predictionLine({ kept, value, probabilities }: Prediction, table: PredictionTable): string {
  const { classes } = table;
  const text = value === null ? '' : (classes?.[value] ?? digits(value));
  if (!table.probabilities || classes === null) return csvLine([...kept, text]);
  return csvLine([...kept, text, ...classes.map((_, m) => (probabilities === null ? '' : digits(probabilities[m]!)))]);
}

export function predictionEvent(
  row: number,
  { kept, value, probabilities }: Prediction,
  table: PredictionTable,
): PredictionEvent {
  const { classes, keptNames } = table;
  const rounded = (number: number) => Number(digits(number));
  const ofClasses = () =>
    probabilities === null ? null : Object.fromEntries(classes!.map((name, m) => [name, rounded(probabilities[m]!)]));
  return {
    event: 'prediction',
    row,
    prediction: value === null ? null : (classes?.[value] ?? rounded(value)),
    ...(table.probabilities && classes !== null ? { probabilities: ofClasses() } : {}),
    ...(keptNames.length === 0 ? {} : { kept: Object.fromEntries(keptNames.map((name, n) => [name, kept[n]!])) }),
  };
}

/** The shortest decimal that parses back to the same float32; further digits would be noise. */
export function digits(value: number): string {
  const nearest = Math.fround(value);
  if (!Number.isFinite(nearest)) return String(value);
  for (let count = 7; count < 9; count++) {
    const decimal = Number(nearest.toPrecision(count));
    if (Math.fround(decimal) === nearest) return String(decimal);
  }
  return String(Number(nearest.toPrecision(9)));
}
