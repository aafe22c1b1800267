/** What may stand around a field and is no part of it. */

const SPACE = 0x20;
const TAB = 0x09;

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}
