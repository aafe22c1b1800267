/**
 * Where a text stops being JSON (RFC 8259), and what was expected there. JSON.parse reads faster, but what it says of
 * a mistake depends on the version of Node and often has no place; so this goes over a text that it refused.
 */

export interface JsonFault {
  /** Into the text. */
  at: number;
  /** Such as "a comma or } is expected". */
  message: string;
}

const blanks = /[ \t\n\r]*/y;
const literal = /true|false|null/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has them escaped in strings
const characters = /[^"\\\u0000-\u001f]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;

/** The first mistake in a text that should be one JSON value; null where there is none. */
export function findJsonFault(text: string): JsonFault | null {
  return new JsonCursor(text).document();
}

class JsonCursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonFault | null {
    // What is open, innermost last. A loop, not a recursion: no depth of nesting is too much.
    const open: ('{' | '[')[] = [];
    for (;;) {
      const fault = this.#opensOrValue(open);
      if (fault !== null) return fault;
      if (this.#at < 0) return null;
    }
  }

  /** Goes over one value, or into one, and over what may follow it. `#at` is -1 at the end of the text. */
  #opensOrValue(open: ('{' | '[')[]): JsonFault | null {
    this.#skip(blanks);
    const character = this.#text[this.#at];
    if (character === '{' || character === '[') {
      this.#at++;
      this.#skip(blanks);
      if (this.#text[this.#at] !== (character === '{' ? '}' : ']')) {
        open.push(character);
        return character === '{' ? this.#name() : null;
      }
      this.#at++;
    } else if (character === '"') {
      const fault = this.#string();
      if (fault !== null) return fault;
    } else if (!this.#skip(literal) && !this.#skip(number)) {
      return this.#expected('a value');
    }
    return this.#follows(open);
  }

  /** After a value: closes what ends here, and goes to the next value. */
  #follows(open: ('{' | '[')[]): JsonFault | null {
    for (;;) {
      this.#skip(blanks);
      const inner = open.at(-1);
      if (inner === undefined) {
        if (this.#at < this.#text.length) return this.#expected('nothing more');
        this.#at = -1;
        return null;
      }
      const close = inner === '{' ? '}' : ']';
      const character = this.#text[this.#at];
      if (character === ',') {
        this.#at++;
        return inner === '{' ? this.#name() : null;
      }
      if (character !== close) return this.#expected(`a comma or ${close}`);
      this.#at++;
      open.pop();
    }
  }

  #name(): JsonFault | null {
    this.#skip(blanks);
    if (this.#text[this.#at] !== '"') return this.#expected('a name in double quotes');
    const fault = this.#string();
    if (fault !== null) return fault;
    this.#skip(blanks);
    if (this.#text[this.#at] !== ':') return this.#expected('a colon');
    this.#at++;
    return null;
  }

  #string(): JsonFault | null {
    const start = this.#at++;
    do this.#skip(characters);
    while (this.#skip(escaped));
    if (this.#at >= this.#text.length) return { at: start, message: 'the string that opens here is never closed' };
    const character = this.#text[this.#at]!;
    if (character === '\\') return { at: this.#at, message: 'no such escape in a string' };
    if (character !== '"') return { at: this.#at, message: 'a control character in a string must be escaped' };
    this.#at++;
    return null;
  }

  #skip(what: RegExp): boolean {
    what.lastIndex = this.#at;
    if (!what.test(this.#text)) return false;
    this.#at = what.lastIndex;
    return true;
  }

  #expected(what: string): JsonFault {
    const got = this.#text.codePointAt(this.#at);
    const instead = got === undefined ? 'the text ends here' : `not '${String.fromCodePoint(got)}'`;
    return { at: this.#at, message: `${what} is expected, ${instead}` };
  }
}
