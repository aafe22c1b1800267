/** A terminal in memory: what is on it after all that was written. */

/** Escapes, with their number and letter, and characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes begin with one
const TOKENS = /\u001B\[(\d*)[;\d?]*([A-Za-z])|./gsu;

export class Screen {
  readonly stream: NodeJS.WriteStream;
  readonly #rows: string[][] = [[]];
  readonly #width: number;
  #row = 0;
  #column = 0;

  constructor(width: number) {
    this.#width = width;
    const write = (text: string) => this.#write(text);
    this.stream = { isTTY: true, columns: width, write } as unknown as NodeJS.WriteStream;
  }

  get lines(): string[] {
    const lines = this.#rows.map(row =>
      Array.from(row, cell => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #write(text: string): boolean {
    for (const [token, count, command] of text.matchAll(TOKENS)) {
      if (command !== undefined) this.#obey(command, count === '' ? null : Number(count));
      else if (token === '\n') this.#moveTo(this.#row + 1, 0);
      else if (token === '\r') this.#column = 0;
      else this.#put(token);
    }
    return true;
  }

  #put(character: string): void {
    if (this.#column === this.#width) this.#moveTo(this.#row + 1, 0);
    this.#rows[this.#row]![this.#column++] = character;
  }

  #moveTo(row: number, column: number): void {
    this.#row = row;
    this.#column = column;
    while (this.#rows.length <= row) this.#rows.push([]);
  }

  #obey(command: string, count: number | null): void {
    const row = this.#rows[this.#row]!;
    if (command === 'A') this.#row -= count ?? 1;
    else if (command === 'G') this.#column = (count ?? 1) - 1;
    else if (command === 'K') row.length = count === 2 ? 0 : Math.min(row.length, this.#column);
    else if (command === 'J') {
      row.length = Math.min(row.length, this.#column);
      this.#rows.length = this.#row + 1;
    } else if (command !== 'm') throw new Error(`The screen does not know ${command}`);
  }
}
