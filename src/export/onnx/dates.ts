/**
 * Encodes columns of dates, which are seconds since 1970-01-01T00:00:00Z as double, NaN if missing. ONNX cannot parse
 * dates; double has room for fractions of seconds and a value for missing cells. All columns are converted at once.
 */

import { type CalendarEncoding, type DatePartEncoding, partWidth } from '../../data/encoding/encodings.ts';
import type { CyclicalFeature } from '../../data/tables/cells/calendar.ts';
import { GraphCalendar } from './calendar.ts';
import { type Features, type Graph, type Placed, plainFeature } from './graph.ts';
import { addPair } from './pair.ts';
import { addSquash, isSquashed } from './squash.ts';

const DESCRIPTION = 'date: seconds since 1970-01-01T00:00:00Z; NaN is missing';

/** A part of a date: the column that it belongs to, and its position among the features. */
interface PlacedPart {
  readonly column: number;
  readonly offset: number;
  readonly part: DatePartEncoding;
}

export function addDates(graph: Graph, dates: readonly Placed<CalendarEncoding>[]): Features[] {
  const cells = graph.concat(dates.map(({ encoding }) => graph.input(encoding.name, 'double', 1, DESCRIPTION)));
  // Rounds seconds as predict does, so that a time next to midnight is on the same day.
  const { high, sum } = addPair(graph, cells);
  const missing = graph.node('IsNaN', [high]);
  const calendar = new GraphCalendar(graph, sum, missing);
  const parts = dates.flatMap(partsOf);
  const features = alike(parts).flatMap((own): Features[] => {
    const kind = own[0]!.part.part;
    const columns = own.map(({ column }) => column);
    const select = (value: string) => graph.columns(value, dates.length, columns);
    const missingHere = select(missing);
    return encode(graph, calendar, kind, own, select).map((value, n) => ({
      value: graph.node('Where', [missingHere, graph.floats(0), value]),
      columns: own.map(({ offset }) => plainFeature(offset + n)),
    }));
  });
  const indicated = [...dates.keys()].filter(n => dates[n]!.encoding.indicator);
  if (indicated.length === 0) return features;
  const value = graph.columns(graph.cast(missing, 'float'), dates.length, indicated);
  const places = indicated.map(n => plainFeature(dates[n]!.offset + dates[n]!.encoding.width));
  return [...features, { value, columns: places }];
}

/** Groups parts that are encoded in the same way. */
function alike(parts: readonly PlacedPart[]): PlacedPart[][] {
  const groups = new Map<string, PlacedPart[]>();
  for (const placed of parts) {
    const key = `${placed.part.part} ${isSquashed(placed.part)}`;
    groups.set(key, [...(groups.get(key) ?? []), placed]);
  }
  return [...groups.values()];
}

function partsOf({ encoding, offset }: Placed<CalendarEncoding>, column: number): PlacedPart[] {
  let at = offset;
  return encoding.parts.map(part => {
    const placed = { column, offset: at, part };
    at += partWidth(part.part);
    return placed;
  });
}

/** Encodes parts of one kind: one number each, or sine and cosine. */
function encode(
  graph: Graph,
  calendar: GraphCalendar,
  kind: DatePartEncoding['part'],
  parts: readonly PlacedPart[],
  select: (value: string) => string,
): string[] {
  if (kind === 'year' || kind === 'month') return [addScaled(graph, select(calendar[kind]()), parts)];
  const angle = graph.node('Mul', [select(turnOf(calendar, kind)), graph.doubles(2 * Math.PI)]);
  const rounded = graph.cast(angle, 'float');
  return [graph.node('Sin', [rounded]), graph.node('Cos', [rounded])];
}

/** Standardizes a part, and squashes it if that is so in its columns. */
function addScaled(graph: Graph, value: string, parts: readonly PlacedPart[]): string {
  const scales = parts.flatMap(({ part }) => ('mean' in part ? [part] : []));
  const means = graph.doubles(...scales.map(({ mean }) => mean));
  const deviations = graph.doubles(...scales.map(({ deviation }) => deviation));
  const distance = graph.node('Sub', [graph.cast(value, 'double'), means]);
  const standardized = graph.cast(graph.node('Div', [distance, deviations]), 'float');
  return isSquashed(parts[0]!.part) ? addSquash(graph, standardized) : standardized;
}

function turnOf(calendar: GraphCalendar, circle: CyclicalFeature): string {
  if (circle === 'day of year') return calendar.yearTurn();
  return circle === 'weekday' ? calendar.weekTurn() : calendar.dayTurn();
}
