/**
 * A typical table: texts of few categories, some of them quoted with commas and quotes inside, dates, whole and decimal
 * numbers, and missing cells, empty or NA. The same seed gives the same bytes.
 */

import { Random } from '../src/base/numbers/random.ts';
import { TableWriter } from './table-writer.ts';

/** Columns that are not numbers. */
export const mixedKinds = { city: 'text', plan: 'text', channel: 'text', remark: 'text', joined: 'date', seen: 'date' };

const NAMES = ['city', 'joined', 'age', 'income', 'plan', 'visits', 'score', 'remark', 'seen', 'ratio', 'channel'];
export const mixedNames = [...NAMES, 'balance', 'delay', 'price'];

const CITIES = [
  '"Springfield, North"',
  '"Springfield, South"',
  'Riverside',
  'Milltown',
  'Oakdale',
  'Harbour',
  'Ashford',
];
const PLANS = ['free', 'basic', 'plus', 'business'];
const CHANNELS = ['search engine', 'newsletter', 'a friend', 'shop window'];
const REMARKS = [
  '"so, so"',
  '"said ""yes"", later ""no"""',
  'none',
  '"asked for a call, twice"',
  'moved away',
  'pays late',
];
const MISSING = 0.04;
const DAYS = 3000;
const FIRST_DAY = Date.UTC(2015, 0, 1);
const DAY_MS = 86_400_000;

/** Returns the size in bytes. */
export function writeMixed(path: string, rows: number): number {
  const random = new Random([13, 14, 15, 16]);
  const days = Array.from({ length: DAYS }, (_, day) => new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10));
  const writer = new TableWriter(path, mixedNames);
  const one = (texts: readonly string[]) => texts[random.below(texts.length)]!;
  const unlessMissing = (word: string, write: () => void) => {
    if (random.uniform() < MISSING) writer.text(word);
    else write();
  };
  for (let row = 0; row < rows; row++) {
    const [age, plan, score] = [18 + random.below(70), random.below(PLANS.length), random.normal()];
    unlessMissing('', () => writer.text(one(CITIES)));
    writer.text(one(days));
    unlessMissing('', () => writer.whole(age));
    unlessMissing('NA', () => writer.whole(20_000 + random.below(80_000)));
    writer.text(PLANS[plan]!);
    writer.whole(random.below(400));
    unlessMissing('', () => writer.fixed(score));
    writer.text(one(REMARKS));
    unlessMissing('', () => writer.text(one(days)));
    writer.fixed(random.uniform());
    writer.text(one(CHANNELS));
    writer.fixed(1000 * random.uniform());
    unlessMissing('NA', () => writer.whole(random.below(60)));
    writer.fixed(100 + 0.5 * age + 20 * plan + 5 * score + random.normal());
    writer.endRow();
  }
  return writer.close();
}
