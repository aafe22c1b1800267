/**
 * Texts in ONNX are UTF-8, which cannot represent half of a surrogate pair. JSON can write such a half, as "\ud800"; in
 * UTF-8 all halves would become the same character.
 */

import { UserError } from '../../base/errors.ts';
import { shownName } from '../../base/text/format.ts';
import type { Encoding } from '../../data/encoding/encodings.ts';
import type { SavedTarget } from '../../saved/model.ts';

export function isUtf8(text: string): boolean {
  return Buffer.from(text).toString() === text;
}

/** Throws UserError for a name, a category or a class that an ONNX model cannot have. */
export function checkTexts(encodings: readonly Encoding[], { name, classes }: SavedTarget): void {
  for (const encoding of encodings) {
    checkName(encoding.name);
    const texts = encoding.method === 'one-hot' ? encoding.positions : [];
    for (const [text] of texts) checkText(encoding.name, 'category', text);
  }
  for (const each of classes ?? []) checkText(name, 'class', each);
}

/** ONNX uses an empty name for an absent value, and runtimes end a name at a zero. */
function checkName(name: string): void {
  if (name !== '' && !name.includes('\0') && isUtf8(name)) return;
  throw new UserError(
    `column '${spelled(name)}': an input of an ONNX model cannot have this name; rename the column and train again`,
  );
}

function checkText(column: string, what: string, text: string): void {
  if (isUtf8(text)) return;
  throw new UserError(
    `column '${spelled(column)}': ${what} '${spelled(text)}' cannot be written in UTF-8, of which the texts of an ONNX model are; ` +
      'rename it and train again, or take ⟪encoded⟫',
  );
}

/** The text with characters that no terminal can show spelled as in JSON. */
function spelled(text: string): string {
  return shownName(text).replaceAll(/\p{Surrogate}/gu, half => `\\u${half.charCodeAt(0).toString(16)}`);
}
