/** Data of reports, made of events. */

import type { TrainingEvent } from '../../src/events/events.ts';
import { ReportCollector } from '../../src/report/document/collector.ts';
import type { ReportData } from '../../src/report/document/report-data.ts';

/** A report of experiments, each in a group of its own. */
export function reportOf(...experiments: readonly (readonly TrainingEvent[])[]): ReportData {
  const collector = new ReportCollector();
  for (const event of experiments.flat()) collector.event(event);
  return { title: null, groups: collector.groups() };
}

/** The same events with another word in every text and every key, where `word` is in them. */
export function withWord(events: readonly TrainingEvent[], word: string, other: string): TrainingEvent[] {
  const inside = (text: string) => JSON.stringify(text).slice(1, -1);
  return JSON.parse(JSON.stringify(events).replaceAll(inside(word), () => inside(other)));
}

/** The same run with another seed. */
export function withSeed(events: readonly TrainingEvent[], seed: number): TrainingEvent[] {
  return events.map(event => ('seed' in event ? { ...event, seed } : event)) as TrainingEvent[];
}

/** Names that a format could take for something else. */
export const hostileNames: readonly string[] = [
  '<script>alert(1)</script>',
  '</script><img src=x onerror=alert(1)>',
  '"quotes" and \'apostrophes\'',
  'a,b;c\td',
  'two\nlines\r\nand more',
  '\u202egnp.exe\u202c and \u2066isolated\u2069',
  '\0 and \x1b[31mred\x1b[0m and \x9b',
  '=HYPERLINK("https://example.org/?"&A1,"x")',
  "+1+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(A1:A9)',
  '`code` ``more`` ```',
  '| a | b |\n|---|---|',
  '# heading',
  '- [ ] list',
  '[link](javascript:alert(1)) ![image](https://example.org/x.png)',
  'https://example.org/ www.example.org a@example.org',
  '**bold** _it_ ~~gone~~ $x$ :smile: &lt;b&gt; \\',
  '../../etc/passwd',
  'CON',
  '.',
  '日本語 naïve 👩‍👩‍👧',
  '\ud800 half',
  ' ',
  'x'.repeat(1_000_000),
];
