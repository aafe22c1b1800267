/** The objects of a JSON input, with their places: one a line, or those of one array. */

import { UserError } from '../../../base/errors.ts';
import { findJsonFault } from './json-fault.ts';
import { megabytes, wholeLines } from './lines.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

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
  limits: JsonLimits,
): AsyncGenerator<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    yield* recordsOf(path, iterator, taker, limits);
  } finally {
    await iterator.return?.();
  }
}

async function* recordsOf(
  path: string,
  iterator: AsyncIterator<Uint8Array>,
  taker: RecordTaker,
  limits: JsonLimits,
): AsyncGenerator<void> {
  const head: Uint8Array[] = [];
  let first = -1;
  while (first < 0) {
    const { done, value } = await iterator.next();
    if (done) break;
    head.push(value);
    first = value.find(byte => !isBlank(byte)) ?? -1;
    if (first < 0) head.push((head.pop() as Uint8Array).slice());
  }
  const all = (async function* () {
    yield* head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  })();
  taker.begin(first === OPENING_BRACKET ? 'element' : 'line');
  if (first === OPENING_BRACKET) {
    takeElements(path, await readWhole(path, all, limits.largestArray), taker);
    yield;
    return;
  }
  for await (const { text, line } of wholeLines(path, all, limits.longestLine)) {
    takeLines(text, line, taker);
    yield;
  }
}

const OPENING_BRACKET = 0x5b;

/** White space of JSON, or a byte of the byte order mark. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0xef || byte === 0xbb || byte === 0xbf;
}

function takeLines(text: string, first: number, taker: RecordTaker): void {
  for (let line = first, start = 0; start < text.length; line++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    takeLine(text.slice(start, end), line, taker);
    start = end + 1;
  }
}

function takeLine(text: string, line: number, taker: RecordTaker): void {
  let value: unknown;
  try {
    value = taker.parse(text);
  } catch {
    if (text.trim() === '') taker.blankLine();
    else taker.fault(line, describeFault(text));
    return;
  }
  if (isObject(value)) taker.record(value, line, text.length);
  else taker.fault(line, `holds ${kindOf(value)}; each line must be one JSON object`);
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

function takeElements(path: string, text: string, taker: RecordTaker): void {
  let elements: unknown[];
  try {
    elements = taker.parse(text) as unknown[];
  } catch {
    const { at, message } = findJsonFault(text)!;
    const before = text.slice(0, at).split('\n');
    throw new UserError(`${path}:${before.length}: column ${before.at(-1)!.length + 1}: ${message}`);
  }
  elements.forEach((element, i) => {
    if (isObject(element)) taker.record(element, i + 1, 0);
    else taker.fault(i + 1, `the array holds ${kindOf(element)} here; each element must be an object`);
  });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? 'something else';
}
