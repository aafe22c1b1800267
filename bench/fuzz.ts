/**
 * `node dist/bench/fuzz.js --runs 1000000 --seed 1`: scans CSV texts that were spoilt at random, and checks what must hold of any
 * bytes. Ends with one line of figures; fails with the text that broke a rule.
 */

import { parseArgs } from 'node:util';
import { Random } from '../src/base/numbers/random.ts';
import { type Scanned, Scanner, type ScanSpec } from '../src/data/reading/csv/scanner/scanner.ts';
import { EMPTY, NUMBER, TEXT } from '../src/data/tables/blocks/block.ts';
import { MISSING_WORDS } from '../src/data/tables/blocks/reader.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
});
const runs = Number(values.runs);
const random = Random.stream(Number(values.seed), 'order');

const oneOf = <T>(items: readonly T[]): T => items[random.below(items.length)]!;

const originals = [
  'a,b,c\n1,2,3\n4,5,6\n',
  '1,"x, y",2024-01-01\r\n-2.5e3,"say ""hi""",2024-02-29T12:00:00Z\r\n',
  '# note\n\n .5 ;"two\nlines"; NA \n1e400;;?\n',
  '"1,234";1.234,5;inf\r17;x;-0\r',
  '12345678901234567,0.1234567890123456,16777217\n1000.1,1000.2,\n',
  ' a  b\tc \n"d e"\tf g\n',
  '31/12/2020,1.2.2020,2/3/2020\n,NA,12/12/1999\n',
];
/** The inserted bytes: some have a meaning in CSV, others do not. */
const pieces = [
  ',',
  ';',
  '\t',
  ' ',
  '"',
  '""',
  '\n',
  '\r',
  '\r\n',
  '#',
  '1',
  '-',
  '.',
  'e5',
  'NA',
  'é',
  '\0',
  '\xff',
  'x'.repeat(70),
];
const specs: ScanSpec[] = [',', ';', '\t', ' '].flatMap(delimiter =>
  [1, 3].map(columns => ({
    columns,
    names: ['a', 'b', 'c'].slice(0, columns),
    delimiter,
    quote: delimiter === '\t' ? null : '"',
    comment: delimiter === ';' ? '#' : null,
    decimal: delimiter === ';' ? ',' : '.',
    thousands: delimiter === ';' ? '.' : null,
    missingWords: MISSING_WORDS,
    wordsAreMissingInText: delimiter === '\t',
    forced: new Map(columns === 3 && delimiter === ',' ? [[0, 'number'] as const, [1, 'text'] as const] : []),
  })),
);
const scanners = specs.map(spec => new Scanner(spec));

/** Changes the text in up to eight places. */
function mutate(text: string): Buffer {
  let bytes = text.repeat(1 + random.below(4));
  for (let i = random.below(9); i > 0; i--) {
    const at = random.below(bytes.length + 1);
    const after = oneOf([at, at, at + 1, at + random.below(10)]);
    bytes = bytes.slice(0, at) + oneOf(['', oneOf(pieces), oneOf(pieces)]) + bytes.slice(after);
  }
  return Buffer.from(bytes, 'latin1');
}

/** Splits records by the same grammar, one byte at a time. */
function countRecords(text: string, { delimiter, quote, comment }: ScanSpec): number {
  const runs = delimiter === ' ';
  const isEnd = (at: number) => at >= text.length || text[at] === '\n' || text[at] === '\r';
  const parts = (at: number) => text[at] === delimiter || (runs && text[at] === '\t');
  const isBlank = (at: number) => (text[at] === ' ' || text[at] === '\t') && (runs || !parts(at));
  const next = (at: number) => at + (text.startsWith('\r\n', at) ? 2 : 1);
  let records = 0;
  for (let at = 0; at < text.length; at = next(at)) {
    const isComment = text[at] === comment;
    while (isBlank(at)) at++;
    if (!isEnd(at) && !isComment) records++;
    for (let fieldStarts = true; !isEnd(at); at++) {
      if (fieldStarts && !isComment && text[at] === quote) {
        do at = text.indexOf(quote, at + 1);
        while (at >= 0 && text[at + 1] === quote && ++at);
        if (at < 0) return records;
        fieldStarts = false;
      } else if (parts(at)) fieldStarts = true;
      else if (!isBlank(at)) fieldStarts = false;
    }
  }
  return records;
}

function countLines(text: string): number {
  const ends = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  return ends + (text === '' || /[\r\n]$/.test(text) ? 0 : 1);
}

/** Throws if the result is impossible. */
function check({ block, lines, faultLines, faults }: Scanned, text: string, spec: ScanSpec): void {
  const must = (holds: boolean, what: string) => {
    if (!holds) throw new Error(what);
  };
  must(lines === countLines(text), 'lines');
  must(block.rows + faultLines.length === countRecords(text, spec), 'records');
  must(faults.length === Math.min(faultLines.length, 100), 'faults');
  must(block.cells.length === block.rows * block.columns, 'cells');
  must(block.location.offsets === null || block.location.offsets.length === block.rows, 'offsets');
  for (let column = 0; column < block.columns; column++) {
    const cells = Array.from({ length: block.rows }, (_, row) => block.cells[row * block.columns + column]!);
    const present = cells.filter(cell => !Number.isNaN(cell));
    must(present.length === block.rows - block.missing[column]!, 'missing cells');
    const kind = block.kinds[column];
    if (kind === EMPTY) must(present.length === 0, 'an empty column');
    if (kind === TEXT) {
      const { categories, counts } = block.texts.get(column)!;
      must(
        present.every(cell => cell < categories.length),
        'categories',
      );
      must(counts.reduce((sum, count) => sum + count, 0) === present.length, 'counts');
    }
    if (kind !== NUMBER) continue;
    must(Math.min(...present) === block.min[column], 'the least number');
    must(Math.max(...present) === block.max[column], 'the greatest number');
  }
}

const megabytes = () => Math.round(process.memoryUsage().rss / 2 ** 20);

let scannedBytes = 0;
let rows = 0;
let faulty = 0;
let seconds = 0;
let rssAtStart = 0;
for (let run = 0; run < runs; run++) {
  // Memory that is loaded and compiled at first is not growth.
  if (run === Math.floor(runs / 10)) rssAtStart = megabytes();
  const which = random.below(specs.length);
  const spec = specs[which]!;
  const bytes = mutate(oneOf(originals));
  try {
    const started = performance.now();
    const scanned = scanners[which]!.scan(bytes);
    seconds += (performance.now() - started) / 1000;
    check(scanned, bytes.toString('latin1'), spec);
    scannedBytes += bytes.length;
    rows += scanned.block.rows;
    faulty += scanned.faultLines.length;
  } catch (error) {
    process.stderr.write(`run ${run}, delimiter '${spec.delimiter}': ${JSON.stringify(bytes.toString('latin1'))}\n`);
    throw error;
  }
}
const speed = (scannedBytes / 1e6 / seconds).toFixed(1);
process.stdout.write(
  `${runs} texts, ${scannedBytes} bytes, ${rows} rows, ${faulty} faults, ${speed} MB/s, ` +
    `RSS ${rssAtStart} MiB after a tenth, ${megabytes()} MiB at the end\n`,
);
