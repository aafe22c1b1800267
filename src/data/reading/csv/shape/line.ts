/** A record of the start of a text: where it stands, and its fields as texts. */
export interface Line {
  readonly fields: readonly string[];
  /** By field: whether it is quoted, and nothing stands behind its closing quote. */
  readonly quoted: readonly boolean[];
  /** From 1. */
  readonly line: number;
  /** Where it begins: bytes from the start of the text. */
  readonly begin: number;
  /** Behind the line end: bytes from the start of the text, and the line there. */
  readonly end: number;
  readonly nextLine: number;
}

/** Lines above a table. */
export interface LinesAbove {
  readonly first: number;
  readonly last: number;
  /** The first cell in them; null where all are empty. */
  readonly text: string | null;
}
