/**
 * JSON whose whole numbers keep their digits. JSON.parse makes a float64 of each number, which rounds those beyond 2^53; here they
 * become texts, which are read as numbers wherever a column holds numbers.
 */

const DIGITS = /\d{16,}/g;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** As JSON.parse, with whole numbers beyond 2^53 as texts. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  return JSON.parse(withTexts(text));
}

function withTexts(text: string): string {
  const pieces: string[] = [];
  let [end, at, inText] = [0, 0, false];
  for (const { 0: digits, index } of text.matchAll(DIGITS)) {
    for (; at < index; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) inText = !inText;
      // What it escapes may be a quote.
      else if (code === BACKSLASH && inText) at++;
    }
    const start = text[index - 1] === '-' ? index - 1 : index;
    const after = index + digits.length;
    if (inText || !isWholeNumber(text, start, after) || Number.isSafeInteger(Number(digits))) continue;
    pieces.push(text.slice(end, start), '"', text.slice(start, after), '"');
    end = after;
  }
  return pieces.join('') + text.slice(end);
}

/** Whether these digits, perhaps with a sign, are a number of JSON, and all of it. */
function isWholeNumber(text: string, start: number, after: number): boolean {
  const first = text[start] === '-' ? start + 1 : start;
  return text[first] !== '0' && /^[:[,\s]?$/.test(text[start - 1] ?? '') && !/^[.eE]/.test(text[after] ?? '');
}
