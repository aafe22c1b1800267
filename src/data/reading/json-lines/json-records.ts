/** The objects of a JSON input, with their places: one a line, or those of one array. Arrays are rows too. */

import { UserError } from '../../../base/errors.ts';
import { printable } from '../../../base/text/format.ts';
import { ArrayRows } from './array-rows.ts';
import { duplicateKey } from './duplicate-key.ts';
import { findJsonFault } from './json-fault.ts';
import { megabytes, wholeLines } from './lines.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** How rows are read. */
export interface RecordOptions {
  readonly limits: JsonLimits;
  /** Whether a first array has the names of the columns; null is to find out. */
  readonly header: boolean | null;
  /** Arrays that are too short get missing values. */
  readonly fills?: boolean;
}

/** Takes what is read, in order. `line` is that of the file; in an array, which element. */
export interface RecordTaker {
  /** Comes first. */
  begin(unit: 'line' | 'element'): void;
  /** JSON.parse, or a kind of it. */
  parse(text: string): unknown;
  record(record: JsonObject, line: number, length: number): void;
  /** A line that holds no object. */
  fault(line: number, message: string): void;
  blankLine(): void;
  /** The next record is an array that was too short, and gets missing values. */
  filled(line: number, values: number): void;
  /** Comes last where rows are arrays: whether the first of them named the columns. */
  end?(header: boolean | null): void;
}

/** In bytes. */
export interface JsonLimits {
  longestLine: number;
  /** An array is read whole; no text can be longer than this. */
  largestArray: number;
}

export const defaultLimits: JsonLimits = { longestLine: 2 ** 26, largestArray: 2 ** 29 - 2 ** 20 };

/** Yields now and then, so that what was taken can be passed on. */
export async function* readRecords(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  taker: RecordTaker,
  options: RecordOptions,
): AsyncGenerator<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    yield* recordsOf(path, iterator, taker, options);
  } finally {
    await iterator.return?.();
  }
}

async function* recordsOf(
  path: string,
  iterator: AsyncIterator<Uint8Array>,
  taker: RecordTaker,
  { limits, header, fills = false }: RecordOptions,
): AsyncGenerator<void> {
  const head: Uint8Array[] = [];
  // Pieces are valid until the next: they are copied.
  for (let bytes = 0; !isDecided(head) && bytes < FIRST_LINE; ) {
    const { done, value } = await iterator.next();
    if (done) break;
    head.push(value.slice());
    bytes += value.length;
  }
  const all = (async function* () {
    yield* head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  const isArray = isOneArray(startOf(head));
  taker.begin(isArray ? 'element' : 'line');
  const arrays = new ArrayRows(
    header,
    (...row) => taker.record(...row),
    (...fault) => taker.fault(...fault),
    fills ? (...filled) => taker.filled(...filled) : null,
  );
  if (isArray) {
    takeElements(path, await readWhole(path, all, limits.largestArray), taker, arrays);
    yield;
  } else {
    for await (const { text, line } of wholeLines(path, all, limits.longestLine)) {
      takeLines(text, line, taker, arrays);
      yield;
    }
  }
  arrays.end();
  taker.end?.(arrays.header);
}

/** Bytes in which the first line ends, or else it is that of one array. */
const FIRST_LINE = 2 ** 20;

function startOf(head: readonly Uint8Array[]): string {
  return Buffer.concat(head)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
}

function isDecided(head: readonly Uint8Array[]): boolean {
  const start = startOf(head);
  return start !== '' && (!start.startsWith('[') || /^\[\s*[[{]/.test(start) || start.includes('\n'));
}

/** An array whose values are rows, or which goes on behind its first line; others are rows themselves, one a line. */
function isOneArray(start: string): boolean {
  return /^\[\s*[[{]/.test(start) || /^\[[^\n]*[^\]\s][ \t\r]*(?:\n|$)|^\[\s*(?:\n|$)/.test(start);
}

function takeLines(text: string, first: number, taker: RecordTaker, arrays: ArrayRows): void {
  for (let line = first, start = 0; start < text.length; line++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    takeLine(text.slice(start, end), line, taker, arrays);
    start = end + 1;
  }
}

function takeLine(text: string, line: number, taker: RecordTaker, arrays: ArrayRows): void {
  let value: unknown;
  try {
    value = taker.parse(text);
  } catch {
    if (text.trim() === '') taker.blankLine();
    else taker.fault(line, describeFault(text));
    return;
  }
  const twice = duplicateKey(text, value);
  if (twice !== null) taker.fault(line, `has the key '${printable(twice)}' twice in one object`);
  else if (isObject(value) && arrays.expects('an object')) taker.record(value, line, text.length);
  else if (Array.isArray(value) && arrays.expects('an array')) arrays.add(value, line, text.length);
  else taker.fault(line, `holds ${kindOf(value)}; each line must be one JSON ${arrays.expected}`);
}

function describeFault(text: string): string {
  const { at, message } = findJsonFault(text)!;
  const way = at >= text.trimEnd().length ? `; an object must stand on one line: jq -c . writes it so` : '';
  return `column ${at + 1}: ${message}${way}`;
}

async function readWhole(path: string, chunks: AsyncIterable<Uint8Array>, largest: number): Promise<string> {
  const texts: string[] = [];
  let bytes = 0;
  const counted = (async function* () {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > largest) {
        throw new UserError(
          `${path}: is one JSON array of more than ${megabytes(largest)}; convert it to JSON lines: jq -c '.[]' ${path}`,
        );
      }
      yield chunk;
    }
  })();
  for await (const { text } of wholeLines(path, counted, Number.POSITIVE_INFINITY)) texts.push(text);
  return texts.join('');
}

function takeElements(path: string, text: string, taker: RecordTaker, arrays: ArrayRows): void {
  let elements: unknown[];
  try {
    elements = taker.parse(text) as unknown[];
  } catch {
    const { at, message } = findJsonFault(text)!;
    const before = text.slice(0, at).split('\n');
    throw new UserError(`${path}:${before.length}: column ${before.at(-1)!.length + 1}: ${message}`);
  }
  const twice = duplicateKey(text, elements);
  if (twice !== null) throw new UserError(`${path}: has the key '${printable(twice)}' twice in one object`);
  elements.forEach((element, i) => {
    if (isObject(element) && arrays.expects('an object')) taker.record(element, i + 1, 0);
    else if (Array.isArray(element) && arrays.expects('an array')) arrays.add(element, i + 1, 0);
    else taker.fault(i + 1, `the array holds ${kindOf(element)} here; each element must be an ${arrays.expected}`);
  });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  if (isObject(value)) return 'an object';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'something else';
}
