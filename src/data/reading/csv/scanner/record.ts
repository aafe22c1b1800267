/** The first record of a text, such as its header. */

import { isBlank } from '../../../tables/blank.ts';
import { describeFault, type Fault } from './faults.ts';
import { type Dialect, ScannerMemory, scannerModule } from './memory.ts';

export interface FirstRecord {
  fields: string[];
  /** Bytes up to the end of its line. */
  end: number;
  /** Lines up to there; more than one where blank lines, comments or line breaks inside quotes are among them. */
  lines: number;
  /** What is wrong with it; a quote that is never closed may only need more bytes. */
  fault: Fault | null;
}

/** Null when there is no record in the bytes, of which the start of a text is enough. Throws OutOfMemory. */
export function readRecord(bytes: Uint8Array, dialect: Dialect): FirstRecord | null {
  const spelling = { decimal: '.', thousands: null, missingWords: [], wordsAreMissingInText: false };
  const memory = new ScannerMemory(0, dialect, spelling, scannerModule());
  const report = memory.scan(bytes, true);
  if (report.rows === 0) return null;
  const fields = Array.from({ length: report.fieldsOfFirst }, (_, field) => {
    let { start, end, quoted } = memory.cell(field);
    while (!quoted && start < end && isBlank(memory.bytes[start]!)) start++;
    while (!quoted && start < end && isBlank(memory.bytes[end - 1]!)) end--;
    return memory.text(start, end);
  });
  const [fault] = memory.faults();
  return {
    fields,
    end: report.bytes,
    lines: report.lines,
    fault: fault === undefined ? null : describeFault(fault, []),
  };
}
